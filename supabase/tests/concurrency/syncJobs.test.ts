import { expect, test } from 'vitest'
import { useArena, waitForQueue } from './arena.ts'

const arena = useArena()

test('a worker that waited to say that it is still there keeps the lease that was given meanwhile', async () => {
  await arena.owner`with shop as (insert into public.stores (organization_id, workspace_id, name, platform)
      values (tests.id('northwind'), tests.id('northwind/main'), 'Shop', 'generic_json') returning *),
    connection as (insert into public.integration_connections (organization_id, workspace_id, store_id, adapter)
      select organization_id, workspace_id, id, 'generic_json' from shop returning *)
    insert into public.sync_jobs (organization_id, workspace_id, connection_id) select organization_id, workspace_id, id from connection`
  const [job] = await arena.service<{ id: string }[]>`select id from private.claim_sync_job()`
  const { id } = job as { id: string }
  let saying: Promise<unknown> = Promise.resolve()
  // As a page that is stored for long: it locks the run, and gives it a lease in the end.
  const given = await arena.owner.begin(async (sql) => {
    await sql`select from public.sync_jobs where id = ${id} for update`
    saying = arena.service`select private.keep_sync_job(${id}, 1)`.execute()
    await waitForQueue(arena, 1)
    const [row] = await sql<{ until: Date }[]>`update public.sync_jobs
      set leased_until = clock_timestamp() + private.sync_lease() where id = ${id} returning leased_until as until`
    return row?.until
  })
  await saying
  const [row] = await arena.owner<{ kept: boolean }[]>`
    select leased_until >= ${given as Date} as kept from public.sync_jobs where id = ${id}`
  expect(row).toEqual({ kept: true })
})
