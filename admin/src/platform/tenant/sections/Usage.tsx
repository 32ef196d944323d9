import { Columns, Stack } from '../../../list/Columns.tsx'
import { MyExports } from '../../exports/MyExports.tsx'
import { UsageChart } from '../../usage/UsageChart.tsx'
import { UsageFilterBar } from '../../usage/UsageFilterBar.tsx'
import { UsageRecord } from '../../usage/UsageRecord.tsx'
import { ByType } from '../../usage/UsageShares.tsx'
import { useUsageFilters } from '../../usage/useUsageFilters.ts'
import { useTenant } from '../useTenant.ts'

/** What the tenant used, of what and when, and the events that say so. */
const Usage = () => {
  const { id } = useTenant()
  const filters = { ...useUsageFilters(), organizationId: id }
  return (
    <>
      <UsageFilterBar filters={filters} of="tenant" />
      <Columns>
        <UsageChart filters={filters} />
        <Stack>
          <ByType filters={filters} />
          <MyExports kind="usage_events" />
        </Stack>
      </Columns>
      <UsageRecord filters={filters} of="tenant" />
    </>
  )
}

export default Usage
