import { readInfo } from '@lapel/server/info'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SeededDatabase, seededDatabase } from './seededDatabase.ts'

let demo: SeededDatabase
let sql: SeededDatabase['sql']
beforeAll(async () => {
  demo = await seededDatabase(new Date())
  sql = demo.sql
})
afterAll(() => demo?.drop())

/** Tables that the demo leaves empty, and why. */
const empty = new Map([
  ['data_exports', 'exports are deleted after a day'],
  ['impersonation_sessions', 'staff look as a tenant in the console'],
  ['member_roles', 'the built-in roles say it all'],
  ['performance_baseline_audit', 'measured by a job, never invented'],
  ['platform_alerts', 'raised by jobs, when something is wrong'],
  ['widget_uploads', 'the seed has rows, and no bytes to go with them'],
])

test('every table shows something', async () => {
  const tables = await sql<{ name: string; rows: string }[]>`
    select relname as name, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from public.%I', relname), false, true, '')))[1]::text as rows
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`
  expect(tables.length).toBeGreaterThan(60)
  expect(
    tables
      .filter(({ rows }) => rows === '0')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...empty.keys()])
})

test('every counter is what the job would count', async () => {
  expect(await sql`select sum(private.reconcile_usage(id))::int as repaired from public.organizations`).toEqual([
    { repaired: 0 },
  ])
  const [leads] = await sql`
    select (select sum(used) from public.usage_counters where limit_type = 'leads_month') as counted, (select count(*) from public.campaign_leads) as attached,
      (select count(*) from public.campaigns c where c.current_leads <> (select count(*) from public.campaign_leads l where l.campaign_id = c.id)) as wrong`
  expect(leads).toMatchObject({ counted: leads?.attached, wrong: '0' })
})

test('the funnel of the last weeks is that of the record, and rolled up', async () => {
  const differences = await sql`
    select * from (select (metadata ->> 'widget_instance_id')::uuid as instance, (created_at at time zone 'UTC')::date as day, sum(quantity) as views
        from public.usage_events where event_type = 'view' and created_at > now() - interval '29 days' group by 1, 2) u
    full join (select widget_instance_id as instance, day, views from private.widget_funnel_daily where day > (now() - interval '29 days')::date and views > 0) f using (instance, day)
    where u.day > (now() - interval '28 days')::date and u.views is distinct from f.views`
  expect(differences).toEqual([])
  const [row] = await sql`
    select (select count(*) from public.widget_submissions where ts > now() - interval '20 days' and status = 'accepted') as answers,
      (select count(*) from public.widget_events where ts > now() - interval '20 days' and type = 'submit') as submits`
  expect(row?.submits).toBe(row?.answers)
})

test('stores have a year of numbers, and every good run stored those of its day', async () => {
  const rows = await sql<{ store: string; days: number; sold: number; stored: number; status: string }[]>`
    select s.name as store, count(distinct m.recorded_at)::int as days, sum(m.value) filter (where m.metric_key = 'orders.count')::int as sold,
      (select sum(j.rows_stored)::int from public.sync_jobs j where j.connection_id = c.id) as stored, c.status
    from public.stores s join public.metric_events m on m.store_id = s.id join public.integration_connections c on c.store_id = s.id
    where c.vault_secret_id is null group by s.id, c.id order by 1`
  expect(rows.map(({ status }) => status).sort()).toEqual(['error', 'success', 'success'])
  for (const { days, sold, stored } of rows) {
    expect(days).toBeGreaterThan(355)
    expect(sold).toBeGreaterThan(500)
    expect(stored).toBeGreaterThan(30)
  }
})

test('a tenant at its quota has a campaign that says so', async () => {
  const rows = await sql`
    select o.slug from public.organizations o join public.campaigns c on c.organization_id = o.id and c.status = 'quota_reached'
    where o.monthly_quota > 0 and o.current_leads_month = o.monthly_quota and o.quota_reset_date > now()`
  expect(rows).toEqual([{ slug: 'harbour-pine' }])
})

test('information about the installation calls nothing published that pages cannot load', async () => {
  const { instances } = await readInfo(sql, 'http://localhost', 'key')
  expect([...new Set(instances.map(({ state }) => state))].sort()).toEqual([
    'draft',
    'expired',
    'inactive',
    'published',
  ])
  for (const { public_id, state } of instances) {
    const [row] = await sql`select private.embed_instance(${public_id}) is not null as served`
    expect([public_id, state === 'published']).toEqual([public_id, row?.served])
  }
})
