import ipaddr from 'ipaddr.js'

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`
// Nearly every address, and already in the wanted form.
const plainIpv4 = new RegExp(String.raw`^(?!0\.0\.0\.0$)${octet}(?:\.${octet}){3}$`)

/** An address in its canonical form, IPv4 inside IPv6 unwrapped; undefined for anything that names no one. */
function canonical(text: string): string | undefined {
  if (plainIpv4.test(text)) return text
  const bare = text
    .trim()
    .replace(/^\[(.*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
  if (!ipaddr.IPv6.isValid(bare) && !ipaddr.IPv4.isValidFourPartDecimal(bare)) return undefined
  const address = ipaddr.process(bare)
  return address.range() === 'unspecified' ? undefined : address.toString()
}

/**
 * The visitor's address: the socket's peer, or, behind `trustedProxies` proxies that append to X-Forwarded-For, the entry
 * that the outermost of them wrote, counted from the right. What stands further left is the visitor's own claim and is
 * never read. Where that entry names no address, the next trusted one to its right does.
 */
export function clientIp(peer: string | null, forwardedFor: string | null, trustedProxies: number): string | null {
  const chain = [...(forwardedFor?.split(',') ?? []), peer ?? '']
  const trusted = chain.slice(Math.max(0, chain.length - 1 - trustedProxies))
  for (const entry of trusted) {
    const address = canonical(entry)
    if (address !== undefined) return address
  }
  return null
}
