import { afterEach, expect, test, vi } from 'vitest'
import { randomId } from '../../randomId.ts'
import { seal } from './seal.ts'

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const request = { revision: 3, payload: { name: 'Ada' } }
const draw = () => ({ id: randomId(), nonce: undefined })

afterEach(() => {
  vi.unstubAllGlobals()
})

test('the same answers are the same submission', () => {
  const first = seal(request, undefined, draw)
  expect(seal({ ...request }, first, draw)).toBe(first)
})

test('other answers, or another revision, are another submission', () => {
  const first = seal(request, undefined, draw)
  const ids = [
    first,
    seal({ ...request, payload: { name: 'Bob' } }, first, draw),
    seal({ ...request, revision: 4 }, first, draw),
  ]
  expect(new Set(ids.map(({ id }) => id)).size).toBe(3)
})

test('pages without https get random ids too', () => {
  expect(randomId()).toMatch(uuid)
  const { getRandomValues } = crypto
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) })
  expect(randomId()).toMatch(uuid)
  expect(randomId()).not.toBe(randomId())
})
