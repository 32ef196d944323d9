export interface Organization {
  id: string
  name: string
  slug: string
  plan_id: string
  plan_status: string
  status: string
  created_at: string
  workspaces: number
  members: number
  submissions_month: number
  /** Null is unlimited. */
  submissions_limit: number | null
}
