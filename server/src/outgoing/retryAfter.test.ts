import { expect, test } from 'vitest'
import { retryAfter } from './retryAfter.ts'

test('hears how long somebody wants to be left alone', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  expect(retryAfter('120', now)).toBe(120)
  expect(retryAfter('2.0', now)).toBe(2)
  expect(retryAfter('1.1', now)).toBe(2)
  expect(retryAfter('Sat, 21 Nov 2026 10:01:30 GMT', now)).toBe(90)
  expect(retryAfter('Sat, 21 Nov 2026 09:00:00 GMT', now)).toBe(0)
  expect(retryAfter('Fri, 31 Dec 9999 23:59:59 GMT', now)).toBe(999_999_999)
  for (const nothing of [undefined, '', 'soon', '-5', '1e99', '99999999999'])
    expect(retryAfter(nothing, now)).toBeNull()
})
