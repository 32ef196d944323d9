/** What is left of one rate policy; `window` and `reset` in seconds. */
export interface RateLimit {
  name: string
  quota: number
  window: number
  remaining: number
  reset: number
}

/** The headers of draft-ietf-httpapi-ratelimit-headers-10 for the policies that a request was counted against. */
export function rateLimitHeaders(limits: readonly RateLimit[]): Record<string, string> {
  if (limits.length === 0) return {}
  return {
    'RateLimit-Policy': limits.map(({ name, quota, window }) => `"${name}";q=${quota};w=${window}`).join(', '),
    RateLimit: limits.map(({ name, remaining, reset }) => `"${name}";r=${remaining};t=${reset}`).join(', '),
  }
}

/** The seconds after which to try again, never before a window that refused is over. */
export function retryAfter(seconds: number): Record<string, string> {
  return { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) }
}
