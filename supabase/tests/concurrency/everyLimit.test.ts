import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectOwner } from '../harness/connections.ts'
import { makeWorld, type World } from '../harness/world.ts'
import { type Kind, listKinds } from './kinds.ts'

const writers = 64
const rounds = 100

let world: World
let pools: [Sql, Sql]
let globex: { organization: string; workspace: string }
let kinds: Kind[]

beforeAll(async () => {
  world = await makeWorld()
  pools = [connectOwner(world.clone.url, 16), connectOwner(world.clone.url, 16)]
  const [ids] = await world.sql<
    { organization: string; workspace: string; widget: string; revision: string }[]
  >`select tests.id('globex') as organization, tests.id('globex/main') as workspace,
    tests.id('globex/widget') as widget, tests.id('globex/revision') as revision`
  if (!ids) throw new Error('The world has no globex.')
  globex = ids
  const made = await world.sql<{ id: string }[]>`
    select tests.sign_up_without_tenant('writer' || n) as id from generate_series(1, ${writers}::int) n`
  kinds = listKinds(world, { ...ids, people: made.map((row) => row.id) })
  // The rates of one address would refuse what these tests are about.
  await world.sql`update private.rate_policies set quota = 1000000`
}, 120_000)

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end({ timeout: 5 })))
  await world.close()
})

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

const limits = [
  'users',
  'workspaces',
  'widgets',
  'published_instances',
  'storage_mb',
  'webhook_endpoints',
  'custom_domains',
  'leads_month',
  'metric_events_month',
  'submissions_month',
]

function kindOf(limit: string): Kind {
  const found = kinds.find((kind) => kind.limit === limit)
  if (!found) throw new Error(`Nobody runs into ${limit}.`)
  return found
}

test('every limit that is counted is run into here, or beside the tenant schemas', async () => {
  const counted = await world.sql<{ limit_type: string }[]>`select limit_type from private.counted_tables`
  expect(counted.map((row) => row.limit_type).sort()).toEqual([...limits, 'sites'].sort())
})

test.each(limits)(
  `${writers} writers on two pools leave exactly as many %s as there is room for, in each of ${rounds} rounds`,
  async (name) => {
    const kind = kindOf(name)
    await world.sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
    values (${globex.organization}, ${kind.limit}, 0, 'race')`
    for (let round = 0; round < rounds; round++) {
      const limit = 2 + ((round * 7) % 20)
      expect(await race(kind, limit)).toBe(limit)
    }
    const [counter] = await world.sql<
      { reconcile_usage: number }[]
    >`select private.reconcile_usage(${globex.organization})`
    expect(counter?.reconcile_usage, 'the counters agree with the rows').toBe(0)
  },
  240_000,
)

test('use stays exact while a workspace gains and loses a limit of its own under writers', async () => {
  const widgets = kindOf('widgets')
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
