import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test, vi } from 'vitest'
import { downloads } from './build/downloads.ts'
import { internalNames } from './build/names.ts'
import { buildScripts } from './build/scripts.ts'

/** Bytes, gzip. `downloads` says what is counted in the others. */
const budgets = {
  loader: 1000,
  chunk: 6000,
  'until it can be filled in': 12_000,
  'until it can be filled in, from one answer': 2500,
  'until the runtime has taken that over': 12_000,
  'until any other widget is there, in one answer': 12_000,
  'until the receipt is shown': 18_000,
}

const sizes = new Map<string, number>()
const sizeOf = (pattern: RegExp) => {
  const found = [...sizes].filter(([name]) => pattern.test(name)).map(([, size]) => size)
  expect(found).not.toEqual([])
  return found.reduce((sum, size) => sum + size, 0)
}

beforeAll(async () => {
  // Under the runner's own value Vite builds less tightly.
  vi.stubEnv('NODE_ENV', 'production')
  for (const [name, code] of await buildScripts()) sizes.set(name, gzipSync(code, { level: 9 }).length)
}, 120_000)

test('the loader stays within its budget', () => {
  expect(sizeOf(/^lapel\.js$/)).toBeLessThanOrEqual(budgets.loader)
})

test.each(Object.entries(downloads))('what an inline form downloads %s stays within its budget', (when, files) => {
  const total = files.map(sizeOf).reduce((sum, size) => sum + size, 0)
  expect(total).toBeLessThanOrEqual(budgets[when as keyof typeof downloads])
})

test('what the build shortens is named by nobody else', () => {
  const files = ['lapel.d.ts', ...globSync('../contract/src/**/*.ts', { cwd: import.meta.dirname })]
  const texts = files
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  const known = (name: string) =>
    texts.some((text) => new RegExp(`^\\s*(readonly )?'?${name}'?\\??[:(]`, 'm').test(text))
  expect(known('submitLabel') && known('publicId')).toBe(true)
  expect(internalNames.filter(known)).toEqual([])
})

test('every lazy part stays within its budget', () => {
  const parts = [...sizes].filter(([name]) => name.includes('/'))
  expect(parts.length).toBeGreaterThan(0)
  expect(parts.filter(([, size]) => size > budgets.chunk)).toEqual([])
})
