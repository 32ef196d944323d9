import { expect, it } from 'vitest'
import { daysAgo, spanOf } from './days.ts'

it('is the span that the address names', () => {
  expect(spanOf('2026-01-05', '2026-02-01')).toEqual({ first: '2026-01-05', last: '2026-02-01' })
})

it('is thirty days when the address says nothing, or nonsense', () => {
  expect(spanOf(undefined, '2026-03-31')).toEqual({ first: '2026-03-02', last: '2026-03-31' })
  expect(spanOf('x', undefined)).toEqual({ first: daysAgo(29), last: daysAgo(0) })
})

it('is neither turned around nor longer than a year', () => {
  expect(spanOf('2026-05-01', '2026-03-31').first).toBe('2026-03-31')
  expect(spanOf('2020-01-01', '2026-03-31').first).toBe('2025-03-31')
})
