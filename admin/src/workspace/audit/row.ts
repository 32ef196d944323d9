export interface AuditEntry {
  id: string
  created_at: string
  /** Null: the platform's own chain. */
  organization_id: string | null
  workspace_id: string | null
  /** Null: no person, but the system. */
  actor_id: string | null
  actor_role: string
  action: 'insert' | 'update' | 'delete'
  entity: string
  entity_id: string
  /** The changed columns as they were; the whole row of a delete. */
  before: Record<string, unknown> | null
  /** The changed columns as they became; the whole row of an insert. */
  after: Record<string, unknown> | null
  reason: string | null
  request_id: string | null
  /** The session under which staff acted as a member. */
  on_behalf_of: string | null
  /** The address of who acted. */
  ip: string | null
  /** Position in its chain, from 1. */
  seq: number
  hash: string
  prev_hash: string
}
