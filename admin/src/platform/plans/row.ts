export interface Plan {
  /** The plan_id. */
  id: string
  plan_id: string
  name: string
  /** Minor units of the currency, per interval. */
  price: number
  currency: string
  interval: 'month' | 'year'
  /** Null is unlimited. */
  max_users: number | null
  max_sites: number | null
  sort: number
  public: boolean
  archived: boolean
  organizations: number
  created_at: string
}
