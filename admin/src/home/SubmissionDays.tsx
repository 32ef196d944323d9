import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import { useDataProvider, useTranslate } from 'react-admin'
import { DayBars } from '../display/DayBars.tsx'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { Section } from '../display/Section.tsx'
import type { ConsoleDataProvider } from '../providers/dataProvider.ts'

/** Submissions of the last thirty days, of every workspace the reader may see. */
export const SubmissionDays = () => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const { data, error, refetch } = useQuery({
    queryKey: ['submissions_per_day', 30],
    queryFn: () => dataProvider.submissionsPerDay(30),
  })
  return (
    <Section title={translate('lapel.home.submissions_30')}>
      <Box sx={{ minHeight: 168 }}>{error ? <LoadFailed onRetry={refetch} /> : data && <DayBars days={data} />}</Box>
    </Section>
  )
}
