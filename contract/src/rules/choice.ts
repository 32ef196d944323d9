import type { Rule } from './rule.ts'

/** Rule of select and radio: one of the options. */
export const checkChoice: Rule = (field, given) =>
  field.options?.some((option) => option.value === given) ? undefined : { code: 'option' }

/** Rule of multiselect: some of the options, each once. */
export const checkChoices: Rule = ({ options = [], minChoices, maxChoices }, given) => {
  if (!Array.isArray(given) || new Set(given).size < given.length) return { code: 'type' }
  const known = new Set<unknown>(options.map(({ value }) => value))
  if (!given.every((value) => known.has(value))) return { code: 'option' }
  if (minChoices !== undefined && given.length < minChoices) return { code: 'tooFew', bound: minChoices }
  return maxChoices !== undefined && given.length > maxChoices ? { code: 'tooMany', bound: maxChoices } : undefined
}

/** Rule of checkbox and consent: ticked. */
export const checkTick: Rule = (_field, value) => (value === true ? undefined : { code: 'type' })
