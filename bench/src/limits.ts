import postgres, { type Sql } from 'postgres'
import { type Benchmark, type Measurement, median, type Row, round } from './benchmark.ts'
import { type Operator, withDatabase } from './migratedDatabase.ts'

const holdings = { 'tenant with 10 rows': 10, 'tenant with 1,000,000 rows': 1_000_000 }
const checks = 300
const writers = 64
/** Fewer than the writers: the embedded Postgres takes 60. */
const connections = 48
const writes = 2000
const rounds = 3

const lay = (name: string, holds: number) => `
  with organization as (
    insert into public.organizations (name, slug) values ('${name}', 'tenant-${holds}') returning id
  ), workspace as (
    insert into public.workspaces (organization_id, name, slug) select id, 'Main', 'main' from organization returning id, organization_id
  ), counter as (
    insert into public.usage_counters (scope_id, organization_id, limit_type, period, used)
    select organization_id, organization_id, 'widgets', '0001-01-01', ${holds} from workspace
  ), allowance as (
    insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
    select organization_id, t.key, 2000000, 'bench' from workspace, public.limit_types t
  )
  insert into public.widgets (organization_id, workspace_id, name, type)
  select organization_id, id, 'Widget', 'form' from workspace, generate_series(1, ${holds})`

interface Check {
  ms: number
  blocks: number
}

interface Explained {
  Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number; 'Actual Total Time': number }
}

/** One check that is undone again, and every block that it and what it calls read. */
async function check(sql: Operator, workspaceId: string): Promise<Check> {
  await sql`begin`
  const [row] = await sql`
    explain (analyze, buffers, format json) select private.take_limit(private.effective_limit(${workspaceId}::uuid, 'widgets'), 'widgets', 1)`
  await sql`rollback`
  const explained: Explained[] = row?.['QUERY PLAN'] ?? []
  const [plan] = explained.map(({ Plan }) => Plan)
  if (!plan) throw new Error('The check has no plan.')
  return { ms: plan['Actual Total Time'], blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] }
}

async function measureChecks(sql: Operator, workspaces: string[]) {
  const found = workspaces.map((): Check[] => [])
  for (let n = 0; n < checks; n += 1) {
    for (const [index, workspace] of workspaces.entries()) found[index]?.push(await check(sql, workspace))
  }
  return found.map((all) => ({ ms: median(all.map(({ ms }) => ms)), blocks: median(all.map(({ blocks }) => blocks)) }))
}

/** Rows per second of 64 writers who each send the next statement when theirs is answered. */
async function write(pool: Sql, statement: (writer: number) => string): Promise<number> {
  const started = performance.now()
  const work = async (writer: number) => {
    for (let n = 0; n < writes / writers; n += 1) await pool.unsafe(statement(writer))
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => work(writer)))
  return writes / ((performance.now() - started) / 1000)
}

const bare = "insert into bench.rows (payload) values (repeat('x', 200))"
const limited = (workspace: string) =>
  `insert into bench.rows (payload) select repeat('x', 200) where private.take_limit(private.effective_limit('${workspace}', 'submissions_month'), 'submissions_month', 1) > 0`

async function measureWriters(sql: Operator, ownerUrl: string, workspace: string, others: string[]) {
  await sql.unsafe(
    'create schema bench; create table bench.rows (id uuid primary key default gen_random_uuid(), payload text)',
  )
  const pool = postgres(ownerUrl, { max: connections, onnotice: () => undefined })
  const contenders = [
    () => bare,
    (writer: number) => limited(others[writer % others.length] ?? workspace),
    () => limited(workspace),
  ]
  const rates = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) rates[index]?.push(await write(pool, contender))
  }
  await pool.end({ timeout: 5 })
  return rates.map(median)
}

async function measureLimits(sql: Operator, ownerUrl: string): Promise<Measurement> {
  await sql.unsafe('set session_replication_role = replica')
  for (const [name, holds] of Object.entries(holdings)) await sql.unsafe(lay(name, holds))
  for (let n = 1; n <= writers; n += 1) await sql.unsafe(lay(`Other ${n}`, 100 + n))
  await sql.unsafe('reset session_replication_role')
  await sql`vacuum analyze`
  const spaces = await sql<{ id: string; slug: string }[]>`
    select w.id, o.slug from public.workspaces w join public.organizations o on o.id = w.organization_id`
  const workspaceOf = (holds: number) => spaces.find(({ slug }) => slug === `tenant-${holds}`)?.id ?? ''
  const names = Object.keys(holdings)
  const found = await measureChecks(sql, Object.values(holdings).map(workspaceOf))
  const others = Array.from({ length: writers }, (_, n) => workspaceOf(101 + n))
  const rates = await measureWriters(sql, ownerUrl, workspaceOf(10), others)
  const cases = ['bare INSERT', 'one limit per writer', 'one limit for all writers']
  const rows: Row[] = [
    ...names.map((name, n) => ({
      case: `check, ${name}`,
      'p50 ms': round(found[n]?.ms ?? 0, 3),
      blocks: found[n]?.blocks ?? 0,
    })),
    ...cases.map((name, n) => ({ case: `${writers} writers, ${name}`, 'rows/s': round(rates[n] ?? 0) })),
  ]
  const [few, many] = found
  const [bareRate = 1, spread = 0, shared = 0] = rates
  const ratios = {
    'check, 1,000,000 rows / 10 rows, ms': round((many?.ms ?? 0) / (few?.ms ?? 1), 2),
    'check, 1,000,000 rows / 10 rows, blocks': round((many?.blocks ?? 0) / (few?.blocks ?? 1), 2),
    'one limit per writer / bare INSERT, rows/s': round(spread / bareRate, 2),
    'one limit for all writers / bare INSERT, rows/s': round(shared / bareRate, 2),
  }
  return { rows, ratios }
}

export const limits: Benchmark = {
  name: 'limits',
  question: `What a limit check costs tenants that hold 10 and 1,000,000 rows, and ${writers} writers against bare inserts`,
  measure: () => withDatabase('limits', measureLimits),
}
