import { isIP } from 'node:net'

function normalise(address: string): string | null {
  const bare = address
    .trim()
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^\[(.+)\](:\d+)?$/, '$1')
  const withoutPort = /^\d+\.\d+\.\d+\.\d+:\d+$/.test(bare) ? bare.slice(0, bare.lastIndexOf(':')) : bare
  return isIP(withoutPort) ? withoutPort : null
}

/**
 * The visitor's address, or null when it is not one.
 *
 * @param peer the address of the connection
 * @param forwardedFor the X-Forwarded-For header: whatever stands left of the trusted proxies' entries may be invented
 * @param trustedProxies how many proxies stand in front of this server
 */
export function clientIp(peer: string | null, forwardedFor: string | null, trustedProxies: number): string | null {
  const hops = [...(forwardedFor?.split(',') ?? []), peer ?? '']
  const position = Math.max(0, hops.length - 1 - trustedProxies)
  return normalise(hops[position] ?? '')
}
