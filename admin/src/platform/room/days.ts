const dayMs = 24 * 60 * 60 * 1000

/** An ISO date in UTC, so many days before today. */
export const daysAgo = (days: number, now = Date.now()): string =>
  new Date(now - days * dayMs).toISOString().slice(0, 10)

const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

/** The span that an address names, or the last thirty days; never longer than a year, and never turned around. */
export function spanOf(since: string | undefined, until: string | undefined): { first: string; last: string } {
  const last = isDay(until) ? until : daysAgo(0)
  const wanted = isDay(since) ? since : daysAgo(29, Date.parse(last))
  const within = [daysAgo(365, Date.parse(last)), wanted, last].sort()
  return { first: within[1] ?? last, last }
}
