import type { Field } from '@lapel/contract/fieldRules'
import type { FieldValue } from '../../../lapel.d.ts'
import type { Refusal } from '../field.ts'
import { uploads } from './upload.ts'

/** What stands in the answers, without tokens of files that an earlier page had. */
export const listFiles = (value: FieldValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item: string) => item[0] !== '#' || uploads.has(item)) : []

/** The ids of the files that are there. */
export function toPayload(value: FieldValue | undefined): readonly string[] | undefined {
  const ids = listFiles(value).map((item) => (item[0] === '#' ? uploads.get(item)?.id : item))
  const known = ids.filter((id) => id !== undefined)
  return known.length ? known : undefined
}

/** Nothing is sent without the files that the visitor has chosen. */
export function check(field: Field, _value: unknown, entered: FieldValue | undefined): Refusal | undefined {
  const files = listFiles(entered)
  const states = files.map((item) => uploads.get(item)?.state)
  if (states.includes('failed')) return { code: 'fileFailed' }
  if (states.includes('sending')) return { code: 'fileSending' }
  return field.required && !files.length ? { code: 'fileMissing' } : undefined
}
