import postgres, { type Sql } from 'postgres'
import { type Benchmark, type Measurement, median, type Row, round } from './benchmark.ts'
import { type Operator, withDatabase } from './migratedDatabase.ts'

const rowCount = 1_000_000
const tenants = 1000
const executions = 100
/** Of what takes longer, only as many. */
const slowMs = 50
const slowExecutions = 3

/** Ways to write the same policy. Each binds a role of its own, so that all share one table. */
const forms = {
  ours: 'workspace_id = any (array(select private.my_workspace_ids()))',
  in_select: 'workspace_id in (select private.my_workspace_ids())',
  per_row_helper: 'bench.is_mine(workspace_id)',
}

const lay = `
  create schema bench;
  grant usage on schema bench to public;
  insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000001', 'reader@bench.example');
  insert into public.organizations (name, slug) select 'Tenant', 'tenant-' || n from generate_series(1, ${tenants}) n;
  insert into public.workspaces (organization_id, name, slug)
  select id, 'Main', 'main' from public.organizations where slug ~ '^tenant-';
  insert into public.organization_members (organization_id, user_id, role)
  select id, '00000000-0000-4000-8000-000000000001', 'owner' from public.organizations where slug = 'tenant-500';
  create table bench.rows (id bigint generated always as identity primary key, workspace_id uuid not null, at timestamptz not null, payload text not null);
  insert into bench.rows (workspace_id, at, payload)
  select w.id, now() - make_interval(secs => ${rowCount} - i), repeat('x', 200)
  from generate_series(1, ${rowCount}) i
  join (select id, row_number() over () - 1 as n from public.workspaces) w on w.n = i % ${tenants};
  create index on bench.rows (workspace_id, at desc);
  create function bench.is_mine(workspace_id uuid) returns boolean language plpgsql stable security definer set search_path = '' as $$
  begin
    return exists (select from public.workspaces w join public.organization_members m using (organization_id)
      where w.id = is_mine.workspace_id and m.user_id = (select auth.uid()) and m.status = 'active');
  end $$;
  alter table bench.rows enable row level security;`

const permit = (form: keyof typeof forms) => `
  create role bench_${form} nologin;
  grant authenticated to bench_${form};
  grant select on bench.rows to bench_${form};
  grant execute on function bench.is_mine to bench_${form};
  create policy "${form}" on bench.rows for select to bench_${form} using (${forms[form]});`

async function connectAs(ownerUrl: string, role: string): Promise<Sql> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  await sql`select set_config('request.jwt.claim.sub', '00000000-0000-4000-8000-000000000001', false)`
  await sql.unsafe(`set role ${role}`)
  return sql
}

async function time(sql: Sql, query: string): Promise<number> {
  const started = performance.now()
  await sql.unsafe(query)
  return performance.now() - started
}

interface Reader {
  name: string
  sql: Sql
  /** What a reader without policies says by hand. */
  where: string
}

/** One query by every reader, by turns; the slow ones drop out early. */
async function race(readers: Reader[], query: (where: string) => string): Promise<number[]> {
  const times = readers.map((): number[] => [])
  for (const { sql, where } of readers) await time(sql, query(where))
  for (let n = 0; n < executions; n += 1) {
    for (const [index, { sql, where }] of readers.entries()) {
      const mine = times[index] ?? []
      if (n < slowExecutions || median(mine) < slowMs) mine.push(await time(sql, query(where)))
    }
  }
  return times.map(median)
}

async function measureForms(owner: Operator, ownerUrl: string): Promise<Measurement> {
  await owner.unsafe(`set session_replication_role = replica; ${lay}`)
  const names = Object.keys(forms) as (keyof typeof forms)[]
  for (const name of names) await owner.unsafe(permit(name))
  await owner`vacuum analyze`
  const [workspace] = await owner<{ id: string }[]>`
    select w.id from public.workspaces w join public.organizations o on o.id = w.organization_id where o.slug = 'tenant-500'`
  const floor = { name: 'no policy, tenant by hand', sql: owner as Sql, where: `workspace_id = '${workspace?.id}'` }
  const bound = await Promise.all(
    names.map(async (name) => ({ name: String(name), sql: await connectAs(ownerUrl, `bench_${name}`), where: 'true' })),
  )
  const readers = [floor, ...bound]
  const counts = await race(readers, (where) => `select count(*) from bench.rows where ${where}`)
  // The console names the tenant in lists.
  const lists = await race(readers, () => `select * from bench.rows where ${floor.where} order by at desc limit 25`)
  for (const { sql } of bound) await sql.end({ timeout: 5 })
  const rows = readers.map(
    ({ name }, n): Row => ({
      policy: name,
      'count p50 ms': round(counts[n] ?? 0, 2),
      'list p50 ms': round(lists[n] ?? 0, 2),
    }),
  )
  const ratio = (times: number[], n: number) => round((times[n] ?? 0) / (times[0] ?? 1), 2)
  const ratios = Object.fromEntries(
    bound.flatMap(({ name }, n) => [
      [`${name} / no policy, count`, ratio(counts, n + 1)],
      [`${name} / no policy, list`, ratio(lists, n + 1)],
    ]),
  )
  return { rows, ratios }
}

export const rls: Benchmark = {
  name: 'rls',
  question: `What a policy costs a tenant with a thousandth of ${rowCount} rows, in three ways to write it, against no policy`,
  measure: () => withDatabase('rls', measureForms),
}
