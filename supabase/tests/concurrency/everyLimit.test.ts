import { randomUUID } from 'node:crypto'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectOwner } from '../harness/connections.ts'
import { makeWorld, type World } from '../harness/world.ts'

const writers = 64
const rounds = 25

let world: World
let pools: [Sql, Sql]
let globex: { organization: string; workspace: string; widget: string; revision: string }
let people: string[]

beforeAll(async () => {
  world = await makeWorld()
  pools = [connectOwner(world.clone.url, 16), connectOwner(world.clone.url, 16)]
  const [ids] = await world.sql<
    (typeof globex)[]
  >`select tests.id('globex') as organization, tests.id('globex/main') as workspace,
    tests.id('globex/widget') as widget, tests.id('globex/revision') as revision`
  if (!ids) throw new Error('The world has no globex.')
  globex = ids
  const made = await world.sql<{ id: string }[]>`
    select tests.sign_up_without_tenant('writer' || n) as id from generate_series(1, ${writers}::int) n`
  people = made.map((row) => row.id)
  // The rates of one address would refuse what these tests are about.
  await world.sql`update private.rate_policies set quota = 1000000`
}, 120_000)

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end({ timeout: 5 })))
  await world.close()
})

/** What can be limited, how one is added by writer `n`, how many there are, and how to start over. */
interface Kind {
  limit: string
  add(sql: Sql, n: number): PromiseLike<unknown>
  count(): Promise<number>
  clear(): PromiseLike<unknown>
}

const countOf = async (query: PromiseLike<{ count: number }[]>) => (await query)[0]?.count ?? -1

const kinds: Kind[] = [
  {
    limit: 'users',
    add: (sql, n) => sql`insert into public.organization_members (organization_id, user_id, role)
      values (${globex.organization}, ${people[n] ?? ''}, 'viewer')`,
    count: () =>
      countOf(world.sql`select count(*)::int from public.organization_members
      where organization_id = ${globex.organization} and status = 'active'`),
    clear: () =>
      world.sql`delete from public.organization_members where organization_id = ${globex.organization} and role = 'viewer'`,
  },
  {
    limit: 'widgets',
    add: (sql) => sql`insert into public.widgets (organization_id, workspace_id, name, type)
      values (${globex.organization}, ${globex.workspace}, 'race', 'form')`,
    count: () =>
      countOf(world.sql`select count(*)::int from public.widgets
      where organization_id = ${globex.organization} and status = 'active'`),
    clear: () => world.sql`delete from public.widgets where organization_id = ${globex.organization} and name = 'race'`,
  },
  {
    limit: 'published_instances',
    add: (
      sql,
    ) => sql`insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status, published_revision_id)
      values (${globex.organization}, ${globex.workspace}, ${globex.widget}, 'race', 'published', ${globex.revision})`,
    count: () =>
      countOf(world.sql`select count(*)::int from public.widget_instances
      where organization_id = ${globex.organization} and status = 'published'`),
    clear: () =>
      world.sql`delete from public.widget_instances where organization_id = ${globex.organization} and name = 'race'`,
  },
  {
    limit: 'submissions_month',
    add: async (sql, n) => {
      const changes = JSON.stringify({ payload: { token: randomUUID() }, ip: `203.0.113.${n}` })
      const [row] = await sql<{ verdict: string }[]>`
        select private.accept_submission(tests.submission('globex', ${changes}::text::jsonb)) ->> 'verdict' as verdict`
      if (row?.verdict !== 'accepted') throw new Error(row?.verdict)
    },
    count: () =>
      countOf(
        world.sql`select count(*)::int from public.widget_submissions where organization_id = ${globex.organization}`,
      ),
    clear: () =>
      world.sql.begin(async (tx) => {
        await tx`delete from public.widget_submissions where organization_id = ${globex.organization}`
        await tx`delete from public.usage_events where organization_id = ${globex.organization}`
        await tx`update public.usage_counters set used = 0 where organization_id = ${globex.organization} and limit_type = 'submissions_month'`
      }),
  },
]

const isRefusal = (reason: unknown) =>
  reason instanceof postgres.PostgresError
    ? reason.code === 'PT402'
    : reason instanceof Error && reason.message === 'PLAN_LIMIT_REACHED'

async function race(kind: Kind, limit: number): Promise<number> {
  await kind.clear()
  await world.sql`update public.limit_overrides set limit_value = ${limit} where limit_type = ${kind.limit}`
  const attempts = Array.from({ length: writers }, (_, n) => kind.add(pools[n % 2 === 0 ? 0 : 1], n))
  const outcomes = await Promise.allSettled(attempts)
  const others = outcomes.filter((outcome) => outcome.status === 'rejected' && !isRefusal(outcome.reason))
  expect(others, 'nothing but the limit refuses: no deadlock, no lost connection').toEqual([])
  return kind.count()
}

test.each(kinds)(
  `${writers} writers on two pools leave exactly as many $limit as there is room for`,
  async (kind) => {
    await world.sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
    values (${globex.organization}, ${kind.limit}, 0, 'race')`
    for (let round = 0; round < rounds; round++) {
      const limit = 2 + ((round * 7) % (writers - 4))
      expect(await race(kind, limit)).toBe(limit)
    }
    const [counter] = await world.sql<
      { reconcile_usage: number }[]
    >`select private.reconcile_usage(${globex.organization})`
    expect(counter?.reconcile_usage, 'the counters agree with the rows').toBe(0)
  },
  120_000,
)

test('use stays exact while a workspace gains and loses a limit of its own under writers', async () => {
  const [widgets] = kinds.filter((kind) => kind.limit === 'widgets')
  if (!widgets) throw new Error('No widgets.')
  await widgets.clear()
  await world.sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
    values (${globex.organization}, 'widgets', 1000, 'race')
    on conflict (organization_id, workspace_id, limit_type) do update set limit_value = 1000`
  const flip = async () => {
    for (let n = 0; n < 4; n++) {
      await pools[1]`insert into public.limit_overrides (organization_id, workspace_id, limit_type, limit_value, reason)
        values (${globex.organization}, ${globex.workspace}, 'widgets', 1000, 'flip')`
      await pools[1]`delete from public.limit_overrides where workspace_id = ${globex.workspace}`
    }
  }
  await Promise.all([flip(), ...Array.from({ length: writers }, (_, n) => widgets.add(pools[0], n))])
  const [counter] = await world.sql<
    { reconcile_usage: number }[]
  >`select private.reconcile_usage(${globex.organization})`
  expect(counter?.reconcile_usage).toBe(0)
}, 60_000)

test('an agency never hands out more than it has, however many ask at once', async () => {
  await world.sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('pixel'), 'widgets', 10, 'race')`
  await world.sql`select tests.add_client('client' || n, 'pixel') from generate_series(1, 24) n`
  const allocate = (sql: Sql, n: number, level: string) =>
    sql.begin(
      `isolation level ${level}`,
      (tx) => tx`
    insert into public.workspace_allocations (workspace_id, organization_id, agency_workspace_id, limits)
    values (tests.id(${`client${n}`}), tests.id('pixel'), tests.id('pixel/main'), '{"widgets": 3}')`,
    )
  for (const level of ['read committed', 'repeatable read']) {
    await world.sql`delete from public.workspace_allocations`
    await Promise.allSettled(Array.from({ length: 24 }, (_, n) => allocate(pools[n % 2 === 0 ? 0 : 1], n + 1, level)))
    const [row] = await world.sql<
      { sum: number }[]
    >`select coalesce(sum((limits ->> 'widgets')::int), 0)::int as sum from public.workspace_allocations`
    expect(row?.sum).toBeLessThanOrEqual(10)
    expect(row?.sum).toBeGreaterThanOrEqual(3)
    if (level === 'read committed') expect(row?.sum).toBe(9)
  }
}, 60_000)
