import { usePermissions } from 'react-admin'

export type StaffRole = 'viewer' | 'support' | 'admin'
export type MemberRole = 'owner' | 'admin' | 'super_editor' | 'editor' | 'collaborator' | 'viewer'

export interface OrganizationAccess {
  id: string
  name: string
  role: MemberRole
}

export interface WorkspaceAccess extends OrganizationAccess {
  organization_id: string
}

/** What the signed-in user may enter, as `my_access()` tells it. The database decides again on every request. */
export interface Access {
  user_id: string
  email: string | null
  staff_role: StaffRole | null
  organizations: OrganizationAccess[]
  workspaces: WorkspaceAccess[]
  /** The running session in which a member of staff sees a tenant as its members do; then there is no staff role. */
  impersonation: Impersonation | null
}

export interface Impersonation {
  organization_id: string
  organization: string
  read_only: boolean
  expires_at: string
}

/** What the signed-in user holds by workspace id, as `my_permissions()` tells it. */
export interface Permissions {
  workspaces: Record<string, string[]>
}

/** Whether a tenant's member administers an organization and so reads its audit log. */
export const administers = (access: Access) =>
  access.organizations.some(({ role }) => role === 'owner' || role === 'admin')

/** The signed-in user's access; undefined while it loads. */
export const useAccess = (): Access | undefined => usePermissions<Access>().permissions

/** Whether rows of more than one organization can appear before this user. */
export const seesManyOrganizations = (access: Access | undefined): boolean =>
  Boolean(access?.staff_role) || (access?.organizations.length ?? 0) > 1

/** Each may do what those before it may. */
export const staffRoles: readonly StaffRole[] = ['viewer', 'support', 'admin']

/** Whether a staff role is at least another one, as the database ranks them. */
export const isAtLeast = (role: StaffRole | null | undefined, needed: StaffRole): boolean =>
  role ? staffRoles.indexOf(role) >= staffRoles.indexOf(needed) : false

/** Whether the signed-in member of staff has at least this role. The database asks again on every act. */
export const useMayAs = (needed: StaffRole): boolean => isAtLeast(useAccess()?.staff_role, needed)

/** Whether the signed-in user is platform staff. */
export const useIsStaff = (): boolean => Boolean(useAccess()?.staff_role)
