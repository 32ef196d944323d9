import type { Enforcement } from '@lapel/contract/limits'
import type { PlanFeature } from '../../planFeatures/row.ts'
import type { PlanLimit } from '../../planLimits/row.ts'
import type { Plan } from '../row.ts'

export type Kind = 'plan' | 'limit' | 'feature'

export interface LimitValues {
  limit_value: number
  enforcement: Enforcement
  grace_amount: number
}

export interface FeatureValues {
  enabled: boolean
  limit_value: number | null
}

export type PlanValues = Pick<Plan, 'name' | 'price' | 'currency' | 'interval' | 'sort' | 'public' | 'archived'>

/** What a cell holds; null where the database has no row, which for a limit means unlimited. */
export type Values = LimitValues | FeatureValues | PlanValues | null

/** A cell of the matrix; a plan itself has no key. */
export interface Cell {
  kind: Kind
  plan_id: string
  key: string | null
}

export interface PlanChange extends Cell {
  before: Values
  after: Values
}

export type Cells = ReadonlyMap<string, Values>

/** `kind/plan/key`, as the database names a cell that clashes. */
export const nameOf = ({ kind, plan_id, key }: Cell) => [kind, plan_id, key].filter((part) => part !== null).join('/')

export function cellOf(name: string): Cell {
  const [kind, plan_id = '', key = null] = name.split('/')
  return { kind: kind as Kind, plan_id, key }
}

/** Whether two cells hold the same, in whatever order they name it. */
function isSame(one: Values, other: Values): boolean {
  if (one === null || other === null) return one === other
  const others = new Map(Object.entries(other))
  return Object.entries(one).every(([name, value]) => others.get(name) === value)
}

/** Every cell as the database has it. */
export function cellsOf(plans: readonly Plan[], limits: readonly PlanLimit[], features: readonly PlanFeature[]): Cells {
  return new Map<string, Values>([
    ...plans.map(({ plan_id, name, price, currency, interval, sort, public: offered, archived }): [string, Values] => [
      nameOf({ kind: 'plan', plan_id, key: null }),
      { name, price, currency, interval, sort, public: offered, archived },
    ]),
    ...limits.map(({ plan_id, limit_type, limit_value, enforcement, grace_amount }): [string, Values] => [
      nameOf({ kind: 'limit', plan_id, key: limit_type }),
      { limit_value, enforcement, grace_amount },
    ]),
    ...features.map(({ plan_id, feature_key, enabled, limit_value }): [string, Values] => [
      nameOf({ kind: 'feature', plan_id, key: feature_key }),
      { enabled, limit_value },
    ]),
  ])
}

/** What was typed and differs from what the database has. */
export function changesOf(saved: Cells, typed: Cells): PlanChange[] {
  return [...typed].flatMap(([name, after]) => {
    const before = saved.get(name) ?? null
    return isSame(before, after) ? [] : [{ ...cellOf(name), before, after }]
  })
}

/** What takes changes back; undefined where a row was made that the database never removes. */
export function inverseOf(changes: readonly PlanChange[]): PlanChange[] | undefined {
  if (changes.some(({ kind, before }) => before === null && kind !== 'limit')) return undefined
  return changes.map((change) => ({ ...change, before: change.after, after: change.before }))
}

const wholeNumber = (value: number | null) => value === null || (Number.isInteger(value) && value >= 0 && value < 1e9)

/** Whether the database would take it. */
export function isValid({ after }: PlanChange): boolean {
  if (after === null) return true
  if ('name' in after) return after.name.trim() !== '' && wholeNumber(after.price) && Number.isInteger(after.sort)
  return wholeNumber(after.limit_value) && (!('grace_amount' in after) || wholeNumber(after.grace_amount))
}
