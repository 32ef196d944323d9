/** Usage of one day (UTC). */
export interface UsageDay {
  day: string
  quantity: number
  events: number
}

/** Usage of a tenant beside what it used in as many days before. */
export interface TenantUsage {
  organization_id: string
  name: string
  quantity: number
  before: number
}

/** Usage of a kind beside what there was in as many days before. */
export interface TypeUsage {
  event_type: string
  quantity: number
  before: number
}

/** A counter that differs from the record. */
export interface CounterDifference {
  limit_type: string
  scope_id: string
  period: string
  difference: number
}

/** The sum of a span of days. */
export const totalOf = (days: readonly { quantity: number }[]): number =>
  days.reduce((sum, { quantity }) => sum + quantity, 0)
