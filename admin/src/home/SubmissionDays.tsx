import Skeleton from '@mui/material/Skeleton'
import { useQuery } from '@tanstack/react-query'
import { useDataProvider, useLocale, useTranslate } from 'react-admin'
import { Chart } from '../chart/Chart.tsx'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { dayName } from '../display/Time.tsx'
import type { ConsoleDataProvider } from '../providers/dataProvider.ts'

/** Submissions of the last thirty days, of every workspace the reader may see. */
export const SubmissionDays = () => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const locale = useLocale()
  const { data, error, refetch } = useQuery({
    queryKey: ['submissions_per_day', 30],
    queryFn: () => dataProvider.submissionsPerDay(30),
  })
  if (error) return <LoadFailed onRetry={refetch} />
  if (!data) return <Skeleton variant="rounded" height={268} />
  const question = translate('lapel.home.submissions_30')
  const total = data.reduce((sum, { submissions }) => sum + submissions, 0)
  return (
    <Chart
      question={question}
      answer={total.toLocaleString(locale)}
      points={data.map(({ day, submissions }) => ({
        id: day,
        label: dayName(day, locale),
        amounts: { all: submissions },
      }))}
      series={[{ id: 'all', name: question }]}
    />
  )
}
