import type { Field } from '../fields.ts'

/** Why `checkBasic` and `applyRule` refuse a value. */
export type BasicRuleCode =
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

/** Why a value is refused. The SDK words it in the visitor's language, the endpoint in English. */
export type RuleCode =
  | BasicRuleCode
  | 'step'
  | 'tooFew'
  | 'tooMany'
  | 'date'
  | 'time'
  | 'tooEarly'
  | 'tooLate'
  | 'letters'
  | 'digits'
  | 'alphanumeric'
  | 'postcode'
  | 'unknownField'

/** A rule that a value breaks. */
export interface Breach {
  code: RuleCode
  /** The bound that was missed: a number, or the date or time as the config writes it. */
  bound?: number | string
  /** The config's own sentence for it. */
  message?: string | undefined
}

/** The first rule of its type that a value breaks. Asked only about values that are there. */
export type Rule = (field: Field, value: unknown) => Breach | undefined

export interface RuleViolation extends Breach {
  key: string
}

/** A value as it counts: whitespace around text does not. */
export const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value)

/** Whether a {@link trimmed} value is no answer: nothing, blanks, a box without its tick, an empty list. */
export const isEmpty = (given: unknown): boolean =>
  Array.isArray(given) ? !given.length : !given && typeof given !== 'number'

/** Asks one field's rule. */
export function applyRule(rule: Rule, field: Field, value: unknown): RuleViolation | undefined {
  const given = trimmed(value)
  const missing: Breach | undefined = field.required ? { code: 'required' } : undefined
  const breach = isEmpty(given) ? missing : rule(field, given)
  return breach && { key: field.key, ...breach }
}
