import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test, vi } from 'vitest'
import { buildScripts } from './build/scripts.ts'

/** Bytes, gzip. For an inline form the aim is 12,000: what is here keeps it from growing until then. */
const budgets = { loader: 1000, inlineForm: 16_400, chunk: 6000 }

const sizes = new Map<string, number>()
const sizeOf = (pattern: RegExp) => {
  const found = [...sizes].filter(([name]) => pattern.test(name))
  expect(found).toHaveLength(1)
  return found[0]?.[1] ?? Number.NaN
}

beforeAll(async () => {
  // Under the runner's own value Vite builds less tightly.
  vi.stubEnv('NODE_ENV', 'production')
  for (const [name, code] of await buildScripts()) sizes.set(name, gzipSync(code, { level: 9 }).length)
}, 120_000)

test('the loader stays within its budget', () => {
  expect(sizeOf(/^lapel\.js$/)).toBeLessThanOrEqual(budgets.loader)
})

test('an inline form downloads no more than its budget, either way', () => {
  expect(sizeOf(/^lapel\.js$/) + sizeOf(/^runtime\.\w+\.js$/)).toBeLessThanOrEqual(budgets.inlineForm)
  expect(sizeOf(/^whole\.js$/)).toBeLessThanOrEqual(budgets.inlineForm)
})

test('every lazy part stays within its budget', () => {
  const parts = [...sizes].filter(([name]) => name.includes('/'))
  expect(parts.length).toBeGreaterThan(0)
  expect(parts.filter(([, size]) => size > budgets.chunk)).toEqual([])
})
