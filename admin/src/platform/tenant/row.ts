import type { Enforcement, LimitType } from '@lapel/contract/limits'

/** A limit that another plan would have exceeded. */
export interface PlanExcess {
  limit_type: LimitType
  used: number
  new_limit: number
  enforcement: Enforcement
  /** Used by the tenant, or handed out by an agency to its clients. */
  kind: 'used' | 'allocated'
}

export interface LimitUse {
  organization_id: string
  limit_type: LimitType
  used: number
  /** Null is unlimited. */
  limit_value: number | null
  enforcement: Enforcement | null
  grace_amount: number | null
  overridden: boolean
}

export interface LimitHit {
  scope_id: string
  limit_type: LimitType
  period: string
  kind: 'reached' | 'flagged' | 'refused'
  hits: number
  first_at: string
  last_at: string
}

export interface Override {
  id: string
  organization_id: string
  /** Null for the whole organization. */
  workspace_id: string | null
  limit_type: LimitType
  limit_value: number
  enforcement: Enforcement
  grace_amount: number
  reason: string
  granted_by: string | null
  expires_at: string | null
  created_at: string
}

export interface Flag {
  key: string
  description: string
  enabled: boolean
  rollout_percent: number
  plans: Record<string, boolean>
  organizations: Record<string, boolean>
}

export interface Note {
  id: string
  organization_id: string
  author_id: string | null
  body: string
  replaces: string | null
  replaced_at: string | null
  withdrawn_at: string | null
  written_at: string
  created_at: string
}

export interface Allocation {
  workspace_id: string
  agency_workspace_id: string
  limits: Partial<Record<LimitType, number>>
}

/** What counts against a limit of a workspace's own, now or this month. */
export interface WorkspaceUse {
  /** The workspace, or the organization for what counts against its limits. */
  scope_id: string
  limit_type: LimitType
  used: number
}

export interface WebhookEndpoint {
  id: string
  workspace_id: string
  url: string
  description: string | null
  event_types: string[]
  status: 'active' | 'disabled'
  disabled_reason: string | null
  failing_since: string | null
  created_at: string
}

export interface WebhookDelivery {
  id: string
  workspace_id: string
  endpoint_id: string
  status: 'pending' | 'sending' | 'delivered' | 'failed'
  attempt: number
  response_status: number | null
  error: string | null
  duration_ms: number | null
  created_at: string
}

export interface Store {
  id: string
  name: string
  created_at: string
}

export interface Connection {
  id: string
  workspace_id: string
  store_id: string
  adapter: 'generic_json' | 'csv_url' | 'shopify_orders'
  status: 'idle' | 'pending' | 'running' | 'success' | 'error' | 'disabled'
  last_synced_at: string | null
  /** Null when it runs only when asked, or a person has to mend it first. */
  next_sync_at: string | null
  created_at: string
}

export interface SyncRun {
  id: string
  connection_id: string
  status: 'pending' | 'running' | 'success' | 'error'
  rows_stored: number
  attempts: number
  last_error: string | null
  created_at: string
}
