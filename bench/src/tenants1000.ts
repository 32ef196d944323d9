import { type Benchmark, type Row, round } from './benchmark.ts'
import { type Operator, withDatabase } from './migratedDatabase.ts'

const tenants = 1000
/** As the command line does it. */
const batchSize = 50

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function inBatches(ids: string[], act: (batch: string[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < ids.length; from += batchSize) await act(ids.slice(from, from + batchSize))
}

/** The floor: as many schemas and tables with nothing but a key, in as many transactions. */
function makeBareSchemas(sql: Operator): Promise<unknown> {
  const batches = Array.from({ length: tenants / batchSize }, (_, index) => index * batchSize)
  return batches.reduce<Promise<unknown>>(async (before, from) => {
    await before
    await sql.unsafe(`do $$ begin
      for n in ${from + 1}..${from + batchSize} loop
        execute format('create schema bare_%s', n);
        for t in 1..6 loop execute format('create table bare_%s.t%s (id uuid primary key)', n, t); end loop;
      end loop;
    end $$`)
  }, Promise.resolve())
}

/** The locks that one batch holds, and how many all transactions together can. */
async function countLocks(sql: Operator, ids: string[]): Promise<{ held: number; possible: number }> {
  const undone = new Error('only counted')
  let held = 0
  await sql
    .begin(async (tx) => {
      await tx`select from private.provision_tenant_schemas(${ids}::uuid[])`
      // One place per object, in however many modes.
      const [row] = await tx<{ held: number }[]>`
        select count(distinct (locktype, relation, classid, objid))::int as held from pg_locks where pid = pg_backend_pid()`
      held = row?.held ?? 0
      throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
  const [row] = await sql<{ possible: number }[]>`
    select current_setting('max_locks_per_transaction')::int * (current_setting('max_connections')::int
      + current_setting('max_prepared_transactions')::int) as possible`
  return { held, possible: row?.possible ?? 0 }
}

const refresh = (sql: Operator, batch: string[] | null) =>
  sql`select * from private.refresh_core_tables(${batch}::uuid[])`

async function measureAll(
  sql: Operator,
): Promise<{ times: Record<string, number>; locks: { held: number; possible: number } }> {
  const rows = await sql<{ id: string }[]>`
    insert into public.organizations (name, slug) select 'Tenant ' || n, 'tenant-' || n from generate_series(1, ${tenants}) n returning id`
  const ids = rows.map((row) => row.id)
  const locks = await countLocks(sql, ids.slice(0, batchSize))
  const times: Record<string, number> = { 'floor: bare tables with a key': await seconds(() => makeBareSchemas(sql)) }
  times.create = await seconds(() =>
    inBatches(ids, (batch) => sql`select from private.provision_tenant_schemas(${batch}::uuid[])`),
  )
  times['refresh, nothing to do'] = await seconds(() => refresh(sql, null))
  times.verify = await seconds(() => sql`select * from private.verify_core_tables()`)
  await sql`insert into private.core_columns (table_name, position, name, type, nullable) values ('sites', 99, 'locale', 'text', true)`
  times['refresh, one new column'] = await seconds(async () => {
    await sql`select * from private.refresh_core_tables(dry_run => true)`
    await inBatches(ids, (batch) => refresh(sql, batch))
  })
  return { times, locks }
}

export const tenants1000: Benchmark = {
  name: 'tenants-1000',
  question: '1,000 tenant schemas of six core tables in transactions of 50, against as many bare tables with a key',
  measure: () =>
    withDatabase('tenants', async (sql) => {
      const { times, locks } = await measureAll(sql)
      const rows = Object.entries(times).map(
        ([work, time]): Row => ({ work, s: round(time, 2), 'ms per schema': round((time * 1000) / tenants, 2) }),
      )
      const ratio = (one: string, other: string) => round((times[one] ?? 0) / (times[other] ?? 1), 3)
      const ratios = {
        'create / bare tables': ratio('create', 'floor: bare tables with a key'),
        'refresh with nothing to do / create': ratio('refresh, nothing to do', 'create'),
        'verify / create': ratio('verify', 'create'),
        [`locks of a batch (${locks.held}) / lock table (${locks.possible})`]: round(locks.held / locks.possible, 2),
      }
      return { rows, ratios }
    }),
}
