import type { FieldProblem } from '@lapel/contract/errors'
import type { Field } from '@lapel/contract/fieldRules'
import { checkBasic } from '@lapel/contract/rules/basic'
import { applyRule, type BasicRuleCode } from '@lapel/contract/rules/rule'
import type { FieldValue } from '../../lapel.d.ts'
import type { Strings } from '../strings.ts'

/** What was entered, by the key of the field. */
export type Answers = ReadonlyMap<string, FieldValue>
/** Messages by the key of the field. */
export type FieldErrors = ReadonlyMap<string, string>

function toPayloadValue({ key, type }: Field, answers: Answers): unknown {
  const value = answers.get(key)
  if (type === 'checkbox') return value || undefined
  const text = String(value ?? '').trim()
  // What is not a number stays text, so that the rule for numbers can say so.
  return type === 'number' && Number.isFinite(+text) && text ? +text : text || undefined
}

/** What `read` finds for each field, without the fields where it finds nothing. */
const collect = <Found>(fields: readonly Field[], read: (field: Field) => Found | undefined) =>
  fields
    .map((field) => [field.key, read(field)] as const)
    .filter((found): found is [string, Found] => found[1] !== undefined)

/** The payload: trimmed, numbers as numbers, empty fields left out. */
export function toPayload(fields: readonly Field[], answers: Answers): Record<string, unknown> {
  return Object.fromEntries(collect(fields, (field) => toPayloadValue(field, answers)))
}

/** The message for one field, or undefined where its answer keeps the rules. */
export function findError(field: Field, answers: Answers, { rules, requiredTick }: Strings): string | undefined {
  const { code, bound } = applyRule(checkBasic, field, toPayloadValue(field, answers)) ?? {}
  if (code === 'required' && field.type === 'checkbox') return requiredTick
  return (
    code && rules[code === 'required' && field.options ? 'option' : (code as BasicRuleCode)].replace('#', `${bound}`)
  )
}

/** The messages for all fields. */
export function findErrors(fields: readonly Field[], answers: Answers, strings: Strings): FieldErrors {
  return new Map(collect(fields, (field) => findError(field, answers, strings)))
}

/** The server's problems by field; they are about rules that this build does not know, so the words are the server's. */
export function placeProblems(fields: readonly Field[], problems: readonly FieldProblem[]): FieldErrors {
  return new Map(collect(fields, ({ key }) => problems.find(({ pointer }) => pointer === `/payload/${key}`)?.detail))
}
