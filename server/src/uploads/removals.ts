import { removeFiles } from './files.ts'

const atOnce = 500

interface Client {
  query(text: string, values?: unknown[]): Promise<{ rows: { id: string }[] }>
}

/** Removes the files whose rows are gone. What cannot be removed stays in the queue, and the job fails. */
export async function removeQueued(client: Client, folder: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select private.queued_removals($1) as id', [atOnce])
    const ids = rows.map(({ id }) => id)
    await removeFiles(folder, ids)
    await client.query('select private.forget_removals($1)', [ids])
    if (ids.length < atOnce) return
  }
}
