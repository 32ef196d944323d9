/** What the job needs of a database connection outside of a transaction. */
interface Queries {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>
}

/** Goes one step on with a request; true while there are more. */
async function goOn(client: Queries, id: string): Promise<boolean> {
  const { rows } = await client.query('select private.run_privacy_request($1) as state', [id])
  return (rows as { state: string }[])[0]?.state === 'more'
}

/**
 * Carries out the privacy requests that are due, in turn and in transactions of their own: an erasure in one, an export in
 * pieces. What is cut off has done nothing and is due again, an export from its last piece on; what fails keeps no other
 * from its turn.
 *
 * @returns what failed, in sentences that name no subject
 */
export async function runRequests(client: Queries): Promise<string[]> {
  const complaints: string[] = []
  const { rows } = await client.query('select private.due_privacy_requests() as id', [])
  let due = (rows as { id: string }[]).map(({ id }) => id)
  while (due.length > 0) {
    const unfinished: string[] = []
    for (const id of due) {
      try {
        if (await goOn(client, id)) unfinished.push(id)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        await client.query('select private.fail_privacy_request($1)', [id])
        complaints.push(`privacy request ${id} failed: ${why}`)
      }
    }
    due = unfinished
  }
  return complaints
}
