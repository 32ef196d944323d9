import { afterEach, expect, test, vi } from 'vitest'
import { randomId, seal } from './seal.ts'

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const request = { revision: 3, payload: { name: 'Ada' }, meta: { page: 'https://a.example/' } }

afterEach(() => {
  vi.unstubAllGlobals()
})

test('a repeated submission is the same text, whatever happened to the page meanwhile', () => {
  const first = seal(request, undefined)
  expect(seal({ ...request, meta: { page: 'https://a.example/other' } }, first)).toBe(first)
})

test('other answers, or another revision, are another submission', () => {
  const first = seal(request, undefined)
  const ids = [first, seal({ ...request, payload: { name: 'Bob' } }, first), seal({ ...request, revision: 4 }, first)]
  expect(new Set(ids.map(({ body }) => JSON.parse(body).id)).size).toBe(3)
})

test('pages without https get random ids too', () => {
  expect(randomId()).toMatch(uuid)
  const { getRandomValues } = crypto
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) })
  expect(randomId()).toMatch(uuid)
  expect(randomId()).not.toBe(randomId())
})
