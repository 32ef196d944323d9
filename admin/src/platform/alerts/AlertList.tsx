import { DataTable, SelectInput } from 'react-admin'
import { Code, CodeField } from '../../display/CodeField.tsx'
import { Time, TimeField } from '../../display/Time.tsx'
import { periodFilters, searchFilter } from '../../list/filters.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import type { PlatformAlert } from './row.ts'

/** PostgREST's `resolved_at=is.null`: an alert that goes on has not ended. */
const openFilter = (
  <SelectInput
    key="open"
    source="resolved_at@is"
    label="resources.platform_alerts.fields.open"
    choices={[{ id: 'null', name: 'resources.platform_alerts.open' }]}
  />
)
const filters = [searchFilter, openFilter, ...periodFilters]

const detail = ({ detail: told }: PlatformAlert) => <Code>{JSON.stringify(told)}</Code>

const AlertList = () => (
  <RecordList<PlatformAlert>
    sort={{ field: 'last_at', order: 'DESC' }}
    filters={filters}
    card={{
      primary: () => <CodeField source="key" />,
      secondary: ({ last_at }) => <Time value={last_at} />,
      tertiary: ({ times }) => times,
    }}
  >
    <DataTable.Col source="key">
      <CodeField source="key" />
    </DataTable.Col>
    <DataTable.Col<PlatformAlert> source="detail" disableSort render={detail} />
    <DataTable.NumberCol source="times" />
    <DataTable.Col source="first_at">
      <TimeField source="first_at" />
    </DataTable.Col>
    <DataTable.Col source="last_at">
      <TimeField source="last_at" />
    </DataTable.Col>
    <DataTable.Col source="resolved_at">
      <TimeField source="resolved_at" />
    </DataTable.Col>
  </RecordList>
)

export default AlertList
