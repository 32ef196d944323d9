import type { Benchmark } from './benchmark.ts'
import { compare } from './compare.ts'
import { withHost } from './host.ts'
import { submissionBody as makeBody } from './submissionBody.ts'

export const submitThroughput: Benchmark = {
  name: 'submit-throughput',
  question:
    'submissions over HTTP, against routes of the same process: one bare row per request, and the same checks with one call per request',
  measure: () =>
    withHost(({ url, publicId }) =>
      compare({ name: 'submission', url: `${url}/functions/v1/embed/v1/instances/${publicId}/submissions`, makeBody }, [
        { name: 'bare INSERT', url: `${url}/bench/insert`, makeBody },
        { name: 'one call each', url: `${url}/bench/one-by-one/${publicId}`, makeBody },
      ]),
    ),
}
