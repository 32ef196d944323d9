import { expect, test } from 'vitest'
import { rateLimitHeaders, retryAfter } from './rateLimitHeaders.ts'

test('each policy and what is left of it, as draft 10 writes them', () => {
  const limits = [
    { name: 'ip', quota: 30, window: 60, remaining: 29, reset: 41 },
    { name: 'instance', quota: 1200, window: 3600, remaining: 0, reset: 7 },
  ]
  expect(rateLimitHeaders(limits)).toEqual({
    'RateLimit-Policy': '"ip";q=30;w=60, "instance";q=1200;w=3600',
    RateLimit: '"ip";r=29;t=41, "instance";r=0;t=7',
  })
})

test('nothing counted, no header', () => expect(rateLimitHeaders([])).toEqual({}))

test('whole seconds, and at least one', () => {
  expect([retryAfter(0), retryAfter(1.2)]).toEqual([{ 'Retry-After': '1' }, { 'Retry-After': '2' }])
})
