export type ExportKind = 'usage_events' | 'audit_logs'

/** A large export that the caller asked for, as `my_exports()` tells it. */
export interface Export {
  id: string
  kind: ExportKind
  filters: Record<string, string>
  status: 'pending' | 'done' | 'failed'
  /** How many are written. */
  rows: number
  /** How many parts it is read in. */
  parts: number
  error: string | null
  created_at: string
  finished_at: string | null
  expires_at: string
}
