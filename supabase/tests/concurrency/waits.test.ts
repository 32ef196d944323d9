import { expect, test } from 'vitest'
import { useArena, waitForQueue } from './arena.ts'

const arena = useArena()

/** Submits to a tenant's widget, or gives what refused it when it had to wait. */
const submit = (tenant: string) =>
  arena.service.begin(async (sql) => {
    await sql`set local lock_timeout = '2s'`
    const [row] = await sql<
      { verdict: string }[]
    >`select tests.accept(tests.submission(${tenant})) ->> 'verdict' as verdict`
    return row?.verdict
  })

test('visitors submit while leads are collected', async () => {
  await arena.owner`insert into public.campaigns (organization_id, search_account_id, name, target_leads, widget_instance_id)
    values (tests.id('northwind'), tests.id('ada'), 'Widget', 10, tests.id('northwind/instance'))`
  await submit('northwind')
  await arena.owner.begin(async (sql) => {
    expect(await sql`select private.collect_leads() as made`).toEqual([{ made: 1 }])
    expect(await submit('northwind')).toBe('accepted')
  })
})

test.each([
  ['agnes', `select public.publish_instance(tests.id('bakery/instance'))`],
  ['agnes', `select public.create_embed_token(tests.id('bakery/instance'))`],
  ['agnes', `select public.archive_workspace(tests.id('bakery'), 'Closing')`],
])('visitors submit while %s does: %s', async (person, act) => {
  const taken = new Error('taken back')
  const attempt = arena.owner.begin(async (sql) => {
    await sql`select tests.as_person(${person})`
    await sql.unsafe(act)
    expect(await submit('bakery')).toBe('accepted')
    throw taken
  })
  await expect(attempt).rejects.toBe(taken)
})

test('a plan of many workspaces gets a limit while somebody submits to one of the last', async () => {
  await arena.owner`insert into public.plans (plan_id, name, price) values ('own', 'Own', 0)`
  await arena.owner`update public.plan_limits set limit_value = 1000 where limit_type = 'workspaces'`
  await arena.owner`insert into public.workspaces (organization_id, name, slug, plan_id)
    select tests.id('northwind'), 'W' || n, 'w' || n, 'own' from generate_series(1, 20) n`
  // Not right, so that the recount writes to it.
  await arena.owner`insert into public.usage_counters (scope_id, organization_id, limit_type, period, used)
    select id, organization_id, 'widgets', '0001-01-01', 5 from public.workspaces where plan_id = 'own'`
  let limiting: Promise<unknown> = Promise.resolve()
  await arena.owner.begin(async (sql) => {
    await sql`select from public.workspaces where plan_id = 'own' order by id desc limit 1 for key share`
    limiting =
      arena.owner`insert into public.plan_limits (plan_id, limit_type, limit_value) values ('own', 'widgets', 3)`.execute()
    await waitForQueue(arena, 1)
    await sql`update public.usage_counters set used = used + 1 where limit_type = 'widgets' and scope_id =
      (select id from public.workspaces where plan_id = 'own' order by id limit 1)`
  })
  await limiting
  const [row] =
    await arena.owner`select sum(used)::int as used from public.usage_counters c join public.workspaces w on w.id = c.scope_id
    where w.plan_id = 'own' and c.limit_type = 'widgets'`
  expect(row).toEqual({ used: 0 })
})
