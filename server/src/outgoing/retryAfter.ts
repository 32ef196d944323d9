// Of nine digits in either form: it goes into four bytes, and a date may lie millennia ahead.
const longest = 999_999_999

/**
 * The header `Retry-After` in seconds, rounded up; null when there is none that says anything. RFC 9110, 10.2.3; fractions
 * of a second, which the RFC does not know, are what Shopify sends.
 *
 * @param now in milliseconds since 1970
 */
export function retryAfter(header: string | string[] | undefined, now: number): number | null {
  const text = String(header ?? '').trim()
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Math.min(Math.ceil(Number(text)), longest)
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.min(Math.max(0, Math.ceil((at - now) / 1000)), longest)
}
