import type { MemberRole } from '../../providers/access.ts'

export interface Member {
  id: string
  scope: 'organization' | 'workspace'
  organization_id: string
  /** Null for members of the whole organization. */
  workspace_id: string | null
  user_id: string
  name: string | null
  email: string | null
  role: MemberRole
  status: 'active' | 'invited' | 'removed'
  created_at: string
}
