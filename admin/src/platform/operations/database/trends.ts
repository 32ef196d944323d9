import type { Baseline } from '../rows.ts'

/** The newest measurement of a query, and the one before it. */
export interface Trend {
  now: Baseline
  before: Baseline | undefined
}

/** Measurements, newest first, as one trend for each query. */
export function trendsOf(baselines: readonly Baseline[]): Trend[] {
  const trends = new Map<string, Trend>()
  for (const baseline of baselines) {
    const known = trends.get(baseline.query_name)
    if (!known) trends.set(baseline.query_name, { now: baseline, before: undefined })
    else known.before ??= baseline
  }
  return [...trends.values()].sort((one, other) => one.now.query_name.localeCompare(other.now.query_name))
}
