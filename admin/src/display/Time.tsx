import { useLocale, useRecordContext } from 'react-admin'

/** Reads a timestamp of the Data API. Supabase Lite sends `2026-11-21 08:57:00+00`, which not every browser parses. */
export const momentOf = (timestamp: string): Date =>
  new Date(timestamp.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))

/** Dear to make and cheap to use: one for each language and form. */
const formats = new Map<string, Intl.DateTimeFormat>()

/** A moment as the language writes it. */
export function writeMoment(moment: Date, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formats.set(key, format)
  return format.format(moment)
}

/** A day (ISO date) as the language writes it, without the year: `Nov 21`. */
export const dayName = (day: string, locale: string): string =>
  writeMoment(new Date(`${day}T00:00:00Z`), locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** A moment in the viewer's time zone; the exact one is in the `title`. */
export const Time = ({ value }: { value: string }) => {
  const locale = useLocale()
  const moment = momentOf(value)
  return (
    <time dateTime={moment.toISOString()} title={moment.toISOString()}>
      {writeMoment(moment, locale, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  )
}

/** The moment in a column of the record around it. */
export const TimeField = ({ source }: { source: string }) => {
  const value: unknown = useRecordContext()?.[source]
  return typeof value === 'string' ? <Time value={value} /> : null
}
