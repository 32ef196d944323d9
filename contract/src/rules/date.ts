import type { Rule } from './rule.ts'

/** Whether a text is a day of the calendar, as ISO 8601 writes it: 2026-11-21. */
export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const day = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
}

/** Whether a text is a time of day: 09:30. */
export const isTime = (value: unknown): value is string =>
  typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value)

/** Rule of date and time. As texts they are in the order of time. */
export const checkDate: Rule = ({ type, earliest, latest }, value) => {
  if (type === 'time' ? !isTime(value) : !isDate(value)) return { code: type === 'time' ? type : 'date' }
  if (earliest !== undefined && (value as string) < earliest) return { code: 'tooEarly', bound: earliest }
  return latest !== undefined && (value as string) > latest ? { code: 'tooLate', bound: latest } : undefined
}
