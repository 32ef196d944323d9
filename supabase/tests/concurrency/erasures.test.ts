import type { TransactionSql } from 'postgres'
import { expect, test } from 'vitest'
import { useArena, waitForQueue } from './arena.ts'

const arena = useArena()
const address = 'jane.doe@visitor.example'

/** Asks for something as the tenant's owner would, and gives the request's id. */
async function ask(
  kind: 'export' | 'erase',
  subjectType: 'visitor' | 'organization',
  subject: string | null,
): Promise<string> {
  const [made] = await arena.owner<{ id: string }[]>`
    insert into public.privacy_requests (organization_id, kind, subject_type, subject)
    values (tests.id('northwind'), ${kind}, ${subjectType}, ${subject}) returning id`
  return String(made?.id)
}

const carryOut = (request: string) => `select private.run_privacy_request('${request}')`

const plant = () => arena.owner`
  insert into public.usage_events (organization_id, workspace_id, event_type, metadata)
  values (tests.id('northwind'), tests.id('northwind/main'), 'planted', ${arena.owner.json({ by: address })})`

/** Lets a transaction write, and commits it once the other one waits for it. */
async function whileWriting(write: (sql: TransactionSql) => Promise<unknown>, other: string): Promise<void> {
  let waiting: Promise<unknown> = Promise.resolve()
  await arena.owner.begin(async (sql) => {
    await write(sql)
    waiting = arena.owner.unsafe(other).execute()
    waiting.catch(() => undefined)
    await waitForQueue(arena, 1)
  })
  await waiting
}

test('an export that is being written when an erasure comes does not outlive it', async () => {
  await plant()
  const [copy, erasure] = [await ask('export', 'visitor', address), await ask('erase', 'visitor', address)]
  await whileWriting((sql) => sql.unsafe(carryOut(copy)), carryOut(erasure))
  const left = await arena.owner`select from private.data_export_parts where private.names_address(content, ${address})`
  expect(left).toHaveLength(0)
  const [certificate] =
    await arena.owner`select certificate #> '{tables,data_exports}' as gone from public.privacy_requests where id = ${erasure}`
  expect(certificate?.gone).toBe(1)
})

test('an export that begins during an erasure waits for it', async () => {
  await plant()
  const [copy, erasure] = [await ask('export', 'organization', null), await ask('erase', 'visitor', address)]
  await whileWriting((sql) => sql.unsafe(carryOut(erasure)), carryOut(copy))
  const left = await arena.owner`select from private.data_export_parts where private.names_address(content, ${address})`
  expect(left).toHaveLength(0)
})

test('an export of which a piece is written begins again after an erasure of somebody in it', async () => {
  await arena.owner`insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload)
    values (tests.id('northwind'), tests.id('northwind/main'), 'note', gen_random_uuid(), 'note.made', ${arena.owner.json({ to: address })})`
  await arena.owner`insert into public.usage_events (organization_id, workspace_id)
    select tests.id('northwind'), tests.id('northwind/main') from generate_series(1, 6000)`
  const [copy, erasure] = [await ask('export', 'organization', null), await ask('erase', 'visitor', address)]
  const states: unknown[] = []
  const step = async (request: string) => {
    const [row] = await arena.owner.unsafe(`select private.run_privacy_request('${request}') as state`)
    states.push(row?.state)
  }
  const naming = () =>
    arena.owner`select from private.data_export_parts where private.names_address(content, ${address})`
  await step(copy)
  expect(await naming()).not.toHaveLength(0)
  await step(erasure)
  expect(await arena.owner`select from public.data_exports where privacy_request_id = ${copy}`).toHaveLength(0)
  await step(copy)
  await step(copy)
  expect(states).toEqual(['more', 'done', 'more', 'done'])
  expect(await naming()).toHaveLength(0)
  const [whole] = await arena.owner`
    select (r.certificate #>> '{tables,usage_events}')::int >= 6000 as whole from public.privacy_requests r where r.id = ${copy}`
  expect(whole).toEqual({ whole: true })
})

test('nor does a piece of what staff export', async () => {
  await plant()
  await arena.owner`insert into private.export_requests (kind, requested_by) values ('usage_events', tests.id('stella'))`
  const erasure = await ask('erase', 'visitor', address)
  await whileWriting((sql) => sql`select private.continue_exports()`, carryOut(erasure))
  expect(await arena.owner`select from private.export_requests`).toHaveLength(0)
})

test('during an erasure no piece is written', async () => {
  await plant()
  await arena.owner`insert into private.export_requests (kind, requested_by) values ('usage_events', tests.id('stella'))`
  const erasure = await ask('erase', 'visitor', address)
  await arena.owner.begin(async (sql) => {
    await sql.unsafe(carryOut(erasure))
    const [during] = await arena.owner`select private.continue_exports() as more`
    expect(during?.more).toBe(false)
  })
  const [after] = await arena.owner`select private.continue_exports() as more`
  expect(after?.more).toBe(true)
  const left = await arena.owner`select from private.export_parts where private.names_address(content, ${address})`
  expect(left).toHaveLength(0)
})

test('of two who erase somebody at once the second finds it done', async () => {
  await plant()
  const [one, other] = [await ask('erase', 'visitor', address), await ask('erase', 'visitor', address)]
  await whileWriting((sql) => sql.unsafe(carryOut(one)), carryOut(other))
  const requests =
    await arena.owner`select distinct status from public.privacy_requests where id in ${arena.owner([one, other])}`
  expect(requests).toEqual([{ status: 'done' }])
})
