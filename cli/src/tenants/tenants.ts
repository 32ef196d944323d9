import type { Operator } from '../operator.ts'

/** An organization and its schema. */
export interface Tenant {
  organization_id: string
  slug: string
  status: string
  /** Null before one is provisioned. */
  schema_name: string | null
  /** Whether the schema exists. */
  present: boolean
}

/** The organizations of an installation by slug, or the one with a slug. */
export async function listTenants(sql: Operator, slug: string | null = null): Promise<Tenant[]> {
  return sql<Tenant[]>`select * from private.list_tenant_schemas(${slug})`
}
