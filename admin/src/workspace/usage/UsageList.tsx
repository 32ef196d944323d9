import { DataTable } from 'react-admin'
import { Code } from '../../display/CodeField.tsx'
import { Time, TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { choiceFilter, periodFilters } from '../../list/filters.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { useTenantColumns } from '../../list/tenantColumns.tsx'
import type { UsageEvent } from './row.ts'

const typeFilter = choiceFilter('event_type', ['submission', 'feature_usage'], 'resources.usage_events.event_type')

const details = ({ metadata }: UsageEvent) =>
  Object.keys(metadata).length > 0 ? <Code>{JSON.stringify(metadata)}</Code> : '–'

const UsageList = () => {
  const { columns, filters } = useTenantColumns()
  return (
    <RecordList<UsageEvent>
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={[...filters, typeFilter, ...periodFilters]}
      hiddenColumns={['metadata']}
      card={{
        primary: () => <TranslatedField source="event_type" />,
        secondary: ({ created_at }) => <Time value={created_at} />,
        tertiary: ({ quantity }) => quantity,
      }}
    >
      <DataTable.Col source="created_at">
        <TimeField source="created_at" />
      </DataTable.Col>
      <DataTable.Col source="event_type" disableSort>
        <TranslatedField source="event_type" />
      </DataTable.Col>
      <DataTable.NumberCol source="quantity" disableSort />
      {columns}
      <DataTable.Col<UsageEvent> source="metadata" disableSort render={details} />
    </RecordList>
  )
}

export default UsageList
