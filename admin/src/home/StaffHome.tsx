import Box from '@mui/material/Box'
import { useGetList, useTranslate } from 'react-admin'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { Section } from '../display/Section.tsx'
import { ShareBars } from '../display/ShareBars.tsx'
import { Time } from '../display/Time.tsx'
import { Columns, Stack } from '../list/DetailPage.tsx'
import type { Plan } from '../platform/plans/row.ts'
import { Actor } from '../workspace/audit/Actor.tsx'
import type { AuditEntry } from '../workspace/audit/row.ts'
import { WhatHappened } from '../workspace/audit/WhatHappened.tsx'
import { NewestRows } from './NewestRows.tsx'
import { NewestSubmissions } from './NewestSubmissions.tsx'
import { SeeAll } from './SeeAll.tsx'
import { SubmissionDays } from './SubmissionDays.tsx'

const ByPlan = () => {
  const translate = useTranslate()
  const { data, error, refetch } = useGetList<Plan>('plans', {
    sort: { field: 'sort', order: 'ASC' },
    pagination: { page: 1, perPage: 50 },
  })
  const shares = (data ?? []).map(({ name, organizations }) => ({ name, amount: organizations }))
  return (
    <Section title={translate('lapel.home.by_plan')} action={<SeeAll resource="organizations" />}>
      <Box sx={{ minHeight: 168 }}>{error ? <LoadFailed onRetry={refetch} /> : <ShareBars shares={shares} />}</Box>
    </Section>
  )
}

const NewestAudit = () => (
  <NewestRows<AuditEntry>
    title="lapel.home.newest_audit"
    resource="audit_logs"
    newestBy="created_at"
    empty="lapel.home.no_audit"
    card={{
      primary: () => <WhatHappened />,
      secondary: ({ created_at }) => <Time value={created_at} />,
      tertiary: () => <Actor />,
    }}
  />
)

export const StaffHome = () => (
  <Columns>
    <Stack>
      <SubmissionDays />
      <NewestSubmissions />
    </Stack>
    <Stack>
      <ByPlan />
      <NewestAudit />
    </Stack>
  </Columns>
)
