import { toPostgrest } from '../../providers/listQuery.ts'
import type { ExportKind } from './rows.ts'

/** A list's filters as the exporting job takes them: columns, and moments (`since`, before `until`) instead of days. */
export function exportFilters(resource: ExportKind, filter: Record<string, unknown>): Record<string, string> {
  const { 'and@': bounds, ...columns } = toPostgrest(resource, filter)
  const moment = (operator: string) => new RegExp(`created_at\\.${operator}\\.([^,)]+)`).exec(String(bounds))?.[1]
  const [since, until] = [moment('gte'), moment('lt')]
  return { ...(columns as Record<string, string>), ...(since ? { since } : {}), ...(until ? { until } : {}) }
}
