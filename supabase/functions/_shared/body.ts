import type { FieldProblem } from '../../../contract/src/errors.ts'
import { maxBodyBytes } from '../../../contract/src/submission.ts'
import { type FormFields, parseForm } from './bodyForm.ts'
import { findUnsafe, maxKeys } from './bodyLimits.ts'
import { ProblemError } from './problem.ts'

/** A body that was read: a JSON value, or the fields of a form post. */
export type Body = { kind: 'json'; value: unknown } | { kind: 'form'; fields: FormFields }

// text/plain holds JSON: it is what sendBeacon can send without asking first.
const kinds = new Map<string, Body['kind']>([
  ['application/json', 'json'],
  ['text/plain', 'json'],
  ['application/x-www-form-urlencoded', 'form'],
])

// The empty pointer: the body as a whole.
const atAll = (code: string, detail: string): FieldProblem => ({ pointer: '', code, detail })
const malformed = (problem: FieldProblem) => new ProblemError('MALFORMED_BODY', { errors: [problem] })

/** What a request says its body is; undefined for what is not read here, a charset other than UTF-8 included. */
export function bodyKind(headers: Headers): Body['kind'] | undefined {
  const [essence = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';')
  const foreign = parameters.some((text) => /^\s*charset\s*=/.test(text) && !/=\s*"?utf-8"?\s*$/.test(text))
  return foreign || headers.has('content-encoding') ? undefined : kinds.get(essence.trim())
}

const tooLarge = () =>
  new ProblemError('BODY_TOO_LARGE', { errors: [atAll('size', `At most ${maxBodyBytes} bytes are read.`)] })

async function readText(request: Request): Promise<string> {
  const announced = request.headers.get('content-length')
  if (Number(announced) > maxBodyBytes) throw tooLarge()
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    // HTTP holds a body to the length it announced; only without one is it worth counting.
    if (announced !== null) return decoder.decode(await request.arrayBuffer())
    return await readCounting(request, decoder)
  } catch (thrown) {
    if (thrown instanceof ProblemError) throw thrown
    throw malformed(atAll('encoding', 'The body is not UTF-8, or it ended early.'))
  }
}

async function readCounting(request: Request, decoder: InstanceType<typeof TextDecoder>): Promise<string> {
  let text = ''
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBodyBytes) throw tooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(atAll('json', 'The body is not JSON.'))
  }
}

function parse(kind: Body['kind'], text: string): Body {
  if (kind === 'json') return { kind, value: parseJson(text) }
  const fields = parseForm(text)
  if (!fields) throw malformed(atAll('form', 'The body is not a form in UTF-8.'))
  return { kind, fields }
}

/**
 * Reads a request's body, counting bytes while they arrive and holding no more than the limit.
 * Throws a problem: UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE, or MALFORMED_BODY with a pointer to what is wrong.
 */
export async function readBody(request: Request, mostKeys = maxKeys): Promise<Body> {
  const kind = bodyKind(request.headers)
  if (!kind) {
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', {
      detail: `Send one of: ${[...kinds.keys()].join(', ')}; in UTF-8.`,
    })
  }
  const body = parse(kind, await readText(request))
  const unsafe = findUnsafe(body.kind === 'json' ? body.value : body.fields, mostKeys)
  if (unsafe) throw malformed(unsafe)
  return body
}
