import type { Benchmark } from './benchmark.ts'
import { compare } from './compare.ts'
import { withHost } from './host.ts'
import { submissionBody as makeBody } from './submissionBody.ts'

const pathOf = (publicId: string) => `/functions/v1/embed/v1/instances/${publicId}/submissions`

export const submitHotRow: Benchmark = {
  name: 'submit-hot-row',
  question: 'submissions to one instance, against the same number spread over a thousand instances of 50 tenants',
  measure: () =>
    withHost(({ url, publicId, publicIds }) => {
      let turn = 0
      const makePath = () => {
        turn += 1
        return pathOf(publicIds[turn % publicIds.length] ?? publicId)
      }
      return compare(
        { name: 'one instance', url: `${url}${pathOf(publicId)}`, makeBody },
        [{ name: 'a thousand', url, makePath, makeBody }],
        [32, 128],
      )
    }),
}
