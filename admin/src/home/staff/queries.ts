import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'

/** What was asked for before there was a page to show it is still news. */
const staleTime = 5000

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
