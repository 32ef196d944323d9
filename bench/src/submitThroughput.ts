import { randomUUID } from 'node:crypto'
import type { Benchmark } from './benchmark.ts'
import { compare } from './compare.ts'
import { withHost } from './host.ts'

let sent = 0

/** A new visitor's answers, which no earlier request had. */
function makeBody(): string {
  sent += 1
  const payload = {
    name: `Visitor ${sent}`,
    email: `visitor-${sent}@example.com`,
    message: `Question ${sent}: ${'could you tell me more? '.repeat(1 + (sent % 8))}`,
  }
  return JSON.stringify({ id: randomUUID(), revision: 1, payload, meta: { page: `https://shop.example/${sent % 50}` } })
}

export const submitThroughput: Benchmark = {
  name: 'submit-throughput',
  question: 'submissions over HTTP, against a route of the same process that inserts the same body as one bare row',
  measure: () =>
    withHost(({ url, publicId }) =>
      compare(
        { name: 'submission', url: `${url}/functions/v1/embed/v1/instances/${publicId}/submissions`, makeBody },
        { name: 'bare INSERT', url: `${url}/bench/insert`, makeBody },
      ),
    ),
}
