import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { RaRecord } from 'react-admin'
import type { TenantRowsQuery } from '../../providers/staffActs.ts'
import { useStaffActs } from '../../providers/useStaffActs.ts'

export type TenantQuery = Omit<TenantRowsQuery, 'before' | 'limit'>

const page = 25

/** Rows of a tenant's table, newest first; each further page begins after the last row that was read. */
export function useTenantRows<Row extends RaRecord>(query: TenantQuery, limit = page) {
  const acts = useStaffActs()
  const { data, ...rest } = useInfiniteQuery({
    queryKey: ['tenantRows', query],
    // One row more than is shown says whether another page follows.
    queryFn: ({ pageParam }) =>
      acts.tenantRows<Row>({ ...query, limit: limit + 1, ...(pageParam ? { before: pageParam } : {}) }),
    initialPageParam: undefined as { time: string; id: string } | undefined,
    getNextPageParam: (last) => {
      const end = last.length > limit ? last[limit - 1] : undefined
      return end && { time: String(end[query.time]), id: String(end.id) }
    },
    placeholderData: keepPreviousData,
  })
  return { ...rest, rows: (data?.pages ?? []).flatMap((rows) => rows.slice(0, limit)) }
}
