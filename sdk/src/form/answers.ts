import type { FieldProblem } from '@lapel/contract/errors'
import type { Field } from '@lapel/contract/fieldRules'
import { checkBasic } from '@lapel/contract/rules/basic'
import { applyRule } from '@lapel/contract/rules/rule'
import type { FieldValue } from '../../lapel.d.ts'
import type { Check, FieldType } from '../fields/field.ts'
import { english, type Strings } from '../strings.ts'

/** What was entered, by the key of the field. */
export type Answers = ReadonlyMap<string, FieldValue>
/** Messages by the key of the field. */
export type FieldErrors = ReadonlyMap<string, string>

/** The answers, and what they are read with; null before it is known. */
interface Answered {
  answers: Answers
  parts: { fields: Readonly<Record<string, FieldType>>; strings: Strings } | null
}

function toPayloadValue(field: Field, { answers, parts }: Answered): unknown {
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
const collect = <Found>(fields: readonly Field[], read: (field: Field) => Found | undefined) =>
  fields
    .map((field) => [field.key, read(field)] as const)
    .filter((found): found is [string, Found] => found[1] !== undefined)

/** The payload: trimmed, numbers as numbers, empty fields left out. */
export function toPayload(fields: readonly Field[], answered: Answered): Record<string, unknown> {
  return Object.fromEntries(collect(fields, (field) => toPayloadValue(field, answered)))
}

/** The rules of the fields that the runtime draws itself. */
const checkSimple: Check = (field, value) => applyRule(checkBasic, field, value)

/** The messages for the fields whose answers break a rule. */
export function findErrors(fields: readonly Field[], answered: Answered): FieldErrors {
  const strings = answered.parts?.strings ?? (english as Strings)
  const { rules, requiredTick } = strings
  const findError = (field: Field) => {
    const check = answered.parts?.fields[field.type]?.check ?? checkSimple
    const { code, bound } = check(field, toPayloadValue(field, answered), answered.answers.get(field.key)) ?? {}
    if (code === 'required' && field.type === 'checkbox') return requiredTick
    const key = code === 'required' && field.options ? 'option' : code
    // The rules of lazy fields have their words among the other words of those fields.
    return key && `${(rules as Readonly<Record<string, string>>)[key] ?? strings[key]}`.replace('#', `${bound}`)
  }
  return new Map(collect(fields, findError))
}

/** The server's problems by field; they are about rules that this build does not know, so the words are the server's. */
export function placeProblems(fields: readonly Field[], problems: readonly FieldProblem[]): FieldErrors {
  return new Map(collect(fields, ({ key }) => problems.find(({ pointer }) => pointer === `/payload/${key}`)?.detail))
}

/** A value that the page gives, which is text, as the field holds it. */
export const readGivenValue = ({ type }: Field, text: string): FieldValue =>
  type === 'checkbox' ? /^(1|true|on|yes)$/.test(text) : text
