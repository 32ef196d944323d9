import type { Context } from 'hono'
import { bodyKind } from './body.ts'
import { pageHeaders, problemPage, receiptPage } from './page.ts'
import type { Ports } from './ports.ts'
import { asProblem, type ProblemError } from './problem.ts'
import type { createSubmission } from './submissions/create.ts'

/** What is kept for a request. */
export type Env = { Variables: { requestId: string } }

type Headers = Record<string, string>
type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

// Any page may call; whether its site may use an instance is decided from the Origin header by the handlers.
const everywhere = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'RateLimit,RateLimit-Policy,Retry-After,X-Request-Id,Idempotent-Replayed',
  'X-Content-Type-Options': 'nosniff',
}

/** Headers of JSON that nobody keeps. */
export const noStoreJson = { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' }

/** The one way to answer: the headers that every answer has are set once, while the response is made. */
export function respond(c: Context<Env>, body: Body | null, status: number, headers: Headers): Response {
  return new Response(body, { status, headers: { ...everywhere, 'X-Request-Id': c.get('requestId'), ...headers } })
}

/** What a browser asks before it sends JSON from another site. */
export function answerPreflight(c: Context<Env>): Response {
  return respond(c, null, 204, {
    'Access-Control-Allow-Methods': 'GET,HEAD,POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': '600',
  })
}

const weakTag = (tag: string) => tag.trim().replace(/^W\//, '')

/** The body, or 304 for who has it already (RFC 9110, section 13.1.2: a weak comparison with any of the tags). */
export function answerTagged(c: Context<Env>, body: Body, headers: Headers & { ETag: string }): Response {
  const known = c.req.header('if-none-match')
  const isKnown = known?.split(',').some((tag) => tag.trim() === '*' || weakTag(tag) === weakTag(headers.ETag))
  if (!isKnown) return respond(c, body, 200, headers)
  const { 'Content-Type': _, ...retained } = headers
  return respond(c, null, 304, retained)
}

// Posted by a form on a page without script: a person reads the answer.
function isFormPost({ req }: Context<Env>): boolean {
  const wantsJson = req.header('accept')?.includes('application/json') ?? false
  return req.method === 'POST' && !wantsJson && bodyKind(req.raw.headers) === 'form'
}

function causeOf({ cause }: ProblemError): Headers {
  if (!(cause instanceof Error)) return {}
  return { cause: `${cause.name}: ${cause.message}`.slice(0, 300) }
}

/** The answer to anything that was thrown: problem+json, or a page for a form post. What is our fault goes to the log. */
export function answerProblem(ports: Ports, c: Context<Env>, thrown: Error): Response {
  const problem = asProblem(thrown)
  const requestId = c.get('requestId')
  if (problem.status >= 500) {
    ports.log({
      level: 'error',
      event: 'request.failed',
      request_id: requestId,
      code: problem.code,
      ...causeOf(problem),
    })
  }
  if (isFormPost(c)) {
    return respond(c, String(problemPage(problem, requestId)), problem.status, { ...problem.headers, ...pageHeaders })
  }
  const headers = { ...problem.headers, 'Content-Type': 'application/problem+json' }
  return respond(c, JSON.stringify(problem.toProblem(requestId)), problem.status, headers)
}

/** 201 with the receipt: JSON, or a page for a form post. */
export function answerReceipt(c: Context<Env>, stored: Awaited<ReturnType<typeof createSubmission>>): Response {
  const headers = { 'Cache-Control': 'no-store', ...stored.headers }
  if (!isFormPost(c)) {
    return respond(c, JSON.stringify(stored.receipt), 201, { ...headers, 'Content-Type': 'application/json' })
  }
  return respond(c, String(receiptPage(stored.instance.embed)), 201, { ...headers, ...pageHeaders })
}
