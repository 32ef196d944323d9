import { DataTable, ReferenceField } from 'react-admin'
import { Code, CodeField } from '../../display/CodeField.tsx'
import { StatusField } from '../../display/StatusChip.tsx'
import { TimeField } from '../../display/Time.tsx'
import { periodFilters, searchFilter, statusFilter } from '../../list/filters.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { useTenantColumns } from '../../list/tenantColumns.tsx'
import type { Instance } from './row.ts'

const InstanceList = () => {
  const { columns, filters } = useTenantColumns()
  return (
    <RecordList<Instance>
      opens
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={[searchFilter, ...filters, statusFilter('draft', 'published', 'inactive'), ...periodFilters]}
      card={{
        primary: ({ name }) => name,
        secondary: ({ public_id }) => <Code>{public_id}</Code>,
        tertiary: () => <StatusField />,
      }}
    >
      <DataTable.Col source="name">
        <OpenLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="public_id">
        <CodeField source="public_id" />
      </DataTable.Col>
      <DataTable.Col source="widget_id" disableSort>
        <ReferenceField source="widget_id" reference="widgets" link={false} />
      </DataTable.Col>
      {columns}
      <DataTable.Col source="status">
        <StatusField />
      </DataTable.Col>
      <DataTable.Col source="created_at">
        <TimeField source="created_at" />
      </DataTable.Col>
    </RecordList>
  )
}

export default InstanceList
