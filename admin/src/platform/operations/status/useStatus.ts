import { useGetList } from 'react-admin'
import { useStaffFigures } from '../../../home/staff/useStaffFigures.ts'
import { useAnswer } from '../../room/useAnswer.ts'
import type { Delivery, JobOfName, Partition, SchemaCheck } from '../rows.ts'

interface Question<Answer> {
  data: Answer | undefined
  error: unknown
}

/** What is known of an answer: undefined while it loads, null when nobody knows. */
const partOf = <Answer>({ data, error }: Question<Answer>, read: (answer: Answer) => number | null) =>
  error ? null : data && read(data)

/** So many open alerts are told exactly. */
export const most = 50

/** How the platform is, by what is asked. */
export function useStatus() {
  const jobs = useAnswer<JobOfName[]>('job_overview')
  const alerts = useGetList('platform_alerts', {
    filter: { 'resolved_at@is': 'null' },
    sort: { field: 'last_at', order: 'DESC' },
    pagination: { page: 1, perPage: most + 1 },
  })
  const webhooks = useAnswer<Delivery[]>('webhook_log', { state: 'failing' })
  const home = useStaffFigures()
  const schemas = useAnswer<SchemaCheck>('schema_deviations')
  const partitions = useAnswer<Partition[]>('partition_sizes')
  return {
    alerts: partOf(alerts, (open) => open.length),
    jobs: partOf(jobs, (all) => all.reduce((sum, { failed }) => sum + failed, 0)),
    waiting: partOf(jobs, (all) => all.reduce((sum, { waiting }) => sum + waiting, 0)),
    /** Seconds of waiting, or of silence. */
    lag: partOf(home, ({ attention }) => attention.find(({ kind }) => kind === 'worker_lag')?.count ?? null),
    webhooks: partOf(webhooks, (deliveries) => deliveries.length),
    database: partOf(schemas, ({ checked_at, total }) => (checked_at ? total : null)),
    partitions: partOf(partitions, (all) => all.filter(({ strays }) => strays).length),
  }
}
