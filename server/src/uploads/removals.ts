const atOnce = 500
const mostInBuckets = 10_000

// An address of Supabase Storage takes a file for two hours after it was made, also when the file it took is gone.
const addressesLast = '3 hours'

interface Client {
  query(text: string, values?: unknown[]): Promise<{ rows: { id: string }[] }>
}

type Remove = (ids: readonly string[]) => Promise<void>

async function queued(client: Client, most: number): Promise<string[]> {
  const { rows } = await client.query('select private.queued_removals($1) as id', [most])
  return rows.map(({ id }) => id)
}

/** Removes the files whose rows are gone. What cannot be removed stays in the queue, and the job fails. */
export async function removeQueued(client: Client, remove: Remove): Promise<void> {
  for (;;) {
    const ids = await queued(client, atOnce)
    await remove(ids)
    await client.query('select private.forget_removals($1)', [ids])
    if (ids.length < atOnce) return
  }
}

/** The same where files come to a bucket past us: removed at once, and again until none can come any more. */
export async function removeQueuedFromBucket(client: Client, remove: Remove): Promise<void> {
  const ids = await queued(client, mostInBuckets)
  for (let start = 0; start < ids.length; start += atOnce) await remove(ids.slice(start, start + atOnce))
  await client.query('select private.forget_removals($1, $2::interval)', [ids, addressesLast])
}
