import type { Rule } from './rule.ts'

/** Rule of number, without its step. */
export const checkNumber: Rule = (field, value) => {
  const { min, max } = field
  if (typeof value !== 'number' || !Number.isFinite(value)) return { code: 'number' }
  if (min !== undefined && value < min) return { code: 'tooSmall', bound: min }
  return max !== undefined && value > max ? { code: 'tooLarge', bound: max } : undefined
}

// Steps such as 0.1 are no binary fractions: what is a step but for the last digits is one.
function isOnStep(value: number, from: number, step: number): boolean {
  const steps = (value - from) / step
  return Math.abs(steps - Math.round(steps)) <= 1e-9 * Math.max(1, Math.abs(steps))
}

/** Rule of number and slider. */
export const checkStepped: Rule = (field, value) => {
  const { min = 0, step } = field
  const breach = checkNumber(field, value)
  return breach || step === undefined || isOnStep(Number(value), min, step) ? breach : { code: 'step', bound: step }
}

/** The lowest and the highest point of a rating or a scale. */
export function pointsOf({ type, min, max }: Parameters<Rule>[0]): [low: number, high: number] {
  return type === 'rating' ? [1, max ?? 5] : [min ?? 0, max ?? 10]
}

/** Rule of rating and scale: one of their points. */
export const checkPoint: Rule = (field, value) => {
  const [low, high] = pointsOf(field)
  return Number.isInteger(value) && low <= Number(value) && Number(value) <= high ? undefined : { code: 'option' }
}
