import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { downloads } from '../../sdk/build/downloads.ts'
import { type Benchmark, type Row, round } from './benchmark.ts'

const root = join(import.meta.dirname, '..', '..')

function weigh(file: string, code: Buffer): Row {
  return {
    file,
    bytes: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
  }
}

/** The least that a Preact widget can weigh: one element rendered into a shadow root. */
async function buildFloor(): Promise<Buffer> {
  const output = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: join(import.meta.dirname, 'preactFloor.ts'), formats: ['es'] } },
  })
  const [bundle] = Array.isArray(output) ? output : []
  const [chunk] = bundle?.output ?? []
  if (chunk?.type !== 'chunk') throw new Error('The floor was not built.')
  return Buffer.from(chunk.code)
}

/** The files of the SDK that some of these patterns name, as if they were one answer each. */
function weighAll(what: string, patterns: readonly RegExp[]): Row {
  const dist = join(root, 'sdk', 'dist')
  const files = globSync('**/*.js', { cwd: dist }).filter((file) => patterns.some((pattern) => pattern.test(file)))
  const rows = files.map((file) => weigh(file, readFileSync(join(dist, file))))
  const sum = (key: string) => rows.reduce((total, row) => total + Number(row[key]), 0)
  return { file: what, bytes: sum('bytes'), gzip: sum('gzip'), brotli: sum('brotli') }
}

export const sdkSize: Benchmark = {
  name: 'sdk-size',
  question: 'bytes of the SDK that an inline form downloads, against the least that a Preact widget can weigh',
  measure: async () => {
    const loader = weighAll('lapel.js', [/^lapel\.js$/])
    // Without the published config.
    const rows = Object.entries(downloads).map(([when, patterns]) => weighAll(when, patterns))
    const floor = weigh('bare Preact', await buildFloor())
    const share = (row: Row) => [`${row.file} / bare Preact, gzip`, round(Number(row.gzip) / Number(floor.gzip), 2)]
    return { rows: [loader, ...rows, floor], ratios: Object.fromEntries(rows.map(share)) }
  },
}
