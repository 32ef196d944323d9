export interface PlatformAlert {
  /** The alert's key, made the id by the data provider. */
  id: string
  key: string
  detail: Record<string, unknown>
  times: number
  first_at: string
  last_at: string
  /** Null while it goes on. */
  resolved_at: string | null
}
