export interface PlanFeature {
  /** `["plan","feature"]`, made by the data provider. */
  id: string
  plan_id: string
  feature_key: string
  enabled: boolean
  limit_value: number | null
  updated_at: string
}
