export interface Organization {
  id: string
  name: string
  slug: string
  plan_id: string
  plan_status: string
  status: 'active' | 'suspended' | 'deleting'
  created_at: string
  /** Since when staff keep it suspended. */
  suspended_at: string | null
  /** When its deletion was asked for; it is deleted a week later. */
  deleted_at: string | null
  trial_ends_at: string | null
  workspaces: number
  members: number
  submissions_month: number
  /** Null is unlimited. */
  submissions_limit: number | null
  /** How many of its limits it is above. */
  limits_exceeded: number
}
