import type { AuditEntry } from '../../workspace/audit/row.ts'

/** A column of an entry that changed; undefined: there was, or is, no value. */
export interface Change {
  column: string
  before: string | undefined
  after: string | undefined
}

const longest = 60

const asText = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** What changed, column by column. Of a new or deleted row, nothing: that it exists or not is the change. */
export function changesOf({ action, before, after }: Pick<AuditEntry, 'action' | 'before' | 'after'>): Change[] {
  if (action !== 'update') return []
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort()
  return columns.map((column) => ({ column, before: asText(before?.[column]), after: asText(after?.[column]) }))
}

/** A column's name in words, for those that have none in any language: `limit_value` is `Limit value`. */
export const humanized = (column: string): string => {
  const words = column.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Entries by the reader's day, in the order they come in. */
export function byDay<Entry extends { created_at: string }>(
  entries: readonly Entry[],
  dayOf: (entry: Entry) => string,
) {
  const days: { day: string; entries: Entry[] }[] = []
  for (const entry of entries) {
    const day = dayOf(entry)
    const last = days.at(-1)
    if (last?.day === day) last.entries.push(entry)
    else days.push({ day, entries: [entry] })
  }
  return days
}
