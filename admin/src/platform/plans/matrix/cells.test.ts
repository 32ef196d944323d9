import { describe, expect, it } from 'vitest'
import {
  cellOf,
  changesOf,
  copyOfPlan,
  inverseOf,
  isPlanId,
  isValid,
  nameOf,
  newPlansOf,
  type PlanChange,
  type Values,
} from './cells.ts'

const ten: Values = { limit_value: 10, enforcement: 'hard', grace_amount: 0 }
const twelve: Values = { ...ten, limit_value: 12 }
const users: PlanChange = { kind: 'limit', plan_id: 'team', key: 'users', before: ten, after: twelve }

describe('the name of a cell', () => {
  it.each([users, { ...users, kind: 'plan' as const, key: null }])('leads back to it', (cell) => {
    expect(cellOf(nameOf(cell))).toEqual({ kind: cell.kind, plan_id: cell.plan_id, key: cell.key })
  })
})

describe('changes', () => {
  it('are what differs, whatever the order of its parts', () => {
    const saved = new Map([['limit/team/users', ten]])
    const turned = { grace_amount: 0, enforcement: 'hard', limit_value: 10 } as Values
    expect(changesOf(saved, new Map([['limit/team/users', turned]]))).toEqual([])
    expect(changesOf(saved, new Map([['limit/team/users', twelve]]))).toEqual([users])
  })

  it('begin and end with nothing where there is no row', () => {
    const saved = new Map([['limit/team/users', ten]])
    const typed = new Map<string, Values>([
      ['limit/team/users', null],
      ['limit/team/sites', ten],
      ['limit/free/sites', null],
    ])
    expect(changesOf(saved, typed)).toEqual([
      { ...users, after: null },
      { ...users, key: 'sites', before: null, after: ten },
    ])
  })
})

describe('a new plan', () => {
  const team = { name: 'Team', price: 1900, currency: 'EUR', interval: 'month', sort: 20, public: true, archived: true }
  const shown = new Map<string, Values>([
    ['plan/team', team as Values],
    ['limit/team/users', twelve],
    ['limit/free/users', ten],
  ])
  const copy = copyOfPlan(shown, 'team', 'crew', 'Crew', 30)

  it('begins as a copy of another one that is offered to nobody', () => {
    expect(copy).toEqual(
      new Map<string, Values>([
        ['plan/crew', { ...team, name: 'Crew', sort: 30, public: false, archived: false } as Values],
        ['limit/crew/users', twelve],
      ]),
    )
  })

  it('is new until the database has it', () => {
    expect(newPlansOf(shown, copy).map(({ plan_id, organizations }) => [plan_id, organizations])).toEqual([['crew', 0]])
    expect(newPlansOf(new Map([...shown, ...copy]), copy)).toEqual([])
  })

  it.each([
    ['crew_2', true],
    ['Crew', false],
    ['2crew', false],
    ['', false],
    [`a${'b'.repeat(40)}`, false],
  ])('may have the id %j: %s', (id, taken) => {
    expect(isPlanId(id)).toBe(taken)
  })
})

describe('the inverse', () => {
  it('ends where the changes began', () => {
    expect(inverseOf([users, { ...users, before: null }])).toEqual([
      { ...users, before: twelve, after: ten },
      { ...users, before: twelve, after: null },
    ])
  })

  it('is none for a feature that the plan did not name', () => {
    const feature = { kind: 'feature' as const, plan_id: 'team', key: 'webhooks' }
    expect(inverseOf([users, { ...feature, before: null, after: { enabled: true, limit_value: null } }])).toBe(
      undefined,
    )
  })
})

describe('a change that the database takes', () => {
  it.each([
    [twelve, true],
    [null, true],
    [{ ...ten, limit_value: -1 }, false],
    [{ ...ten, grace_amount: 0.5 }, false],
    [{ ...ten, limit_value: Number.NaN }, false],
    [{ enabled: true, limit_value: null }, true],
  ] as [Values, boolean][])('%j: %s', (after, valid) => {
    expect(isValid({ ...users, after })).toBe(valid)
  })
})
