import type { GetListParams, GetListResult, RaRecord } from 'react-admin'
import type { Access } from './access.ts'
import type { ConsoleDataProvider } from './dataProvider.ts'
import { pattern } from './listQuery.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Of a kind, such as domains. */
const mostFound = 50
/** More ids than this make a request too long to send. */
const mostIds = 100

/**
 * The data provider, whose search of organizations finds them by everything that the palette finds them by.
 * For staff. Names and short names are matched by the list itself; the database looks up the rest and says which tenants those are.
 */
export function withOrganizationSearch<Provider extends ConsoleDataProvider>(
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
      const found = await provider.searchPlatform(typed, mostFound)
      // The list itself finds them by name.
      const others = found.filter(({ kind }) => kind !== 'organization')
      const ids = [...new Set(others.map(({ organization_id }) => organization_id))].slice(0, mostIds)
      const terms = ['name', 'slug'].map((column) => `${column}.ilike.${pattern(typed)}`)
      if (ids.length > 0) terms.push(`id.in.(${ids.join(',')})`)
      return provider.getList<Row>(resource, { ...params, filter: { ...filter, 'or@': `(${terms.join(',')})` } })
    },
  }
}
