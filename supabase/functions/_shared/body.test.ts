import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBody } from './body.ts'
import { maxDepth, maxElements, maxKeys } from './bodyLimits.ts'
import { ProblemError } from './problem.ts'

function post(body: BodyInit, type = 'application/json', headers: Record<string, string> = {}): Request {
  return new Request('http://host/', { method: 'POST', body, headers: { 'content-type': type, ...headers } })
}

async function refusal(
  request: Request,
): Promise<{ code: string; pointer: string | undefined; rule: string | undefined }> {
  const thrown = await readBody(request).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof ProblemError)) throw new Error('the body was accepted', { cause: thrown })
  const [first] = thrown.toProblem('id').errors ?? []
  return { code: thrown.code, pointer: first?.pointer, rule: first?.code }
}

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const listed = (count: number) => JSON.stringify(Array(count).fill(1e308))
const keyed = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i])))

describe('what is read', () => {
  test('every JSON value within the limits arrives unchanged', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\u0000'))
    const json = fc
      .jsonValue({ maxDepth: 5, stringUnit: 'grapheme' })
      .filter((v) => !JSON.stringify(v).includes('\\u0000'))
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, text), async (value) => {
        const sent = JSON.stringify(value)
        fc.pre(sent.length < 10_000)
        expect(await readBody(post(sent))).toEqual({ kind: 'json', value: JSON.parse(sent) })
      }),
    )
  })

  test('a body in many pieces, cut inside characters, is the same body', async () => {
    const sent = JSON.stringify({ text: 'Grüße, 你好 👋🏽' })
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of new TextEncoder().encode(sent)) controller.enqueue(new Uint8Array([byte]))
        controller.close()
      },
    })
    const request = new Request('http://host/', {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
    } as RequestInit)
    expect(await readBody(request)).toEqual({ kind: 'json', value: JSON.parse(sent) })
  })

  test('every form arrives as its fields', async () => {
    const field = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\u0000'))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, field, { maxKeys: 20, noNullPrototype: true }), async (fields) => {
        const sent = new URLSearchParams(Object.entries(fields)).toString()
        const body = await readBody(post(sent, 'application/x-www-form-urlencoded'))
        expect(body).toEqual({ kind: 'form', fields })
      }),
    )
  })

  test('of two members with one name the last wins, and __proto__ changes no object', async () => {
    const body = await readBody(post('{"a":1,"a":2,"__proto__":{"polluted":true}}'))
    expect(body).toMatchObject({ kind: 'json', value: { a: 2 } })
    await readBody(post('__proto__=x&a=1&a=2', 'application/x-www-form-urlencoded'))
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('the limits themselves are allowed', async () => {
    await readBody(post(nested(maxDepth)))
    await readBody(post(keyed(maxKeys)))
    await readBody(post(keyed(500)), 500)
    await readBody(post(listed(maxElements)))
    await readBody(post(`"${'x'.repeat(65_534)}"`))
  })
})

describe('what is refused', () => {
  test('any bytes at all are read or refused, and never anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('application/json', 'text/plain', 'application/x-www-form-urlencoded'),
        async (bytes, type) => {
          const thrown = await readBody(post(bytes as BodyInit, type)).catch((error: unknown) => error)
          if (thrown instanceof Error) expect(thrown).toMatchObject({ code: 'MALFORMED_BODY', status: 400 })
        },
      ),
    )
  })

  test.each([
    ['{"a":', '', 'json'],
    ['', '', 'json'],
    ['\uFEFF{}', '', 'json'],
    ['{"a":{"b":["x","\\u0000"]}}', '/a/b/1', 'nul'],
    ['{"a/b~c":"\\ud800"}', '/a~1b~0c', 'surrogate'],
    ['{"\\u0000":1}', '/\u0000', 'nul'],
    [keyed(maxKeys + 1), `/k${maxKeys}`, 'keys'],
    [`{"a":${listed(maxElements + 1)}}`, `/a/${maxElements}`, 'elements'],
    [nested(maxDepth + 1), '/0'.repeat(maxDepth), 'depth'],
    [nested(30_000), '/0'.repeat(maxDepth), 'depth'],
  ])('%.30j at %.20s: %s', async (body, pointer, rule) => {
    expect(await refusal(post(body))).toEqual({ code: 'MALFORMED_BODY', pointer, rule })
  })

  test.each([
    [Uint8Array.of(0x22, 0xff, 0x22), 'application/json'],
    [Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 'text/plain'],
    [Uint8Array.of(0x22, 0xc3), 'application/json'],
  ])('bytes that are not UTF-8', async (bytes, type) => {
    expect(await refusal(post(bytes, type))).toEqual({ code: 'MALFORMED_BODY', pointer: '', rule: 'encoding' })
  })

  test.each(['a=%ff', 'a=%ED%A0%80', 'a=%', '%c3=1'])('the form %s', async (body) => {
    const request = post(body, 'application/x-www-form-urlencoded')
    expect(await refusal(request)).toEqual({ code: 'MALFORMED_BODY', pointer: '', rule: 'form' })
  })

  test.each(['', 'text/html', 'multipart/form-data; boundary=x', 'application/json; charset=latin1'])(
    'the type "%s"',
    async (type) => {
      expect((await refusal(post('{}', type))).code).toBe('UNSUPPORTED_MEDIA_TYPE')
    },
  )

  test('a compressed body', async () => {
    expect((await refusal(post('{}', 'application/json', { 'content-encoding': 'gzip' }))).code).toBe(
      'UNSUPPORTED_MEDIA_TYPE',
    )
  })

  test('an endless body is left after 64 KiB', async () => {
    let sent = 0
    let left = false
    const stream = new ReadableStream({
      pull(controller) {
        sent += 1024
        controller.enqueue(new Uint8Array(1024).fill(0x20))
      },
      cancel() {
        left = true
      },
    })
    const init = { method: 'POST', body: stream, duplex: 'half', headers: { 'content-type': 'application/json' } }
    expect((await refusal(new Request('http://host/', init as RequestInit))).code).toBe('BODY_TOO_LARGE')
    expect(left).toBe(true)
    expect(sent).toBeLessThan(80 * 1024)
  })

  test('a body that announces more than 64 KiB is not read at all', async () => {
    const request = post('{}', 'application/json', { 'content-length': '65537' })
    expect((await refusal(request)).code).toBe('BODY_TOO_LARGE')
    expect(request.bodyUsed).toBe(false)
  })

  test('a body that breaks off', async () => {
    const stream = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
    const init = { method: 'POST', body: stream, duplex: 'half', headers: { 'content-type': 'application/json' } }
    expect((await refusal(new Request('http://host/', init as RequestInit))).rule).toBe('encoding')
  })
})
