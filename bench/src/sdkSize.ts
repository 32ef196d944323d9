import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { downloads } from '../../sdk/build/downloads.ts'
import { buildScripts } from '../../sdk/build/scripts.ts'
import { type Benchmark, type Row, round } from './benchmark.ts'

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

type Scripts = ReadonlyMap<string, string>

/** The files of the SDK that some of these patterns name, as if they were one answer each. */
function weighAll(scripts: Scripts, what: string, patterns: readonly RegExp[]): Row {
  const files = [...scripts].filter(([file]) => patterns.some((pattern) => pattern.test(file)))
  const rows = files.map(([file, code]) => weigh(file, Buffer.from(code)))
  const sum = (key: string) => rows.reduce((total, row) => total + Number(row[key]), 0)
  return { file: what, bytes: sum('bytes'), gzip: sum('gzip'), brotli: sum('brotli') }
}

export const sdkSize: Benchmark = {
  name: 'sdk-size',
  question: 'bytes of the SDK that an inline form downloads, against the least that a Preact widget can weigh',
  measure: async () => {
    const scripts = await buildScripts()
    const loader = weighAll(scripts, 'lapel.js', [/^lapel\.js$/])
    // Without the published config.
    const rows = Object.entries(downloads).map(([when, patterns]) => weighAll(scripts, when, patterns))
    const floor = weigh('bare Preact', await buildFloor())
    const share = (row: Row) => [`${row.file} / bare Preact, gzip`, round(Number(row.gzip) / Number(floor.gzip), 2)]
    return { rows: [loader, ...rows, floor], ratios: Object.fromEntries(rows.map(share)) }
  },
}
