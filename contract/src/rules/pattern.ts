import type { Rule } from './rule.ts'
import { checkText } from './text.ts'

/** Shapes that a text field may ask for. A closed set: an expression of a tenant's own could take for ever. */
export const patterns = ['letters', 'digits', 'alphanumeric', 'postcode'] as const
export type Pattern = (typeof patterns)[number]

const shapes: Record<Pattern, RegExp> = {
  letters: /^[\p{L}\p{M} .'’-]+$/u,
  digits: /^\d+$/,
  alphanumeric: /^[\p{L}\p{M}\p{N}]+$/u,
  postcode: /^[a-z\d][a-z\d -]{1,10}$/i,
}

/** Rule of text with a `pattern`. */
export const checkPatterned: Rule = (field, value) => {
  const { pattern, patternMessage: message } = field
  const breach = checkText(field, value)
  return breach || !pattern || shapes[pattern].test(String(value)) ? breach : { code: pattern, message }
}
