// Scheme, an optional leading wildcard label, host, and an optional port or any port.
const patternShape = /^(https?):\/\/(\*\.)?([^/:*?#@]+|\[[\da-f:.]+\])(?::(\*|\d{1,5}))?\/?$/i

interface OriginPattern {
  protocol: string
  host: string
  subdomains: boolean
  port: string
  anyPort: boolean
}

function parsePattern(pattern: string): OriginPattern | undefined {
  const [, scheme, wildcard, host, port] = patternShape.exec(pattern) ?? []
  const anyPort = port === '*'
  const address = `${scheme}://${host}${port && !anyPort ? `:${port}` : ''}`
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  return { protocol: url.protocol, host: url.hostname, subdomains: wildcard !== undefined, port: url.port, anyPort }
}

const matchesHost = (host: string, pattern: OriginPattern) =>
  pattern.subdomains ? host.endsWith(`.${pattern.host}`) : host === pattern.host

function matches(origin: URL, pattern: OriginPattern): boolean {
  if (origin.protocol !== pattern.protocol) return false
  if (!pattern.anyPort && origin.port !== pattern.port) return false
  return matchesHost(origin.hostname, pattern)
}

/** Whether a host is one of those at which {@link isOriginAllowed} lets a site use an instance, whatever scheme and port. */
export function isHostAllowed(host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true
  return allowed.some((text) => {
    const pattern = parsePattern(text)
    return host !== undefined && pattern !== undefined && matchesHost(host, pattern)
  })
}

/**
 * Whether a site may use an instance. `allowed` holds origins like `https://shop.example`, `https://*.shop.example` (any
 * depth below, not the domain itself) and `http://localhost:*` (any port); an empty list allows every site. A request
 * without an Origin header does not come from a page and is let through; an opaque origin (`null`) matches no list.
 */
export function isOriginAllowed(origin: string | null, allowed: readonly string[]): boolean {
  if (origin === null || allowed.length === 0) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  if (url.origin !== origin) return false
  return allowed.some((text) => {
    const pattern = parsePattern(text)
    return pattern !== undefined && matches(url, pattern)
  })
}
