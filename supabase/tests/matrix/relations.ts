import type { Sql } from 'postgres'
import { tenants } from './actors.ts'

/** A table or view of the Data API, and how its rows belong to a tenant. */
export interface Relation {
  name: string
  /** SQL conditions that find the rows of each tenant; for relations without a tenant both find every row. */
  rows: { own: string; foreign: string }
  /** Whether rows belong to tenants at all. */
  tenantScoped: boolean
}

// Tables that name their tenant in another way than by a column organization_id.
const otherScopes: Record<string, (organization: string) => string> = {
  organizations: (organization) => `id = ${organization}`,
  organization_summaries: (organization) => `id = ${organization}`,
  profiles: (organization) =>
    `user_id = (select m.user_id from public.organization_members m where m.organization_id = ${organization} and m.role = 'owner')`,
}

/** Every relation that the catalog knows in the exposed schema. */
export async function listRelations(sql: Sql): Promise<Relation[]> {
  const rows = await sql<{ name: string; by_organization: boolean }[]>`
    select c.relname as name, exists (select from pg_attribute a
      where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped) as by_organization
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    order by c.relname`
  const ids = await sql<{ name: string; id: string }[]>`
    select name, id from tests.names where name in ${sql(Object.values(tenants))}`
  const idOf = new Map(ids.map(({ name, id }) => [name, `'${id}'::uuid`]))
  const scopeOf = ({ name, by_organization }: (typeof rows)[number]) =>
    otherScopes[name] ?? (by_organization ? (organization: string) => `organization_id = ${organization}` : null)
  return rows.map((row) => {
    const scope = scopeOf(row) ?? (() => 'true')
    return {
      name: row.name,
      tenantScoped: scopeOf(row) !== null,
      rows: { own: scope(idOf.get(tenants.own) ?? 'null'), foreign: scope(idOf.get(tenants.foreign) ?? 'null') },
    }
  })
}
