import type { DataProvider, GetListParams, GetListResult, RaRecord } from 'react-admin'
import type { Access } from './access.ts'
import { pattern } from './listQuery.ts'
import type { StaffActs } from './staffActs.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * The data provider, whose search of organizations also finds them by domain, member's address and public id.
 * For staff. Names and short names are matched by the list itself; the database looks up the rest and says which tenants those are.
 */
export function withOrganizationSearch<Provider extends DataProvider & StaffActs>(
  provider: Provider,
  readAccess: () => Promise<Access | undefined>,
): Provider {
  return {
    ...provider,
    getList: async <Row extends RaRecord>(resource: string, params: GetListParams): Promise<GetListResult<Row>> => {
      const { q, ...filter } = params.filter ?? {}
      const typed = typeof q === 'string' ? q.trim() : ''
      const isPlain = resource !== 'organizations' || typed.length < 3 || uuid.test(typed)
      if (isPlain || !(await readAccess())?.staff_role) {
        return provider.getList<Row>(resource, params)
      }
      const found = await provider.findOrganizations(typed)
      const ids = found.map(({ organization_id }) => organization_id)
      const terms = ['name', 'slug'].map((column) => `${column}.ilike.${pattern(typed)}`)
      if (ids.length > 0) terms.push(`id.in.(${ids.join(',')})`)
      return provider.getList<Row>(resource, { ...params, filter: { ...filter, 'or@': `(${terms.join(',')})` } })
    },
  }
}
