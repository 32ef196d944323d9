import { DataTable } from 'react-admin'
import { CodeField } from '../../display/CodeField.tsx'
import { StatusField } from '../../display/StatusChip.tsx'
import { TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { periodFilters, searchFilter, statusFilter } from '../../list/filters.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { TenantLine, useTenantColumns } from '../../list/tenantColumns.tsx'
import type { Widget } from './row.ts'

const WidgetList = () => {
  const { columns, filters } = useTenantColumns()
  return (
    <RecordList<Widget>
      opens
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={[searchFilter, ...filters, statusFilter('active', 'archived'), ...periodFilters]}
      hiddenColumns={['public_key', 'updated_at']}
      card={{ primary: ({ name }) => name, secondary: () => <TenantLine />, tertiary: () => <StatusField /> }}
    >
      <DataTable.Col source="name">
        <OpenLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="type">
        <TranslatedField source="type" />
      </DataTable.Col>
      {columns}
      <DataTable.Col source="status">
        <StatusField />
      </DataTable.Col>
      <DataTable.Col source="public_key">
        <CodeField source="public_key" />
      </DataTable.Col>
      <DataTable.Col source="created_at">
        <TimeField source="created_at" />
      </DataTable.Col>
      <DataTable.Col source="updated_at">
        <TimeField source="updated_at" />
      </DataTable.Col>
    </RecordList>
  )
}

export default WidgetList
