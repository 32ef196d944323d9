import { type Measurement, type Row, round } from '../benchmark.ts'
import type { Contender, Kind } from './contender.ts'

/** How many times as long others take, at the least. */
const leads: Partial<Record<Kind, number>> = { feedback: 1, survey: 2.5 }
const longestToFloor = 1.06

/**
 * Ratios and misses on one line: the times of both snippets that the console prints, and the calm of every way of ours.
 *
 * @param rows one for each contender
 */
export function judge(line: string, contenders: Contender[], rows: Row[]): Required<Omit<Measurement, 'rows'>> {
  const ratios: Record<string, number> = {}
  const misses: string[] = []
  const need = (ok: boolean, words: string) => ok || misses.push(`${line}: ${words}`)
  const all = contenders.map((contender, index) => ({ ...contender, row: rows[index] ?? {} }))
  const timeOf = ({ row }: { row: Row }) => Number(row['interactive ms'])

  for (const mine of all.filter(({ isPrinted }) => isPrinted)) {
    for (const floor of all.filter(({ kind }) => kind === 'floor')) {
      const ratio = round(timeOf(mine) / timeOf(floor), 3)
      ratios[`${mine.name} / floor, interactive ms, ${line}`] = ratio
      need(ratio <= longestToFloor, `${mine.name} takes at most ${longestToFloor} times the floor's time: ${ratio}`)
    }
    for (const other of all) {
      const least = leads[other.kind]
      if (least === undefined) continue
      const lead = round(timeOf(other) / timeOf(mine), 2)
      ratios[`${other.name} / ${mine.name}, interactive ms, ${line}`] = lead
      need(lead > 1 && lead >= least, `${mine.name} is ${least} times ahead of ${other.name}: ${lead}`)
    }
  }
  for (const { name, row } of all.filter(({ kind }) => kind === 'ours')) {
    need(
      row['long tasks'] === 0,
      `no long task in ${name}: ${row['long tasks']}, the longest ${row['longest task ms']} ms`,
    )
    need(row.shift === 0, `no layout shift in ${name}: ${row.shift}`)
  }
  return { ratios, misses }
}
