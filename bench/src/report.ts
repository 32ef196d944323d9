import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Benchmark, Measurement, Row } from './benchmark.ts'
import { describeCommit, type describeMachine } from './machine.ts'

const results = join(import.meta.dirname, '..', 'results')

/** Writes bench/results/<name>.json. */
export function record(
  benchmark: Benchmark,
  measurement: Measurement,
  machine: ReturnType<typeof describeMachine>,
): void {
  const { name, question } = benchmark
  const { rows, ratios, misses } = measurement
  const content = {
    name,
    question,
    measured_at: new Date().toISOString(),
    commit: describeCommit(),
    machine,
    rows,
    ratios,
    misses,
  }
  mkdirSync(results, { recursive: true })
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`)
}

function formatTable(rows: Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)))
  const align = (cell: string, index: number) =>
    index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)
  return lines.map((line) => `  ${line.map(align).join('  ')}`).join('\n')
}

/** Prints a benchmark's figures and ratios for a reader. */
export function print({ name, question }: Benchmark, { rows, ratios, misses = [] }: Measurement): void {
  console.log(`\n${name}: ${question}\n${formatTable(rows)}`)
  for (const [ratio, value] of Object.entries(ratios)) console.log(`  ${ratio}: ${value}`)
  for (const miss of misses) console.log(`  MISSED ${miss}`)
}
