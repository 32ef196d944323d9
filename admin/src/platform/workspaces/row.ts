export interface Workspace {
  id: string
  organization_id: string
  name: string
  slug: string
  kind: 'agency' | 'business'
  parent_workspace_id: string | null
  /** Overrides the organization's plan. */
  plan_id: string | null
  status: 'active' | 'archived'
  created_at: string
}
