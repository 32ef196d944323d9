import { useQuery } from '@tanstack/react-query'
import { useDataProvider, useLocale, useTranslate } from 'react-admin'
import { Chart } from '../../chart/Chart.tsx'
import { LoadFailed } from '../../display/LoadFailed.tsx'
import { momentOf, writeMoment } from '../../display/Time.tsx'
import type { ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { submissionMinutes } from './queries.ts'

/** Submissions of the last hour, minute by minute, read anew every ten seconds while someone looks. */
export const ArrivingNow = () => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const locale = useLocale()
  const { data, error, refetch } = useQuery({ ...submissionMinutes(dataProvider), refetchInterval: 10_000 })
  if (error && !data) return <LoadFailed onRetry={refetch} />
  const question = translate('lapel.staff_home.now')
  const points = (data ?? []).map(({ minute, submissions }) => ({
    id: minute,
    label: writeMoment(momentOf(minute), locale, { hour: '2-digit', minute: '2-digit' }),
    amounts: { all: submissions },
  }))
  const total = (data ?? []).reduce((sum, { submissions }) => sum + submissions, 0)
  return (
    <Chart
      question={question}
      answer={data ? translate('lapel.staff_home.now_text', { smart_count: total }) : '…'}
      points={points}
      series={[{ id: 'all', name: question }]}
    />
  )
}
