import type { Enforcement, LimitType } from '@lapel/contract/limits'

export interface PlanLimit {
  /** `["plan","limit"]`, made by the data provider. */
  id: string
  plan_id: string
  limit_type: LimitType
  limit_value: number
  enforcement: Enforcement
  grace_amount: number
  updated_at: string
}
