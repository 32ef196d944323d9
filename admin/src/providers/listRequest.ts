import type { DataProvider, GetListParams } from 'react-admin'

/** Rows of a resource as a page asks for them. */
export interface ListRequest {
  resource: string
  params: Pick<GetListParams, 'pagination' | 'sort'>
}

/** What was asked for before there was a page to show it is still news for so long, in milliseconds. */
export const askedEarlyMs = 5000

/** The query that react-admin's `useGetList` makes of the request, for asking before the page is there. */
export const listRequest = (dataProvider: DataProvider, { resource, params }: ListRequest) => ({
  queryKey: [resource, 'getList', { ...params, filter: {} }],
  queryFn: () => dataProvider.getList(resource, { ...params, filter: {} }),
  staleTime: askedEarlyMs,
})

/** The newest rows of a resource. */
export const newestOf = (resource: string, newestBy: string): ListRequest => ({
  resource,
  params: { pagination: { page: 1, perPage: 5 }, sort: { field: newestBy, order: 'DESC' } },
})
