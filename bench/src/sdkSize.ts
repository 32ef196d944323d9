import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'vite'
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

export const sdkSize: Benchmark = {
  name: 'sdk-size',
  question: 'bytes of the SDK, against the least that a Preact widget can weigh',
  measure: async () => {
    const dist = join(root, 'sdk', 'dist')
    const loader = weigh('lapel.js', readFileSync(join(dist, 'lapel.js')))
    // One answer with runtime and loader's work, but without the published config.
    const ours = weigh('whole.js', readFileSync(join(dist, 'whole.js')))
    const floor = weigh('bare Preact', await buildFloor())
    return {
      rows: [loader, ours, floor],
      ratios: { 'whole.js / bare Preact, gzip': round(Number(ours.gzip) / Number(floor.gzip), 2) },
    }
  },
}
