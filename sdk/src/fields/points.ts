import type { Field } from '@lapel/contract/fieldRules'
import { checkPoint, pointsOf } from '@lapel/contract/rules/number'
import { applyRule } from '@lapel/contract/rules/rule'
import type { Refusal } from './field.ts'

/** The points of a rating or a scale, from the lowest to the highest. */
export function listPoints(field: Field): number[] {
  const [low, high] = pointsOf(field)
  return Array.from({ length: high - low + 1 }, (_, index) => low + index)
}

/** A missing point is asked for in the words of a choice. */
export const checkChosen = (field: Field, value: unknown): Refusal | undefined =>
  applyRule(checkPoint, field, value) && { code: 'option' }
