import type { FieldValue } from '../../lapel.d.ts'

/** A number, also where the page gave it as text; undefined for anything else. */
export function readNumber(value: FieldValue | undefined): number | undefined {
  const read = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}
