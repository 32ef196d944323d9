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

/** What no one has typed of a plan that is not saved. */
const unsavedPlan = { max_users: null, max_sites: null, organizations: 0, created_at: '' }

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

/** What the database takes as the id of a plan. */
export const isPlanId = (id: string) => /^[a-z][a-z0-9_]{0,39}$/.test(id)

/** The cells of a plan that begins as a copy of another: offered to nobody until somebody says so. */
export function copyOfPlan(shown: Cells, source: string, plan_id: string, name: string, sort: number): Cells {
  const ofSource = [...shown].filter(([cell]) => cellOf(cell).plan_id === source)
  return new Map(
    ofSource.map(([cell, values]) => {
      const own = values && 'name' in values ? { ...values, name, sort, public: false, archived: false } : values
      return [nameOf({ ...cellOf(cell), plan_id }), own]
    }),
  )
}

/** Plans that were typed and that the database does not have. */
export const newPlansOf = (saved: Cells, typed: Cells): Plan[] =>
  [...typed].flatMap(([cell, values]) =>
    values && 'name' in values && !saved.has(cell)
      ? [{ ...values, ...unsavedPlan, id: cellOf(cell).plan_id, plan_id: cellOf(cell).plan_id }]
      : [],
  )

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
