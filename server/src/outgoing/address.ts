import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

// Azure answers for its virtual machines at an address that looks like anybody's.
const cloudInternal = new Set(['168.63.129.16'])

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether anybody on the internet may have this address. Addresses that carry another one (IPv4-mapped and -compatible,
 * NAT64, 6to4, Teredo) are not: what they lead to is for a gateway to say.
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(text: string): boolean {
  // Stricter than the library, which reads short and hexadecimal forms.
  if (isIP(text) === 0 || cloudInternal.has(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}
