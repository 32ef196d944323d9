import { type RaRecord, useGetList } from 'react-admin'
import { useAddress } from './useAddress.ts'

const perPage = 25

/** A growing table's rows before those the address names: `before` holds the time and id of the last row seen. */
export function useNewestRows<Row extends RaRecord & { created_at: string }>(
  resource: string,
  filter: Record<string, unknown>,
) {
  const [{ before }] = useAddress()
  const [time, id] = before?.split('~') ?? []
  const after = time && id ? { 'created_at@lte': time, 'or@': `(created_at.lt.${time},id.lt.${id})` } : {}
  const query = useGetList<Row>(resource, {
    filter: { ...filter, ...after },
    // The id breaks ties, so that no row is passed over.
    sort: { field: 'created_at.desc,id', order: 'DESC' },
    pagination: { page: 1, perPage },
  })
  const last = query.data?.at(-1)
  const next = query.pageInfo?.hasNextPage && last ? `${last.created_at}~${last.id}` : undefined
  return { query, next }
}
