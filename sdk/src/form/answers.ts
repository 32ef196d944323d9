import type { Field } from '@lapel/contract/fieldRules'
import type { FieldValue } from '../../lapel.d.ts'
import type { FieldType } from '../fields/field.ts'
import type { Strings } from '../strings.ts'

/** What was entered, by the key of the field. */
export type Answers = ReadonlyMap<string, FieldValue>
/** Messages by the key of the field. */
export type FieldErrors = ReadonlyMap<string, string>

/** The answers, and what they are read with; null before it is known. */
export interface Answered {
  answers: Answers
  parts: { fields: Readonly<Record<string, FieldType>>; strings: Strings } | null
}

/** One value of the payload; undefined for no answer. */
export function toPayloadValue(field: Field, { answers, parts }: Answered): unknown {
  const { key, type } = field
  const value = answers.get(key)
  const own = parts?.fields[type]
  if (own?.toPayload) return own.toPayload(value, field)
  if (typeof value !== 'string') return value || undefined
  const text = value.trim()
  // What is not a number stays text, so that the rule for numbers can say so.
  return type === 'number' && Number.isFinite(+text) && text ? +text : text || undefined
}

/** What `read` finds for each field, without the fields where it finds nothing. */
export const collect = <Found>(fields: readonly Field[], read: (field: Field) => Found | undefined) =>
  fields
    .map((field) => [field.key, read(field)] as const)
    .filter((found): found is [string, Found] => found[1] !== undefined)

/** The payload: trimmed, numbers as numbers, empty fields left out. */
export function toPayload(fields: readonly Field[], answered: Answered): Record<string, unknown> {
  return Object.fromEntries(collect(fields, (field) => toPayloadValue(field, answered)))
}

/** A value that the page gives, which is text, as the field holds it. */
export const readGivenValue = ({ type }: Field, text: string): FieldValue =>
  type === 'checkbox' ? /^(1|true|on|yes)$/.test(text) : text
