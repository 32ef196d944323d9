import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { StatusField } from '../../display/StatusChip.tsx'
import { TimeField } from '../../display/Time.tsx'
import { TranslatedField } from '../../display/TranslatedField.tsx'
import { choiceFilter, organizationFilter, searchFilter, statusFilter } from '../../list/filters.tsx'
import { RecordList } from '../../list/RecordList.tsx'
import { seesManyOrganizations, useAccess } from '../../providers/access.ts'
import type { Member } from './row.ts'

const roles = ['owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer']

const MemberList = () => {
  const translate = useTranslate()
  const access = useAccess()
  const manyOrganizations = seesManyOrganizations(access)
  const filters = [
    searchFilter,
    ...(manyOrganizations ? [organizationFilter] : []),
    choiceFilter('role', roles, 'resources.members.role'),
    choiceFilter('scope', ['organization', 'workspace'], 'resources.members.scope'),
    statusFilter('active', 'invited', 'removed'),
  ]
  return (
    <RecordList<Member>
      sort={{ field: 'created_at', order: 'DESC' }}
      filters={filters}
      hiddenColumns={['scope']}
      card={{
        primary: ({ name, email }) => name ?? email ?? translate('lapel.former_member'),
        secondary: ({ email }) => email,
        tertiary: () => <TranslatedField source="role" />,
      }}
    >
      <DataTable.Col<Member>
        source="name"
        render={({ name, email }) => name ?? email ?? translate('lapel.former_member')}
      />
      <DataTable.Col source="email" />
      <DataTable.Col source="role">
        <TranslatedField source="role" />
      </DataTable.Col>
      {manyOrganizations && (
        <DataTable.Col source="organization_id">
          <ReferenceField
            source="organization_id"
            reference="organizations"
            link={access?.staff_role ? 'show' : false}
          />
        </DataTable.Col>
      )}
      <DataTable.Col source="scope">
        <TranslatedField source="scope" />
      </DataTable.Col>
      <DataTable.Col source="workspace_id">
        <ReferenceField source="workspace_id" reference="workspaces" link={false} emptyText="–" />
      </DataTable.Col>
      <DataTable.Col source="status">
        <StatusField />
      </DataTable.Col>
      <DataTable.Col source="created_at">
        <TimeField source="created_at" />
      </DataTable.Col>
    </RecordList>
  )
}

export default MemberList
