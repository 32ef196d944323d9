import { type Measurement, type Row, round } from '../benchmark.ts'
import type { Contender, Kind } from './contender.ts'

/** How many times as long others take, at the least. */
const leads: Partial<Record<Kind, number>> = { feedback: 1, survey: 2.5 }
const longestToFloor = 1.06

/**
 * Ratios and misses on one line: the times of our one answer, which is what the console prints, and the calm of both ways.
 *
 * @param rows one for each contender
 */
export function judge(line: string, contenders: Contender[], rows: Row[]): Required<Omit<Measurement, 'rows'>> {
  const ratios: Record<string, number> = {}
  const misses: string[] = []
  const need = (ok: boolean, words: string) => ok || misses.push(`${line}: ${words}`)
  const timeOf = (kind: Kind) => Number(rows[contenders.findIndex((one) => one.kind === kind)]?.['interactive ms'])
  const mine = timeOf('ours')

  const toFloor = round(mine / timeOf('floor'), 3)
  ratios[`ours / floor, interactive ms, ${line}`] = toFloor
  need(toFloor <= longestToFloor, `at most ${longestToFloor} times the floor's time: ${toFloor}`)
  for (const [index, { name, kind }] of contenders.entries()) {
    const { 'interactive ms': time, 'long tasks': longTasks, 'longest task ms': longest, shift } = rows[index] ?? {}
    const least = leads[kind]
    if (least !== undefined) {
      const lead = round(Number(time) / mine, 2)
      ratios[`${name} / ours, interactive ms, ${line}`] = lead
      need(lead > 1 && lead >= least, `${least} times ahead of ${name}: ${lead}`)
    }
    if (kind === 'ours') {
      need(longTasks === 0, `no long task in ${name}: ${longTasks}, the longest ${longest} ms`)
      need(shift === 0, `no layout shift in ${name}: ${shift}`)
    }
  }
  return { ratios, misses }
}
