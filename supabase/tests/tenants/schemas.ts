import { randomBytes } from 'node:crypto'
import type { Sql } from 'postgres'

/** What the operator's functions say about one deviation. */
export interface Finding {
  organization_id: string
  schema_name: string
  object: string
  problem: string
  outcome: string
}

/** Adds organizations on the plan `agency` (100 sites), without schemas. Their slugs are new to the cluster. */
export async function foundOrganizations(sql: Sql, count: number): Promise<string[]> {
  // Roles belong to the cluster, which other test files share.
  const prefix = `t${randomBytes(4).toString('hex')}`
  const rows = await sql<{ id: string }[]>`
    insert into public.organizations (name, slug, plan_id)
    select ${prefix} || '-' || n, ${prefix} || '-' || n, 'agency' from generate_series(1, ${count}) n returning id`
  return rows.map((row) => row.id)
}

/** Provisions schemas and gives their names, in the order of the organizations. */
export async function provision(sql: Sql, organizations: string[]): Promise<string[]> {
  await sql`select from private.provision_tenant_schemas(${organizations}::uuid[])`
  const rows = await sql<{ schema_name: string }[]>`
    select o.schema_name from public.organizations o
    join unnest(${organizations}::uuid[]) with ordinality as given (id, n) using (id) order by n`
  return rows.map((row) => row.schema_name)
}

/** Refreshes schemas, all of them by default, in one transaction. */
export async function refresh(sql: Sql, organizations: string[] | null = null): Promise<Finding[]> {
  return sql<Finding[]>`select * from private.refresh_core_tables(${organizations}::uuid[])`
}

/** What is wrong with all schemas, one sentence each. */
export async function verify(sql: Sql): Promise<string[]> {
  const rows = await sql<Finding[]>`select * from private.verify_core_tables()`
  return rows.map((row) => `${row.schema_name} ${row.object} ${row.problem}`)
}

/**
 * Every catalog row that belongs to tenant schemas, with the transaction that wrote it: two equal fingerprints mean that
 * nothing was created, replaced, altered or rewritten in between.
 */
export async function fingerprint(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    with spaces as (select oid, xmin, nspname from pg_namespace where nspname ~ '^tenant_'),
      relations as (select c.oid, c.xmin, c.relname, c.relfilenode from pg_class c join spaces s on s.oid = c.relnamespace)
    select concat_ws(' ', 'schema', oid, xmin, nspname) as line from spaces
    union all select concat_ws(' ', 'relation', oid, xmin, relname, relfilenode) from relations
    union all select concat_ws(' ', 'column', a.attrelid, a.xmin, a.attname) from pg_attribute a join relations r on r.oid = a.attrelid
    union all select concat_ws(' ', 'default', d.oid, d.xmin) from pg_attrdef d join relations r on r.oid = d.adrelid
    union all select concat_ws(' ', 'constraint', c.oid, c.xmin, c.conname) from pg_constraint c join relations r on r.oid = c.conrelid
    union all select concat_ws(' ', 'index', i.indexrelid, i.xmin) from pg_index i join relations r on r.oid = i.indrelid
    union all select concat_ws(' ', 'trigger', t.oid, t.xmin, t.tgname) from pg_trigger t join relations r on r.oid = t.tgrelid
    union all select concat_ws(' ', 'policy', p.oid, p.xmin, p.polname) from pg_policy p join relations r on r.oid = p.polrelid
    union all select concat_ws(' ', 'organization', o.id, o.xmin, o.schema_name) from public.organizations o
    union all select concat_ws(' ', 'counter', u.scope_id, u.xmin, u.limit_type, u.used) from public.usage_counters u
    order by 1`
  return rows.map((row) => row.line)
}
