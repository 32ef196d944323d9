import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { expect, test, vi } from 'vitest'

/** Bytes, gzip: all that an inline form needs. A schema library that slips in costs twice this. */
const budget = 12_000

test('the script stays within its budget', { timeout: 60_000 }, async () => {
  // Under the runner's own value Vite builds less tightly.
  vi.stubEnv('NODE_ENV', 'production')
  const output = await build({ root: import.meta.dirname, mode: 'script', logLevel: 'silent', build: { write: false } })
  const [bundle] = output as Rolldown.RolldownOutput[]
  const [script, ...others] = bundle?.output ?? []
  expect(others).toEqual([])
  expect(gzipSync(script?.type === 'chunk' ? script.code : '', { level: 9 }).length).toBeLessThanOrEqual(budget)
  expect(script).toHaveProperty('fileName', 'lapel.js')
})
