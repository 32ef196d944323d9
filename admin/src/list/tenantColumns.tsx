import { DataTable, ReferenceField, useRecordContext } from 'react-admin'
import { seesManyOrganizations, useAccess } from '../providers/access.ts'
import { organizationFilter, workspaceFilter } from './filters.tsx'

/** Whose a row is matters to those who see more than one tenant. */
export function useTenantColumns() {
  const access = useAccess()
  const manyOrganizations = seesManyOrganizations(access)
  const manyWorkspaces = Boolean(access?.staff_role) || (access?.workspaces.length ?? 0) > 1
  const columns = [...(manyOrganizations ? [organizationColumn] : []), ...(manyWorkspaces ? [workspaceColumn] : [])]
  const filters = [...(manyOrganizations ? [organizationFilter] : []), ...(manyWorkspaces ? [workspaceFilter] : [])]
  return { columns, filters }
}

const organizationColumn = (
  <DataTable.Col key="organization_id" source="organization_id">
    <ReferenceField source="organization_id" reference="organizations" link={false} />
  </DataTable.Col>
)

const workspaceColumn = (
  <DataTable.Col key="workspace_id" source="workspace_id">
    <ReferenceField source="workspace_id" reference="workspaces" link={false} emptyText="–" />
  </DataTable.Col>
)

/** The tenant of the record around it, as one line for cards. */
export const TenantLine = () => {
  const record = useRecordContext()
  const access = useAccess()
  if (!record) return null
  return access?.staff_role ? (
    <ReferenceField source="organization_id" reference="organizations" link={false} />
  ) : (
    <ReferenceField source="workspace_id" reference="workspaces" link={false} />
  )
}
