/** What needs a person: about organizations, or about the platform as a whole. */
export interface Attention {
  kind:
    | 'limit_refused'
    | 'limit_reached'
    | 'webhooks_failing'
    | 'sync_failed'
    | 'suspended'
    | 'past_due'
    | 'partition_strays'
    | 'alerts'
    | 'jobs_failed'
    | 'worker_lag'
  /** How many; seconds for `worker_lag`. */
  count: number
  /** Whose, the first fifty. */
  organization_ids?: string[]
}

/** An amount of one plan on one day (ISO date, UTC). */
export interface PlanAmount {
  day: string
  plan_id: string
  amount: number
}

export interface TopTenant {
  organization_id: string
  name: string
  plan_id: string
  amount: number
  /** In as many days before. */
  before: number
}

/** What `staff_home()` tells. */
export interface StaffFigures {
  attention: Attention[]
  growth: PlanAmount[]
  use: PlanAmount[]
  top: TopTenant[]
  /** When the rollup was refreshed, or null before the first time. */
  as_of: string | null
}

export interface MinuteCount {
  minute: string
  submissions: number
}

/** Something that staff's search found. */
export interface Found {
  kind: 'organization' | 'workspace' | 'domain' | 'member' | 'widget' | 'instance'
  /** What to open: of a domain and a member, their organization. */
  record_id: string
  organization_id: string
  title: string
  detail: string
}
