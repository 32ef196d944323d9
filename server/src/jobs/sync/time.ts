const pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?(?: ?(Z|([+-]\d{2})(?::?(\d{2}))?))?$/

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
  const [, day, time = '00:00', zone = '', hours, minutes = '00'] = pattern.exec(text) ?? []
  const offset = hours === undefined ? zone : `${hours}:${minutes}`
  return day === undefined || Number.isNaN(Date.parse(`${day}T${time}${offset}`)) ? null : text
}
