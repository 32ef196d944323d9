/** A job by its name, as `job_overview()` tells it. */
export interface JobOfName {
  task: string
  /** When its schedule last ran; null: never, or it has none. */
  last_run: string | null
  waiting: number
  running: number
  failed: number
  /** Since when the oldest is late; null: none is. */
  late_since: string | null
}

export type JobState = 'waiting' | 'running' | 'retrying' | 'failed'

export interface Job {
  id: number
  task: string
  state: JobState
  attempts: number
  max_attempts: number
  run_at: string
  last_error: string | null
  created_at: string
}

export interface Delivery {
  id: string
  organization_id: string
  organization: string
  url: string
  endpoint_status: 'active' | 'disabled'
  event_type: string
  message_id: string
  status: 'pending' | 'sending' | 'delivered' | 'failed'
  attempt: number
  next_attempt_at: string | null
  response_status: number | null
  response_excerpt: string | null
  error: string | null
  created_at: string
}

export interface FetchError {
  id: string
  organization_id: string
  public_id: string
  code: string
  detail: string | null
  page: string | null
  sdk_version: string | null
  hits: number
  last_at: string
}

/** Who takes most of a rate, as `limited_sources()` tells it. */
export interface Source {
  kind: 'ip' | 'instance' | 'workspace'
  source: string
  name: string | null
  organization_id: string | null
  hits: number
  quota: number
  window_start: string
}

export interface Partition {
  parent: string
  partition: string
  attached: boolean
  bytes: number
  estimated_rows: number
  strays: boolean
  retain_months: number | null
}

export interface Deviation {
  organization_id: string
  organization: string
  schema_name: string
  object: string
  problem: string
  repairable: boolean
}

/** What the last look at all tenant schemas found, as `schema_deviations()` tells it; at most 200 are listed. */
export interface SchemaCheck {
  /** Null when nobody has looked yet. */
  checked_at: string | null
  total: number
  deviations: Deviation[]
}

export interface Refresh {
  id: string
  view_name: string
  started_at: string
  duration_ms: number
  rows: number
}

export interface Baseline {
  id: string
  query_name: string
  median_ms: number
  p99_ms: number
  measured_at: string
}

export interface Flag {
  /** The key, as the data provider names rows by their primary key. */
  id: string
  key: string
  description: string
  enabled: boolean
  rollout_percent: number
  plans: Record<string, boolean>
  organizations: Record<string, boolean>
  updated_at: string
}

export interface StaffMember {
  /** The user's id. */
  id: string
  user_id: string
  role: 'viewer' | 'support' | 'admin'
  granted_by: string | null
  created_at: string
}
