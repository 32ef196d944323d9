import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../harness/world.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Actual Rows'?: number
  'Rows Removed by Filter'?: number
  'Actual Loops'?: number
  Plans?: PlanNode[]
}

let world: World
let sql: Sql
const plans: PlanNode[] = []

// What a limit check may read.
const read = [
  'usage_counters',
  'organizations',
  'workspaces',
  'limit_overrides',
  'workspace_allocations',
  'plan_limits',
]

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

beforeAll(async () => {
  world = await makeWorld()
  // A tenant among many, with many rows of everything that is limited.
  await world.sql.begin((tx) =>
    tx.unsafe(`
    set local session_replication_role = replica;
    insert into public.organizations (name, slug) select 'Many', 'many-' || n from generate_series(1, 3000) n;
    insert into public.workspaces (organization_id, name, slug) select id, 'Main', 'main' from public.organizations where slug like 'many-%';
    insert into public.usage_counters (scope_id, organization_id, limit_type, period, used)
    select o.id, o.id, t.key, '0001-01-01', 1 from public.organizations o, public.limit_types t on conflict do nothing;
    insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
    select o.id, t.key, 100000, 'many' from public.organizations o, public.limit_types t on conflict do nothing;
    insert into public.widgets (organization_id, workspace_id, name, type)
    select tests.id('pixel'), tests.id('bakery'), 'many', 'form' from generate_series(1, 5000);
    insert into public.plans (plan_id, name) select 'many_' || n, 'Many' from generate_series(1, 500) n;
    insert into public.plan_limits (plan_id, limit_type, limit_value) select 'many_' || n, t.key, 1 from generate_series(1, 500) n, public.limit_types t;
    insert into public.workspace_allocations (workspace_id, organization_id, agency_workspace_id)
    select id, organization_id, id from public.workspaces where slug = 'main' on conflict do nothing;`),
  )
  await world.sql`analyze`
  const keep = ({ message }: { message?: string }) => {
    const json = message?.slice(message.indexOf('{'))
    if (message?.includes('plan:') && json) plans.push((JSON.parse(json) as { Plan: PlanNode }).Plan)
  }
  sql = postgres(world.clone.url, { max: 1, onnotice: (notice) => keep(notice as { message?: string }) })
  await sql.unsafe(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on; set auto_explain.log_format = 'json'; set auto_explain.log_timing = off`)
}, 120_000)

afterAll(async () => {
  await sql.end({ timeout: 5 })
  await world.close()
})

test('a limit check reads single rows by key, whatever the tenant holds', async () => {
  const [row] =
    await sql`select jsonb_build_object('organization_id', tests.id('pixel'), 'workspace_id', tests.id('bakery'))::text as place`
  await sql.unsafe('set client_min_messages = log')
  await sql`select private.take_limit(private.limit_of_row(${row?.place}::text::jsonb, 'widgets'), 'widgets')`
  await sql.unsafe('set client_min_messages = warning')
  const scans = plans.flatMap(nodesOf).filter((node) => node['Relation Name'] && /Scan/.test(node['Node Type']))
  expect(scans.map((node) => node['Relation Name'])).toEqual(
    expect.arrayContaining(['usage_counters', 'limit_overrides', 'organizations', 'workspaces']),
  )
  expect(scans.filter((node) => !read.includes(node['Relation Name'] ?? ''))).toEqual([])
  const byKey = /_pkey$|_key$|^limit_overrides_workspace_idx$/
  const slow = scans.filter(
    (node) =>
      !byKey.test(node['Index Name'] ?? '') ||
      !node['Index Cond'] ||
      (node['Rows Removed by Filter'] ?? 0) > 0 ||
      (node['Actual Rows'] ?? 0) > 1,
  )
  expect(slow).toEqual([])
})
