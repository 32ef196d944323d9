import type { Attention } from '../../providers/figures.ts'

const listOf = (resource: string, filter: object) =>
  `/${resource}?${new URLSearchParams({ filter: JSON.stringify(filter), page: '1' })}`

/** The room that shows what an item counts, filtered to it. */
export function attentionLink({ kind, organization_ids: ids = [] }: Attention): string {
  switch (kind) {
    case 'suspended':
      return listOf('organizations', { status: 'suspended' })
    case 'past_due':
      return listOf('organizations', { plan_status: 'past_due', status: 'active' })
    case 'partition_strays':
    case 'alerts':
      return listOf('platform_alerts', { 'resolved_at@is': 'null' })
    case 'jobs_failed':
      return '/operations?view=jobs&state=failed'
    case 'worker_lag':
      return '/operations?view=jobs'
    default:
      return listOf('organizations', { 'id@in': `(${ids.join(',')})` })
  }
}
