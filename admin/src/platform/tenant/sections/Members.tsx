import { DataTable, ReferenceField, useTranslate } from 'react-admin'
import { StatusField } from '../../../display/StatusChip.tsx'
import { TimeField } from '../../../display/Time.tsx'
import { TranslatedField } from '../../../display/TranslatedField.tsx'
import type { Member } from '../../../workspace/members/row.ts'
import { TenantRows } from '../TenantRows.tsx'

/** Everybody who belongs to the tenant, or to one of its workspaces. */
const Members = () => {
  const translate = useTranslate()
  const nameOf = ({ name, email }: Member) => name ?? email ?? translate('lapel.former_member')
  return (
    <TenantRows<Member>
      title={translate('lapel.organization.members')}
      resource="members"
      card={{
        primary: nameOf,
        secondary: ({ email }) => email,
        tertiary: () => <TranslatedField source="role" />,
      }}
    >
      <DataTable.Col<Member> source="name" disableSort render={nameOf} />
      <DataTable.Col source="email" disableSort />
      <DataTable.Col source="role" disableSort>
        <TranslatedField source="role" />
      </DataTable.Col>
      <DataTable.Col source="workspace_id" disableSort>
        <ReferenceField source="workspace_id" reference="workspaces" link={false} emptyText="–" />
      </DataTable.Col>
      <DataTable.Col source="status" disableSort>
        <StatusField />
      </DataTable.Col>
      <DataTable.Col source="created_at" disableSort>
        <TimeField source="created_at" />
      </DataTable.Col>
    </TenantRows>
  )
}

export default Members
