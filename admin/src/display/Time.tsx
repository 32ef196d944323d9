import { useLocale, useRecordContext } from 'react-admin'

/** A moment in the viewer's time zone; the exact one is in the `title`. */
export const Time = ({ value }: { value: string }) => {
  const locale = useLocale()
  const moment = new Date(value)
  return (
    <time dateTime={value} title={moment.toISOString()} style={{ whiteSpace: 'nowrap' }}>
      {moment.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  )
}

/** The moment in a column of the record around it. */
export const TimeField = ({ source }: { source: string }) => {
  const value: unknown = useRecordContext()?.[source]
  return typeof value === 'string' ? <Time value={value} /> : null
}
