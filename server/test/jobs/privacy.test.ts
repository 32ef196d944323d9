import { afterAll, beforeAll, expect, test } from 'vitest'
import { runRequests } from '../../src/jobs/privacy/runRequests.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
beforeAll(async () => {
  shop = await openWorkshop()
})
afterAll(() => shop.close())

const ask = async (organizationId: string, kind: string, subject: string) => {
  const [row] = await shop.owner<{ id: string }[]>`
    insert into public.privacy_requests (organization_id, kind, subject_type, subject)
    values (${organizationId}, ${kind}, 'visitor', ${subject}) returning id`
  return row?.id ?? ''
}

const requestOf = async (id: string) => {
  const [row] = await shop.owner`
    select status, subject, attempts, certificate ->> 'kind' as certified, next_attempt_at > now() as later,
      (select count(*)::int from public.data_exports x where x.privacy_request_id = r.id) as exports
    from public.privacy_requests r where id = ${id}`
  return row
}

/** The job on a connection of its own, as the worker gives it one. */
function run(): Promise<string[]> {
  const worker = shop.worker()
  return runRequests({
    query: async (text, values) => ({ rows: await worker.unsafe(text, values as string[]) }),
  })
}

test('each request is carried out once and leaves its certificate', async () => {
  const { organizationId } = await shop.createTenant()
  const wanted = await ask(organizationId, 'export', 'ada@visitor.example')
  const forgotten = await ask(organizationId, 'erase', 'eve@visitor.example')
  expect(await Promise.all([run(), run()])).toEqual([[], []])
  expect(await requestOf(wanted)).toMatchObject({ status: 'done', certified: 'export', exports: 1 })
  expect(await requestOf(forgotten)).toMatchObject({ status: 'done', certified: 'erase', exports: 0 })
  expect((await requestOf(forgotten))?.subject).not.toContain('eve')
})

test('one that cannot be carried out is told, tried later, and keeps no other from its turn', async () => {
  const { organizationId } = await shop.createTenant()
  const broken = await ask(organizationId, 'erase', 'bad@visitor.example')
  const whole = await ask(organizationId, 'export', 'good@visitor.example')
  await shop.owner`create function public.refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'`
  await shop.owner`create trigger refuse before update of subject on public.privacy_requests for each row execute function public.refuse()`
  const [complaint, ...others] = await run()
  expect(others).toEqual([])
  expect(complaint).toContain(broken)
  expect(complaint).not.toContain('bad@')
  expect(await requestOf(broken)).toMatchObject({ status: 'pending', attempts: 1, later: true, certified: null })
  expect(await requestOf(whole)).toMatchObject({ status: 'done', exports: 1 })
  expect(await run()).toEqual([])
  await shop.owner`drop function public.refuse() cascade`
  await shop.owner`update public.privacy_requests set next_attempt_at = now()`
  expect(await run()).toEqual([])
  expect(await requestOf(broken)).toMatchObject({ status: 'done', certified: 'erase' })
})

test('a worker that dies in the middle has done nothing, and the next one does it', async () => {
  const { organizationId } = await shop.createTenant()
  const id = await ask(organizationId, 'export', 'ada@visitor.example')
  const killed = shop.owner.begin(async (sql) => {
    await sql`select private.run_privacy_request(${id})`
    expect(await run()).toEqual([])
    await sql`select pg_terminate_backend(pg_backend_pid())`
  })
  await expect(killed).rejects.toThrow()
  expect(await requestOf(id)).toMatchObject({ status: 'pending', exports: 0 })
  await run()
  expect(await requestOf(id)).toMatchObject({ status: 'done', exports: 1 })
})
