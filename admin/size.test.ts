import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'

/** Bytes of JavaScript, gzip, before a reader can do anything. */
const budget = 350_000

let chunks: Map<string, Rolldown.OutputChunk>

/** The download that begins with this source file. */
function chunkOf(source: string): string {
  const found = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/${source}`))
  if (!found) throw new Error(`No download begins with ${source}.`)
  return found.fileName
}

/** A file with everything that it imports at once. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(file) && chunks.has(file)) {
    seen.add(file)
    for (const imported of chunks.get(file)?.imports ?? []) withImports(imported, seen)
  }
  return seen
}

/** Bytes that a view downloads: what the page begins with, and what the view asks for besides. */
function sizeOf(...sources: string[]): number {
  const entry = [...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
  const files = new Set([...entry, ...sources.map(chunkOf)].flatMap((file) => [...withImports(file)]))
  return [...files].reduce((sum, file) => sum + gzipSync(chunks.get(file)?.code ?? '', { level: 9 }).length, 0)
}

beforeAll(async () => {
  // Under the runner's own value Vite builds less tightly.
  vi.stubEnv('NODE_ENV', 'production')
  const output = await build({ root: import.meta.dirname, logLevel: 'silent', build: { write: false } })
  const files = [output].flat().flatMap((one) => ('output' in one ? one.output : []))
  chunks = new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])))
}, 120_000)

const signIn = ['main.tsx', 'auth/SignInPage.tsx']
const home = ['main.tsx', 'layout/ConsoleLayout.tsx', 'home/Home.tsx', 'home/StaffHome.tsx']

test.each([
  ['the sign-in page', signIn],
  ['the home of staff', home],
])('%s downloads no more than its budget, in every language', (_, sources) => {
  for (const language of ['english', 'german']) {
    const size = sizeOf(...sources, `i18n/${language}/index.ts`)
    expect(size).toBeGreaterThan(100_000)
    expect(size).toBeLessThanOrEqual(budget)
  }
})

test('what the page begins with is small, and does not wait for what it asks for', () => {
  const [entry] = [...chunks.values()].filter(({ isEntry }) => isEntry)
  const files = [...withImports(entry?.fileName ?? '')]
  const code = files.map((file) => chunks.get(file)?.code ?? '').join('')
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(4000)
})
