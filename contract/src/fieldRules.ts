/**
 * Validation rules of fields: one implementation, run by the SDK before sending and by the endpoint before storing.
 * Pure functions over plain data, no zod: the SDK's size depends on it. A caller that counts bytes gives
 * `applyRule` the rules of the types that it draws, from rules/.
 */

import type { Field, FieldType, Payload } from './fields.ts'
import { checkChoice, checkChoices, checkTick } from './rules/choice.ts'
import { checkDate } from './rules/date.ts'
import { checkPoint, checkStepped } from './rules/number.ts'
import { checkPatterned } from './rules/pattern.ts'
import { applyRule, type Breach, type Rule, type RuleCode, type RuleViolation } from './rules/rule.ts'
import { checkText } from './rules/text.ts'

export { type Field, type FieldOf, type FieldType, type FieldValue, fieldTypes, type Payload } from './fields.ts'
export type { RuleCode, RuleViolation } from './rules/rule.ts'
export { defaultMaxLength } from './rules/text.ts'

const rules: Record<Exclude<FieldType, 'file'>, Rule> = {
  textarea: checkText,
  email: checkText,
  tel: checkText,
  url: checkText,
  hidden: checkText,
  select: checkChoice,
  radio: checkChoice,
  checkbox: checkTick,
  consent: checkTick,
  text: checkPatterned,
  number: checkStepped,
  slider: checkStepped,
  rating: checkPoint,
  scale: checkPoint,
  multiselect: checkChoices,
  date: checkDate,
  time: checkDate,
}

/**
 * The first rule that `value` breaks, or undefined. Whitespace around text does not count as an answer. File fields have
 * rules of their own, in fileRules.ts: here a value of one is as wrong as can be.
 */
export function checkField(field: Field, value: unknown): RuleViolation | undefined {
  const rule = field.type === 'file' ? (): Breach => ({ code: 'type' }) : rules[field.type]
  return applyRule(rule, field, value)
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

/** The sentence for a violation, as the endpoint answers it: the config's own, else one in English. */
export function describeViolation({ code, bound, message }: RuleViolation): string {
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
    step: `The value must go in steps of ${bound}.`,
    option: 'This is not one of the choices.',
    tooFew: `At least ${bound} choices are needed.`,
    tooMany: `At most ${bound} choices are allowed.`,
    date: 'This is not a date like 2026-11-21.',
    time: 'This is not a time like 09:30.',
    tooEarly: `The earliest allowed value is ${bound}.`,
    tooLate: `The latest allowed value is ${bound}.`,
    letters: 'Only letters are allowed.',
    digits: 'Only digits are allowed.',
    alphanumeric: 'Only letters and digits are allowed.',
    postcode: 'This is not a postcode.',
    unknownField: 'The form has no such field.',
  }
  return message ?? sentences[code]
}
