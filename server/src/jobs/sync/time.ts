const local = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$/
const zone = /(Z|[+-]\d{2}:?\d{2})$/

// Seconds reach it in the year 5138, milliseconds reached it in 1973.
const secondsEnd = 1e11

/**
 * A time as a source writes it, as Postgres takes it: ISO 8601, with a zone or without one, or seconds or milliseconds
 * since 1970. Null when it is none.
 */
export function readTime(value: unknown): string | null {
  if (typeof value === 'number') {
    const date = new Date(Math.abs(value) < secondsEnd ? value * 1000 : value)
    return Number.isNaN(date.getTime()) ? null : date.toISOString()
  }
  const text = typeof value === 'string' ? value.trim() : ''
  if (!local.test(text.replace(zone, ''))) return null
  return Number.isNaN(Date.parse(text.replace(' ', 'T'))) ? null : text
}
