import type { Point, Series } from '../../chart/series.ts'
import { dayName } from '../../display/Time.tsx'
import type { PlanAmount } from '../../providers/figures.ts'

/** Days in their order, each with its amounts by plan. Days that nothing is known of are left out unless they are named. */
export function pointsOf(amounts: readonly PlanAmount[], locale: string, days: readonly string[] = []): Point[] {
  const byDay = new Map<string, Record<string, number>>(days.map((day) => [day, {}]))
  for (const { day, plan_id, amount } of amounts) byDay.set(day, { ...byDay.get(day), [plan_id]: amount })
  return [...byDay].map(([day, plans]) => ({
    id: day,
    label: dayName(day, locale),
    amounts: plans,
  }))
}

/** The plans that have an amount, in the order in which they come. */
export function seriesOf(amounts: readonly PlanAmount[], names: ReadonlyMap<string, string>): Series[] {
  const ids = [...new Set(amounts.map(({ plan_id }) => plan_id))]
  return ids.map((id) => ({ id, name: names.get(id) ?? id }))
}

/** The last days up to today (UTC), oldest first, as ISO dates. */
export function lastDays(count: number, today = new Date()): string[] {
  const dayMs = 24 * 60 * 60 * 1000
  return Array.from({ length: count }, (_, index) =>
    new Date(today.getTime() - (count - 1 - index) * dayMs).toISOString().slice(0, 10),
  )
}
