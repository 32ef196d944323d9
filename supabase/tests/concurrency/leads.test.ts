import { afterAll, beforeAll, expect, test } from 'vitest'
import { asPerson, openWorld, type World } from '../properties/database.ts'
import { waitForQueue } from './arena.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(12)
  await world.sql`insert into public.campaigns (organization_id, search_account_id, name, target_leads, widget_instance_id)
    select tests.id(name), (select user_id from public.organization_members where organization_id = tests.id(name) and role = 'owner'), 'Widget', 1000, tests.id(name || '/instance')
    from unnest(array['northwind', 'globex']) name`
  await world.sql`insert into public.campaigns (organization_id, search_account_id, name, target_leads) values (tests.id('northwind'), tests.id('ada'), 'By hand', 1000)`
  await world.sql`insert into public.leads (domain, name) select 'hand' || n || '.example', n from generate_series(1, 60) n`
  await world.sql`update private.rate_policies set quota = 100000`
})
afterAll(() => world.close())

test("visitors, collectors and people who attach by hand get in nobody's way, and every answer becomes one lead", async () => {
  const { sql } = world
  const submit = (tenant: string, n: number) =>
    sql`select tests.accept(tests.submission(${tenant}, ${sql.json({ payload: { email: `v${n}@${tenant}${n % 20}.example` } })}))`
  const attach = (n: number) =>
    asPerson(
      sql,
      'ada',
      (tx) => tx`select public.attach_lead(c.id, l.id) from public.campaigns c, public.leads l
        where c.name = ${n % 2 ? 'By hand' : 'Widget'} and c.organization_id = tests.id('northwind') and l.domain = ${`hand${n}.example`}`,
    )
  const acts = Array.from({ length: 60 }, (_, n) => [
    submit('northwind', n),
    submit('globex', n),
    attach(n + 1),
    ...(n % 3 ? [] : [sql`select private.collect_leads()`]),
  ])
  await Promise.all(acts.flat())
  while (Number((await sql`select private.collect_leads() as made`)[0]?.made) > 0);
  const [end] = await sql`
    select (select count(*)::int from private.lead_queue) as waiting, (select count(*)::int from public.lead_contacts where email ~ '^v[0-9]') as contacts,
      (select count(*)::int from public.campaign_leads) as attached,
      (select sum(used)::int from public.usage_counters where limit_type = 'leads_month') as counted`
  expect(end).toEqual({ waiting: 0, contacts: 120, attached: 20 + 20 + 60, counted: 100 })
}, 120_000)

test('a collector that has only written a contact so far still comes before who attaches to another campaign', async () => {
  const { sql } = world
  await sql`insert into public.leads (domain, name) values ('late.example', 'Late')`
  const emails = ['someone@gmail.com', 'someone@later.example']
  for (const email of emails)
    await sql`select tests.accept(tests.submission('northwind', ${sql.json({ payload: { email } })}))`
  let attaching: Promise<unknown> = Promise.resolve()
  await sql.begin(async (tx) => {
    const collect = (email: string | undefined) =>
      tx`select private.lead_from_submission(s.id, s.ts) from public.widget_submissions s where s.payload ->> 'email' = ${email ?? ''}`
    await collect(emails[0])
    attaching = asPerson(
      sql,
      'ada',
      (other) => other`select public.attach_lead(c.id, l.id) as attached from public.campaigns c, public.leads l
        where c.name = 'By hand' and l.domain = 'late.example'`,
    )
    await waitForQueue({ owner: sql }, 1)
    await collect(emails[1])
  })
  expect(await attaching).toEqual([{ attached: true }])
})
