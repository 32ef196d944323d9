import type { DataProvider, GetListParams, GetListResult, RaRecord } from 'react-admin'
import type { Access } from './access.ts'

/** Tables that grow without end, and whether their rows name a workspace. */
const growing = new Map([
  ['widget_submissions', true],
  ['partial_submissions', true],
  ['usage_events', true],
  ['audit_logs', false],
])

/** More ids than this make a request too long to send. */
const most = 50

const equal = (column: string, ids: string[]) =>
  ids.length === 1 ? { [column]: ids[0] } : { [`${column}@in`]: `(${ids.join(',')})` }

/**
 * The filter that says whose rows a reader gets from a growing table anyway.
 *
 * Row level security decides what may be read, but as a set that Postgres knows only while it reads: it cannot tell that an
 * index has a tenant's newest rows in order, and walks through everyone's. Said in the request, it can.
 */
export function tenantScope(access: Access | undefined, resource: string): Record<string, unknown> {
  const inWorkspaces = growing.get(resource)
  if (inWorkspaces === undefined || !access || access.staff_role) return {}
  const organizations = access.organizations.map(({ id }) => id)
  const workspaces = access.workspaces.map(({ id }) => id)
  const [only] = organizations
  const inOnly = organizations.length === 1 && access.workspaces.every((one) => one.organization_id === only)
  const byOrganization = !inWorkspaces || (inOnly && workspaces.length > 1)
  const ids = byOrganization ? organizations : workspaces
  if (ids.length === 0 || ids.length > most) return {}
  return equal(byOrganization ? 'organization_id' : 'workspace_id', ids)
}

const namesTenant = (filter: Record<string, unknown>) => Boolean(filter.workspace_id ?? filter.organization_id)

/** The data provider, with every list of a growing table narrowed to the reader's tenants. */
export function scopedToTenant<Provider extends DataProvider>(
  provider: Provider,
  readAccess: () => Promise<Access | undefined>,
): Provider {
  return {
    ...provider,
    getList: async <Row extends RaRecord>(resource: string, params: GetListParams): Promise<GetListResult<Row>> => {
      const filter = params.filter ?? {}
      if (!growing.has(resource) || namesTenant(filter)) return provider.getList<Row>(resource, params)
      const scope = tenantScope(await readAccess(), resource)
      return provider.getList<Row>(resource, { ...params, filter: { ...scope, ...filter } })
    },
  }
}
