import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sign } from 'hono/jwt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthenticator } from '../_shared/authenticate.ts'

const id = '0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f'
let factors: { status: string }[] | undefined

// Says what Supabase Auth says of a user; the embedded auth server knows no second factors.
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ id, factors }))
})

beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => {
  server.close()
})

const userOf = async (claims: { aal?: string }) => {
  const { port } = server.address() as AddressInfo
  const token = await sign({ sub: id, ...claims }, 'a secret of somebody else', 'HS256')
  return createAuthenticator(`http://127.0.0.1:${port}`, 'key')(`Bearer ${token}`)
}

test.each([
  ['none', undefined, {}, id],
  ['none', undefined, { aal: 'aal1' }, id],
  ['one that was begun', [{ status: 'unverified' }], { aal: 'aal1' }, id],
  ['one', [{ status: 'unverified' }, { status: 'verified' }], { aal: 'aal1' }, null],
  ['one', [{ status: 'verified' }], {}, null],
  ['one', [{ status: 'verified' }], { aal: 'aal2' }, id],
])('of second factors %s: %j, with %j it is %s', async (_, known, claims, expected) => {
  factors = known
  expect(await userOf(claims)).toBe(expected)
})
