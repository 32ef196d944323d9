/** What the job needs of a database connection outside of a transaction. */
export interface Queries {
  query(text: string, values: string[]): Promise<{ rows: unknown[] }>
}

/** What one run did. */
export interface Reconciliation {
  /** Counters that differed from the record, by organization. */
  repaired: Record<string, number>
  /** Why an organization was left as it is. */
  failed: Record<string, string>
}

/**
 * Proves the counters of every organization against the record. Each organization is a transaction of its own: what was
 * repaired stays, no lock is held for longer than one tenant takes, and a tenant that fails keeps no other from its turn.
 */
export async function reconcileUsage(client: Queries): Promise<Reconciliation> {
  const result: Reconciliation = { repaired: {}, failed: {} }
  const { rows } = await client.query('select private.organizations_to_reconcile() as id', [])
  for (const { id } of rows as { id: string }[]) {
    try {
      const answer = await client.query('select jsonb_array_length(private.reconcile_tenant($1)) as counters', [id])
      const [{ counters }] = answer.rows as [{ counters: number }]
      if (counters > 0) result.repaired[id] = counters
    } catch (error) {
      result.failed[id] = error instanceof Error ? error.message : String(error)
    }
  }
  return result
}

/** One sentence for the log; null when there is nothing to say. */
export function describeReconciliation({ repaired, failed }: Reconciliation): string | null {
  const sentences = [
    ...Object.entries(repaired).map(([id, counters]) => `repaired ${counters} counters of ${id}`),
    ...Object.entries(failed).map(([id, why]) => `left ${id} as it is: ${why}`),
  ]
  return sentences.length === 0 ? null : sentences.join('; ')
}
