/**
 * The fields of widgets as plain types: no zod, so that the SDK may import this. The schema is in widgets/schema/field.ts,
 * the rules are in rules/ and fieldRules.ts.
 */

import type { Condition } from './branching.ts'
import type { FileType } from './fileRules.ts'
import type { RichText } from './richText.ts'
import type { Pattern } from './rules/pattern.ts'

export const fieldTypes = [
  'text',
  'email',
  'tel',
  'url',
  'number',
  'textarea',
  'select',
  'radio',
  'multiselect',
  'checkbox',
  'consent',
  'date',
  'time',
  'rating',
  'scale',
  'slider',
  'file',
  'hidden',
] as const
export type FieldType = (typeof fieldTypes)[number]

/** One choice: `value` is stored, `label` is shown. */
export type Option = {
  value: string
  label: string
}

/** What every field has. */
type Common = {
  /** Key of the value in the payload. */
  key: string
  label: string
  help?: string | undefined
  required?: boolean | undefined
  /** Shown, required and stored only while this holds. It asks about fields that come earlier. */
  showIf?: Condition | undefined
  /** The parameter of the page's address that fills the field in. */
  parameter?: string | undefined
}

type Typed = {
  placeholder?: string | undefined
  /** A token of the HTML Standard's `autocomplete`. */
  autocomplete?: string | undefined
}

/** Lengths count Unicode code points. */
type Lengths = {
  minLength?: number | undefined
  maxLength?: number | undefined
}

interface Own {
  /** `patternMessage` is said in place of the general sentence where `pattern` refuses an answer. */
  text: Typed & Lengths & { pattern?: Pattern | undefined; patternMessage?: string | undefined }
  textarea: Typed & Lengths
  email: Typed & Lengths
  tel: Typed & Lengths
  url: Typed & Lengths
  /** A number that is `min` (0 without one) plus a multiple of `step`. */
  number: Typed & { min?: number | undefined; max?: number | undefined; step?: number | undefined }
  select: Typed & { options: Option[] }
  radio: { options: Option[] }
  /** A group of checkboxes; the value is the list of ticked options. */
  multiselect: { options: Option[]; minChoices?: number | undefined; maxChoices?: number | undefined }
  checkbox: unknown
  /** A checkbox beside a statement with links. */
  consent: { text?: RichText | undefined }
  /** ISO 8601 dates, for example 2026-11-21; bounds are included. */
  date: Typed & { earliest?: string | undefined; latest?: string | undefined }
  /** Times of day, for example 09:30; bounds are included. */
  time: { earliest?: string | undefined; latest?: string | undefined }
  /** Stars from 1 to `max` (5). */
  rating: { max?: number | undefined }
  /** Whole numbers from `min` (0) to `max` (10), with words for both ends. */
  scale: {
    min?: number | undefined
    max?: number | undefined
    lowLabel?: string | undefined
    highLabel?: string | undefined
  }
  slider: { min: number; max: number; step?: number | undefined; unit?: string | undefined }
  /** Rules in fileRules.ts: allowed types, largest size in bytes, and how many files (1). */
  file: { types: FileType[]; maxBytes?: number | undefined; maxFiles?: number | undefined }
  /** Not shown: filled by the page, by an address parameter, or always `value`. */
  hidden: { value?: string | undefined; maxLength?: number | undefined }
}

type KeyOfAny = { [Type in FieldType]: keyof Own[Type] }[FieldType]
// What a type does not have may be read, and is undefined: code for several types need not ask which one it has.
type Absent<Type extends FieldType> = { [Key in Exclude<KeyOfAny, keyof Own[Type]>]?: undefined }

/** A field of one type. */
export type FieldOf<Type extends FieldType> = Type extends FieldType
  ? { type: Type } & Common & Own[Type] & Absent<Type>
  : never

/** A field of any type, told apart by `type`. */
export type Field = FieldOf<FieldType>

/** What a visitor entered: text for most fields, true for a tick, a number, or the list of ticked options or uploads. */
export type FieldValue = string | number | boolean | string[] | null
export type Payload = Record<string, unknown>
