import strings from 'big-list-of-naughty-strings'
import { describe, expect, test } from 'vitest'
import { freshIp, submission, submit } from './request.ts'
import { type Target, targets } from './targets.ts'
import { createTenant, owner } from './tenant.ts'

const naughty = [...new Set(strings), '__proto__', 'constructor', 'w_\u0000', '%00', '\u202e', 'x'.repeat(70_000)]

/** Every route that takes a body, with a body of the right shape around a text. */
const posts: [string, (text: string) => unknown][] = [
  ['/embed/v1/events', (text) => ({ public_id: text, token: text, events: [{ type: text, meta: { step: text } }] })],
  ['/embed/v1/errors', (text) => ({ public_id: text, code: text, detail: text, page: text, sdk_version: text })],
  ['/embed/v1/drafts', (text) => ({ template: text })],
  ['/claims', (text) => ({ draft_token: text, workspace_id: text, name: text })],
  ['/invitations/accept', (text) => ({ token: text })],
  ['/embed/v1/instances/w_0000000000000000000000/submissions', (text) => ({ id: text, revision: text, payload: text })],
]
const gets: ((text: string) => string)[] = [
  (text) => `/embed/v1/instances/${text}`,
  (text) => `/embed/v1/instances/w_0000000000000000000000?token=${text}&locale=${text}`,
  (text) => `/embed/v1/schema/${text}/${text}`,
  (text) => `/embed/v1/plugins/${text}.js`,
]

/** Asserts that an answer is ours, and a problem where it is none of success. */
async function expectAnswer(response: Response, about: string): Promise<number> {
  expect(response.status, about).toBeLessThan(500)
  expect(response.headers.get('x-request-id'), about).toBeTruthy()
  if (response.status >= 400) expect(response.headers.get('content-type'), about).toBe('application/problem+json')
  await response.arrayBuffer()
  return response.status
}

async function inTurns<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += 16) await Promise.all(items.slice(start, start + 16).map(act))
}

function send({ fetch }: Target, path: string, body: BodyInit, headers: Record<string, string> = {}) {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': freshIp(), ...headers },
    body,
  })
}

const counts = async () =>
  (
    await owner`select (select count(*)::int from public.widget_events) as events,
      (select count(*)::int from public.widget_fetch_errors) as errors,
      (select count(*)::int from public.widget_drafts) as drafts,
      (select count(*)::int from public.widget_submissions) as submissions`
  )[0]

describe.each(targets())('hostile input on $name', (target) => {
  test.each(posts)('naughty strings in and as the body of %s', async (path, around) => {
    const before = await counts()
    await inTurns(naughty, async (text) => {
      const statuses = [
        await expectAnswer(await send(target, path, JSON.stringify(around(text))), text),
        await expectAnswer(await send(target, path, text), text),
      ]
      expect([400, 401, 404, 413, 422], text).toEqual(expect.arrayContaining(statuses))
    })
    expect(await counts()).toEqual(before)
  })

  test('naughty strings in the address', async () => {
    await inTurns(naughty, async (text) => {
      const encoded = encodeURIComponent([...text].slice(0, 2000).join(''))
      for (const path of gets) {
        const status = await expectAnswer(await target.fetch(path(encoded)), path(encoded))
        expect([403, 404], path(encoded)).toContain(status)
      }
    })
  })

  test('naughty strings that a visitor enters are stored as entered', async () => {
    const tenant = await createTenant()
    const entered = naughty.filter((text) => [...text].length <= 5000 && !text.includes('\u0000'))
    await inTurns(entered, async (text) => {
      const body = submission({ email: 'ada@site.example', message: text })
      expect(await expectAnswer(await submit(target, tenant, body), text)).toBe(201)
    })
    const rows = await owner<{ message: string }[]>`
      select payload ->> 'message' as message from public.widget_submissions where workspace_id = ${tenant.workspaceId}`
    expect(rows.map((row) => row.message).sort()).toEqual([...entered].sort())
  })

  test.each(posts)('what is no text, no JSON or too much of it at %s', async (path) => {
    const before = await counts()
    const bodies: [number[], BodyInit, string?][] = [
      [[400], Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)],
      [[400], '{"public_id":"\\u0000"}'],
      [[400], '{"public_id":"\\ud800"}'],
      [[400], '['.repeat(50_000)],
      [[400], `{"events":${'['.repeat(40)}${']'.repeat(40)}}`],
      [[413], ' '.repeat(70_000)],
      [[422], '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'],
      [[422], '[]'],
      [[422], 'null'],
      [[415], '{}', 'text/html'],
      [[415], '{}', 'application/json; charset=utf-16'],
      [[415], '--x', 'multipart/form-data; boundary=x'],
      // A form, which the submissions of pages without script are.
      [[404, 415], 'a=1', 'application/x-www-form-urlencoded'],
    ]
    for (const [statuses, body, type = 'application/json'] of bodies) {
      const headers = { 'content-type': type, accept: 'application/json' }
      expect(statuses).toContain(await expectAnswer(await send(target, path, body, headers), String(body).slice(0, 60)))
    }
    expect(await counts()).toEqual(before)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  test.each(['', ',', '::', '1.2.3.4.5', '[::1]:99', '999.1.1.1', "' or 1=1", 'a'.repeat(8000), ',,,203.0.113.9,'])(
    'the X-Forwarded-For "%.20s"',
    async (forwarded) => {
      const tenant = await createTenant()
      const body = JSON.stringify({ public_id: tenant.publicId, events: [{ type: 'view' }], code: 'X' })
      const events = await send(target, '/embed/v1/events', body, { 'x-forwarded-for': forwarded })
      expect(await expectAnswer(events, forwarded)).toBe(422)
      const report = JSON.stringify({ public_id: tenant.publicId, code: 'X' })
      const errors = await send(target, '/embed/v1/errors', report, { 'x-forwarded-for': forwarded })
      expect(await expectAnswer(errors, forwarded)).toBe(202)
    },
  )

  test.each([...posts.map(([path]) => path), '/embed/v1/schema/form/1.json', `/embed/v1/plugins/${'0'.repeat(64)}.js`])(
    'another method on %s',
    async (path) => {
      for (const method of [
        'PUT',
        'DELETE',
        'PATCH',
        ...(path.endsWith('.js') || path.endsWith('.json') ? ['POST'] : ['GET']),
      ]) {
        const response = await target.fetch(path, { method })
        expect(response.headers.get('allow')).toMatch(/OPTIONS$/)
        expect(await expectAnswer(response, method)).toBe(405)
      }
    },
  )

  test.each(['/claims', '/invitations/accept'])('a preflight for %s allows the access token', async (path) => {
    const response = await target.fetch(path, {
      method: 'OPTIONS',
      headers: { origin: 'https://console.example', 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-headers')).toBe('Authorization,Content-Type')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })
})
