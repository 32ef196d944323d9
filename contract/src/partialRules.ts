/** Rules of what a visitor has entered so far: types and lengths of what is there, and nothing about what is missing. */

import type { Field, Payload, RuleCode } from './fieldRules.ts'
import { checkAnswers, type FileRuleCode, type Finding } from './fileRules.ts'

// What a value may still become while somebody types.
const unfinished: ReadonlySet<string> = new Set<RuleCode | FileRuleCode>([
  'required',
  'email',
  'url',
  'tel',
  'tooShort',
  'tooSmall',
  'tooLarge',
])

/** Every rule that a partial payload breaks, in the order of {@link checkAnswers}. */
export const checkPartial = (fields: readonly Field[], payload: Payload): Finding[] =>
  checkAnswers(fields, payload).filter(({ code }) => !unfinished.has(code))
