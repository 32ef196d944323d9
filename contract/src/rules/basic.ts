import { checkChoice, checkTick } from './choice.ts'
import { checkStepped } from './number.ts'
import { checkPatterned } from './pattern.ts'
import type { Rule } from './rule.ts'

/**
 * Rule of what most forms are made of: text, textarea, email, tel, url, hidden, number, select, radio and checkbox. Small,
 * for an embed that draws nothing else yet; the endpoint asks all rules.
 */
export const checkBasic: Rule = (field, value) => {
  const { type, options } = field
  const rule = options
    ? checkChoice
    : type === 'number'
      ? checkStepped
      : type === 'checkbox'
        ? checkTick
        : checkPatterned
  return rule(field, value)
}
