import type { DataProvider, GetListParams, GetListResult, RaRecord } from 'react-admin'

const resource = 'widget_submissions'
const table = 'partial_submissions'

/** What a submission has and a partial one does not need. */
const asSubmission = <Row extends RaRecord>(row: Row): Row => ({
  ...row,
  status: 'partial',
  spam_reasons: [],
  score: 0,
})

// PostgREST's answer to one row that is not there.
const isMissing = (error: unknown) => error instanceof Error && 'status' in error && error.status === 406

/**
 * The data provider, with what visitors have begun and not sent among the submissions of the status `partial`. They have
 * a table of their own: a list shows either.
 */
export function withPartialSubmissions<Provider extends DataProvider>(provider: Provider): Provider {
  return {
    ...provider,
    getList: async <Row extends RaRecord>(name: string, params: GetListParams): Promise<GetListResult<Row>> => {
      const { status, ...filter } = params.filter ?? {}
      if (name !== resource || status !== 'partial') return provider.getList<Row>(name, params)
      const { data, ...rest } = await provider.getList<Row>(table, { ...params, filter })
      return { ...rest, data: data.map(asSubmission) }
    },
    getOne: async (name, params) => {
      if (name !== resource) return provider.getOne(name, params)
      try {
        return await provider.getOne(name, params)
      } catch (error) {
        if (!isMissing(error)) throw error
        const { data } = await provider.getOne(table, params)
        return { data: asSubmission(data) }
      }
    },
  }
}
