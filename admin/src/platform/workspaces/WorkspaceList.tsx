import { DataTable, ReferenceField } from 'react-admin'
import { CodeField } from '../../display/CodeField.tsx'
import { TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { choiceFilter, organizationFilter, periodFilters, searchFilter } from '../../list/filters.tsx'
import { OpenLink } from '../../list/OpenLink.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { useIsStaff } from '../../providers/access.ts'
import type { Workspace } from './row.ts'

const kindFilter = choiceFilter('kind', ['agency', 'business'], 'resources.workspaces.kind')

const WorkspaceList = () => {
  const isStaff = useIsStaff()
  return (
    <RecordList<Workspace>
      opens
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={[searchFilter, ...(isStaff ? [organizationFilter] : []), kindFilter, ...periodFilters]}
      hiddenColumns={['slug']}
      card={{
        primary: ({ name }) => name,
        secondary: () => <ReferenceField source="organization_id" reference="organizations" link={false} />,
        tertiary: () => <TranslatedField source="kind" />,
      }}
    >
      <DataTable.Col source="name">
        <OpenLink source="name" />
      </DataTable.Col>
      <DataTable.Col source="slug">
        <CodeField source="slug" />
      </DataTable.Col>
      <DataTable.Col source="organization_id">
        <ReferenceField source="organization_id" reference="organizations" link={isStaff ? 'show' : false} />
      </DataTable.Col>
      <DataTable.Col source="kind">
        <TranslatedField source="kind" />
      </DataTable.Col>
      <DataTable.Col source="parent_workspace_id">
        <ReferenceField source="parent_workspace_id" reference="workspaces" link={false} emptyText="–" />
      </DataTable.Col>
      <DataTable.Col source="plan_id">
        <ReferenceField source="plan_id" reference="plans" link={false} emptyText="–" />
      </DataTable.Col>
      <DataTable.Col source="created_at">
        <TimeField source="created_at" />
      </DataTable.Col>
    </RecordList>
  )
}

export default WorkspaceList
