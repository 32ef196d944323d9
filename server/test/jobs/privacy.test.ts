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

test('an export is written in pieces: one that is cut off is written again, no row is missing and none comes twice', async () => {
  const { organizationId, workspaceId } = await shop.createTenant()
  await shop.owner`insert into public.usage_events (organization_id, workspace_id, metadata)
    select ${organizationId}, ${workspaceId}, jsonb_build_object('n', n) from generate_series(1, 12000) n`
  const [request] = await shop.owner<{ id: string }[]>`
    insert into public.privacy_requests (organization_id, kind, subject_type) values (${organizationId}, 'export', 'organization') returning id`
  const id = request?.id ?? ''
  const step = (sql: Pick<Workshop['owner'], 'unsafe'>) => sql.unsafe('select private.run_privacy_request($1)', [id])
  const shown = async () =>
    (await shop.owner`select from public.data_exports where privacy_request_id = ${id} and finished_at is not null`)
      .length
  await step(shop.owner)
  const killed = shop.owner.begin(async (sql) => {
    await step(sql)
    await sql`select pg_terminate_backend(pg_backend_pid())`
  })
  await expect(killed).rejects.toThrow()
  expect(await shown()).toBe(0)
  await run()
  expect(await shown()).toBe(1)
  const [written] = await shop.owner`
    select count(*)::int as rows, count(distinct line #>> '{row,id}')::int as events
    from public.data_exports x join private.data_export_parts p on p.export_id = x.id
    cross join lateral (select l::jsonb as line from regexp_split_to_table(rtrim(p.content, E'\n'), E'\n') l) y
    where x.privacy_request_id = ${id} and line ->> 'table' = 'usage_events'`
  expect(written).toEqual({ rows: 12_000, events: 12_000 })
  const [certified] = await shop.owner`
    select certificate #>> '{tables,usage_events}' as events, certificate -> 'tables' ? 'workspaces' as whole
    from public.privacy_requests where id = ${id}`
  expect(certified).toEqual({ events: '12000', whole: true })
})

test('of an export that fails to the end nothing is left', async () => {
  const { organizationId, workspaceId } = await shop.createTenant()
  await shop.owner`insert into public.usage_events (organization_id, workspace_id)
    select ${organizationId}, ${workspaceId} from generate_series(1, 6000) n`
  const [request] = await shop.owner<{ id: string }[]>`
    insert into public.privacy_requests (organization_id, kind, subject_type, attempts)
    values (${organizationId}, 'export', 'organization', 7) returning id`
  const id = request?.id ?? ''
  await shop.owner`select private.run_privacy_request(${id})`
  expect(await requestOf(id)).toMatchObject({ status: 'pending', exports: 1 })
  await shop.owner`select private.fail_privacy_request(${id})`
  expect(await requestOf(id)).toMatchObject({ status: 'failed', exports: 0 })
})
