import type { LookupAddress } from 'node:dns'
import type { Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from './address.ts'
import { OutgoingFailure } from './failure.ts'

/** Throws an {@link OutgoingFailure} for an address that is not everybody's. */
export function requirePublic(address: string): void {
  if (!isPublicAddress(address)) throw new OutgoingFailure('The address is not on the public internet.')
}

async function addressesOf(resolver: Resolver, host: string): Promise<LookupAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const addresses = [
    ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({ address, family: 4 })),
    ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 })),
  ]
  if (addresses.length > 0) return addresses
  throw four.status === 'rejected' ? four.reason : new OutgoingFailure('The host name has no address.')
}

/**
 * The lookup of a connection: what it gives is what is connected to, so a name cannot mean one thing when it is checked
 * and another when it is used. One address that is not public and there is no connection. It asks name servers only: the
 * machine's own names are none of a tenant's, and a server that is slow to answer holds up no thread.
 */
export function publicLookup(resolver: Resolver): LookupFunction {
  return (host, options, callback) => {
    addressesOf(resolver, host)
      .then((addresses) => {
        for (const { address } of addresses) requirePublic(address)
        return addresses
      })
      .then(
        (addresses) => {
          const [first] = addresses
          if (options.all) callback(null, addresses)
          else callback(null, first?.address ?? '', first?.family)
        },
        (error) => callback(error, ''),
      )
  }
}
