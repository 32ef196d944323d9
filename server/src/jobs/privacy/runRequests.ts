/** What the job needs of a database connection outside of a transaction. */
interface Queries {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>
}

/**
 * Carries out the privacy requests that are due, each in a transaction of its own: one that is cut off has done nothing
 * and is due again, and one that fails keeps no other from its turn.
 *
 * @returns what failed, in sentences that name no subject
 */
export async function runRequests(client: Queries): Promise<string[]> {
  const complaints: string[] = []
  const { rows } = await client.query('select private.due_privacy_requests() as id', [])
  for (const { id } of rows as { id: string }[]) {
    try {
      await client.query('select private.run_privacy_request($1)', [id])
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      await client.query('select private.fail_privacy_request($1)', [id])
      complaints.push(`privacy request ${id} failed: ${why}`)
    }
  }
  return complaints
}
