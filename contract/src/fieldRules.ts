/**
 * Validation rules of form fields: one implementation, run by the SDK before sending and by the endpoint before storing.
 * Pure functions over plain data, no zod: the SDK's size depends on it.
 */

import type { FileType } from './fileRules.ts'

export const fieldTypes = [
  'text',
  'email',
  'tel',
  'url',
  'number',
  'textarea',
  'select',
  'radio',
  'checkbox',
  'file',
] as const
export type FieldType = (typeof fieldTypes)[number]

/** A field of a form as the config describes it. Lengths count Unicode code points. */
export interface Field {
  /** Key of the value in the payload. */
  key: string
  type: FieldType
  label: string
  help?: string | undefined
  placeholder?: string | undefined
  autocomplete?: string | undefined
  required?: boolean | undefined
  minLength?: number | undefined
  maxLength?: number | undefined
  min?: number | undefined
  max?: number | undefined
  options?: { value: string; label: string }[] | undefined
  /** Of a file field, whose rules are in fileRules.ts: largest size, allowed types, and how many files (1). */
  maxBytes?: number | undefined
  types?: FileType[] | undefined
  maxFiles?: number | undefined
}

/** Why a value is refused. The SDK words it in the visitor's language, the endpoint in English. */
export type RuleCode =
  | 'required'
  | 'type'
  | 'email'
  | 'url'
  | 'tel'
  | 'number'
  | 'tooShort'
  | 'tooLong'
  | 'tooSmall'
  | 'tooLarge'
  | 'option'
  | 'unknownField'

export interface RuleViolation {
  key: string
  code: RuleCode
  /** The bound that was missed, for `tooShort`, `tooLong`, `tooSmall` and `tooLarge`. */
  bound?: number
}

/** What a visitor entered: text for most fields, a boolean for a checkbox, a number for a number field. */
export type FieldValue = string | number | boolean | null
export type Payload = Record<string, unknown>

/** Longest accepted text where the config sets no `maxLength`, in code points. */
export const defaultMaxLength = { text: 500, textarea: 5000 } as const

// The HTML Standard's definition of a valid e-mail address, plus a required dot in the domain.
const email = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i
const tel = /^\+?[\d\s().-]{5,32}$/

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '' || value === false

const codePoints = (text: string): number => [...text].length

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}

function checkNumber(field: Field, value: unknown): Omit<RuleViolation, 'key'> | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { code: 'number' }
  if (field.min !== undefined && value < field.min) return { code: 'tooSmall', bound: field.min }
  if (field.max !== undefined && value > field.max) return { code: 'tooLarge', bound: field.max }
  return undefined
}

function checkText(field: Field, value: unknown): Omit<RuleViolation, 'key'> | undefined {
  if (typeof value !== 'string') return { code: 'type' }
  const length = codePoints(value)
  const longest = field.maxLength ?? (field.type === 'textarea' ? defaultMaxLength.textarea : defaultMaxLength.text)
  if (field.minLength !== undefined && length < field.minLength) return { code: 'tooShort', bound: field.minLength }
  if (length > longest) return { code: 'tooLong', bound: longest }
  if (field.type === 'email' && !email.test(value)) return { code: 'email' }
  if (field.type === 'url' && !isWebAddress(value)) return { code: 'url' }
  if (field.type === 'tel' && !tel.test(value)) return { code: 'tel' }
  return undefined
}

/** The first rule that `value` breaks, or undefined. Whitespace around text does not count as an answer. */
export function checkField(field: Field, value: unknown): RuleViolation | undefined {
  const given = typeof value === 'string' ? value.trim() : value
  if (isEmpty(given)) return field.required ? { key: field.key, code: 'required' } : undefined
  let found: Omit<RuleViolation, 'key'> | undefined
  if (field.type === 'checkbox') found = given === true ? undefined : { code: 'type' }
  else if (field.type === 'number') found = checkNumber(field, given)
  else if (field.options) found = field.options.some((o) => o.value === given) ? undefined : { code: 'option' }
  else found = checkText(field, given)
  return found && { key: field.key, ...found }
}

/** Every violation of a payload, fields in the config's order, then keys that no field owns. */
export function checkPayload(fields: readonly Field[], payload: Payload): RuleViolation[] {
  const known = new Set(fields.map((field) => field.key))
  const violations: RuleViolation[] = []
  for (const field of fields) {
    const violation = checkField(field, Object.hasOwn(payload, field.key) ? payload[field.key] : undefined)
    if (violation) violations.push(violation)
  }
  for (const key of Object.keys(payload)) if (!known.has(key)) violations.push({ key, code: 'unknownField' })
  return violations
}

/** The English sentence for a violation, as the endpoint answers it. */
export function describeViolation({ code, bound }: RuleViolation): string {
  const sentences: Record<RuleCode, string> = {
    required: 'This field is required.',
    type: 'This is not a value of the right kind.',
    email: 'This is not an e-mail address.',
    url: 'This is not a web address that starts with http:// or https://.',
    tel: 'This is not a telephone number.',
    number: 'This is not a number.',
    tooShort: `At least ${bound} characters are needed.`,
    tooLong: `At most ${bound} characters are allowed.`,
    tooSmall: `The smallest allowed value is ${bound}.`,
    tooLarge: `The largest allowed value is ${bound}.`,
    option: 'This is not one of the choices.',
    unknownField: 'The form has no such field.',
  }
  return sentences[code]
}
