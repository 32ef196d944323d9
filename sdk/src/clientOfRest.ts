import { loadChunk } from './chunks.ts'
import type { Client } from './client.ts'
import { endpointOf } from './endpoint.ts'
import { fail, type Outcome } from './failure.ts'
import type { Placement } from './placement.ts'

/** As in client.ts, which is loaded with the first request: a form that is drawn already can be used before. */
export function createClient(placement: Placement): Client {
  const ask = <Value>(request: (client: Client) => Promise<Outcome<Value>>) =>
    loadChunk<(placement: Placement) => Client>('extras/client', placement.page.base)
      .then((create) => request(create(placement)))
      .catch((error) => fail('NETWORK', `${error}`))
  return {
    submissions: () => endpointOf(placement, 'submissions'),
    readConfig: (fresh) => ask((client) => client.readConfig(fresh)),
    post: (init) => ask((client) => client.post(init)),
  }
}
