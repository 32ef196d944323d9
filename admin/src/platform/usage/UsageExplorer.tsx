import { useTranslate } from 'react-admin'
import { Columns, Stack } from '../../list/Columns.tsx'
import { MyExports } from '../exports/MyExports.tsx'
import { Room } from '../room/Room.tsx'
import { UsageChart } from './UsageChart.tsx'
import { UsageFilterBar } from './UsageFilterBar.tsx'
import { UsageRecord } from './UsageRecord.tsx'
import { ByType, TopTenants } from './UsageShares.tsx'
import { UsageTruth } from './UsageTruth.tsx'
import { useUsageFilters } from './useUsageFilters.ts'

/** Who uses how much of what, whether that grows, and whether the figures hold. */
const UsageExplorer = () => {
  const translate = useTranslate()
  const filters = useUsageFilters()
  return (
    <Room title={translate('lapel.usage_room.title')}>
      <UsageFilterBar filters={filters} of="platform" />
      <Columns>
        <Stack>
          <UsageChart filters={filters} />
          <UsageTruth filters={filters} />
        </Stack>
        <Stack>
          {!filters.organizationId && !filters.workspaceId && <TopTenants filters={filters} />}
          <ByType filters={filters} />
          <MyExports kind="usage_events" />
        </Stack>
      </Columns>
      <UsageRecord filters={filters} of="platform" />
    </Room>
  )
}

export default UsageExplorer
