import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useLocale, useTranslate } from 'react-admin'
import { LoadFailed } from '../display/LoadFailed.tsx'
import { momentOf, Time } from '../display/Time.tsx'
import { Columns, Stack } from '../list/Columns.tsx'
import type { StaffFigures } from '../providers/figures.ts'
import { Actor } from '../workspace/audit/Actor.tsx'
import type { AuditEntry } from '../workspace/audit/row.ts'
import { WhatHappened } from '../workspace/audit/WhatHappened.tsx'
import { NewestRows } from './NewestRows.tsx'
import { ArrivingNow } from './staff/ArrivingNow.tsx'
import { Attention } from './staff/Attention.tsx'
import { Growth, Use } from './staff/Growth.tsx'
import { newestAudit } from './staff/queries.ts'
import { TopTenants } from './staff/TopTenants.tsx'
import { useStaffFigures } from './staff/useStaffFigures.ts'

const NewestAudit = () => (
  <NewestRows<AuditEntry>
    title="lapel.home.newest_audit"
    newest={newestAudit}
    empty="lapel.home.no_audit"
    card={{
      primary: () => <WhatHappened />,
      secondary: ({ created_at }) => <Time value={created_at} />,
      tertiary: () => <Actor />,
    }}
  />
)

const AsOf = ({ moment }: { moment: string }) => {
  const translate = useTranslate()
  const time = momentOf(moment).toLocaleString(useLocale(), { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Typography variant="caption" sx={{ color: 'text.secondary' }}>
      {translate('lapel.staff_home.as_of', { time })}
    </Typography>
  )
}

const outline = (height: number) => <Skeleton variant="rounded" height={height} />

const Figures = ({ figures }: { figures: StaffFigures | undefined }) => (
  <Columns>
    <Stack>
      <ArrivingNow />
      {figures ? <Use amounts={figures.use} /> : outline(268)}
      {figures ? <Growth amounts={figures.growth} /> : outline(268)}
    </Stack>
    <Stack>
      {figures ? <TopTenants tenants={figures.top} /> : outline(268)}
      <NewestAudit />
      {figures?.as_of && <AsOf moment={figures.as_of} />}
    </Stack>
  </Columns>
)

/** What staff come for: what needs them, and how the platform does. */
const StaffHome = () => {
  const { data: figures, error, refetch } = useStaffFigures()
  return (
    <>
      {error && <LoadFailed onRetry={refetch} />}
      {figures && <Attention items={figures.attention} />}
      {!figures && !error && outline(132)}
      {(figures || !error) && <Figures figures={figures} />}
    </>
  )
}

export default StaffHome
