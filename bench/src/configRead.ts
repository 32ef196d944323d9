import type { Benchmark } from './benchmark.ts'
import { compare } from './compare.ts'
import { withHost } from './host.ts'

export const configRead: Benchmark = {
  name: 'config-read',
  question:
    'reading a published instance over HTTP, against a bare Hono route of the same process that sends the same bytes',
  measure: () =>
    withHost(({ url, publicId }) =>
      compare({ name: 'instance', url: `${url}/functions/v1/embed/v1/instances/${publicId}` }, [
        { name: 'bare Hono', url: `${url}/bench/bytes` },
      ]),
    ),
}
