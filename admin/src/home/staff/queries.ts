import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { type ListRequest, newestOf, askedEarlyMs as staleTime } from '../../providers/listRequest.ts'

/** The figures of staff's home. */
export const staffFigures = (dataProvider: ConsoleDataProvider) => ({
  queryKey: ['staffHome'],
  queryFn: () => dataProvider.staffHome(),
  staleTime,
})

/** Submissions of the last hour, minute by minute. */
export const submissionMinutes = (dataProvider: ConsoleDataProvider) => ({
  queryKey: ['submissionsPerMinute'],
  queryFn: () => dataProvider.submissionsPerMinute(),
  staleTime,
})

export const newestAudit = newestOf('audit_logs', 'created_at')

/** Every plan, for its name. */
export const allPlans: ListRequest = {
  resource: 'plans',
  params: { pagination: { page: 1, perPage: 50 }, sort: { field: 'sort', order: 'ASC' } },
}
