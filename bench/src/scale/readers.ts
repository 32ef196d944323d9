import postgres, { type Sql } from 'postgres'
import type { Operator } from '../migratedDatabase.ts'
import type { Scope } from './requests.ts'

/** Someone who looks at the console. */
export interface Reader {
  name: string
  /** The reader's own connection: role and claims as the Data API sets them. */
  sql: Sql
  /** What the console says of whose rows it wants. */
  asks: Scope
  /** The same rows, said by hand. */
  byHand: Scope
  organizationId: string
  staff: boolean
}

const everything: Scope = {
  rows: 'true',
  entries: 'true',
  workspaces: 'true',
  organizations: 'true',
  organization: 'true',
  profiles: 'true',
}

/** A connection as somebody: planned like the Data API's, without prepared statements. */
async function connectAs(ownerUrl: string, userId: string, role: string): Promise<Sql> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  const claims = JSON.stringify({ sub: userId, role })
  await sql`select set_config('request.jwt.claim.sub', ${userId}, false), set_config('request.jwt.claims', ${claims}, false)`
  await sql.unsafe(`set role ${role}`)
  return sql
}

interface Tenant {
  user_id: string
  organization_id: string
  workspaces: string[]
}

const quoted = (ids: string[]) => ids.map((id) => `'${id}'`).join(', ')

/** The owner of tenant number n, for whom the console names workspace or organization as tenantScope.ts does. */
export async function member(owner: Operator, ownerUrl: string, name: string, n: number): Promise<Reader> {
  const [tenant] = await owner<Tenant[]>`
    select p.user_id, p.organization_id, array(select w.id from public.workspaces w where w.organization_id = p.organization_id)::text[] as workspaces
    from bench.people p where p.n = ${n} and p.k = 1`
  if (!tenant) throw new Error(`There is no tenant ${n}.`)
  const { organization_id: organizationId, workspaces } = tenant
  const inOrganization = `organization_id = '${organizationId}'`
  const rows = workspaces.length === 1 ? `workspace_id = ${quoted(workspaces)}` : inOrganization
  const byHand: Scope = {
    rows,
    entries: inOrganization,
    workspaces: `workspace_id in (${quoted(workspaces)})`,
    organizations: inOrganization,
    organization: `id = '${organizationId}'`,
    profiles: `user_id in (select user_id from public.organization_members where ${inOrganization})`,
  }
  const sql = await connectAs(ownerUrl, tenant.user_id, 'authenticated')
  return { name, sql, organizationId, staff: false, byHand, asks: { ...everything, rows, entries: inOrganization } }
}

/** A member of staff, whose lists are everyone's. */
export async function staff(owner: Operator, ownerUrl: string, organizationId: string): Promise<Reader> {
  const [person] = await owner<{ user_id: string }[]>`select user_id from public.platform_admins`
  if (!person) throw new Error('There is no member of staff.')
  const sql = await connectAs(ownerUrl, person.user_id, 'platform_staff')
  return { name: 'staff', sql, organizationId, staff: true, asks: everything, byHand: everything }
}
