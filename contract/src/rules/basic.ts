import { checkChoice, checkTick } from './choice.ts'
import { checkNumber } from './number.ts'
import type { Rule } from './rule.ts'
import { checkText } from './text.ts'

/**
 * Rule of what most forms are made of, without patterns and steps: text, textarea, email, tel, url, hidden, number,
 * select, radio and checkbox. Small, for an embed that draws nothing else yet; the endpoint asks all rules.
 */
export const checkBasic: Rule = (field, value) => {
  const { type, options } = field
  const rule = options ? checkChoice : type === 'number' ? checkNumber : type === 'checkbox' ? checkTick : checkText
  return rule(field, value)
}
