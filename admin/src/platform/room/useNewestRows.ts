import { keepPreviousData } from '@tanstack/react-query'
import { type RaRecord, useGetList } from 'react-admin'
import { useAddress } from './useAddress.ts'

export interface NewestRows {
  resource: string
  filter: Readonly<Record<string, unknown>>
  /** The indexed time column: newest first. */
  time?: string
  /** Only these columns. */
  columns?: readonly string[]
  perPage?: number
  /** Where the address says which page it is; lists on one page need a name each. */
  place?: string
}

/**
 * A table's rows before the one that the address names by its time and id: a page deep in the past costs as much as the
 * first, and nothing is counted.
 */
export function useNewestRows<Row extends RaRecord>(wanted: NewestRows) {
  const { resource, filter, time = 'created_at', columns, perPage = 25, place = 'before' } = wanted
  const [{ [place]: before }] = useAddress()
  const [moment, id] = before?.split('~') ?? []
  const after = moment && id ? { [`${time}@lte`]: moment, 'or@': `(${time}.lt.${moment},id.lt.${id})` } : {}
  const query = useGetList<Row>(
    resource,
    {
      filter: { ...filter, ...after },
      // The id breaks ties, so that no row is passed over.
      sort: { field: `${time}.desc,id`, order: 'DESC' },
      pagination: { page: 1, perPage },
      meta: { uncounted: true, ...(columns ? { columns } : {}) },
    },
    { placeholderData: keepPreviousData },
  )
  const last = query.data?.at(-1)
  const next = query.pageInfo?.hasNextPage && last ? `${last[time]}~${last.id}` : undefined
  return { query, next }
}
