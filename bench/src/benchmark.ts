/** One line of a benchmark's table: a case and its figures, with the unit in each figure's name. */
export type Row = Record<string, string | number>

/** What a benchmark measured. */
export interface Measurement {
  rows: Row[]
  /** Ours against a floor of the same run; what they compare stands in each name. */
  ratios: Record<string, number>
  /** Targets that were missed: the command then ends with 1. */
  misses?: string[]
}

/** A repeatable measurement: bounded in requests and in time, on this machine alone. */
export interface Benchmark {
  name: string
  /** What is compared with what, in a sentence. */
  question: string
  measure(): Promise<Measurement>
}

/** The middle value; the mean of the two middle ones when there is none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? Number.NaN)) / 2 : upper
}

/** Rounds to a number of decimals. */
export function round(value: number, decimals = 0): number {
  return Number(value.toFixed(decimals))
}
