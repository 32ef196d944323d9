/**
 * Which fields and steps are shown: one function, run by the SDK on every change and by the endpoint before it checks
 * and stores. What is not shown is neither required nor stored. No zod in this file.
 */

import type { Field, Payload } from './fields.ts'
import { isEmpty, trimmed } from './rules/rule.ts'

/**
 * What a test may ask of a field's answer. `equals` and `differs` compare with `value`; `includes` and `excludes` ask for
 * one ticked option; `atLeast` and `atMost` compare numbers. A field without an answer differs from everything, includes
 * nothing, and is neither at least nor at most anything.
 */
export const operators = [
  'answered',
  'empty',
  'equals',
  'differs',
  'includes',
  'excludes',
  'atLeast',
  'atMost',
] as const
export type Operator = (typeof operators)[number]

/** One question about the answer to an earlier field. `value` belongs to all operators but `answered` and `empty`. */
export type Test = {
  field: string
  is: Operator
  value?: string | number | boolean | undefined
}

/** All of some tests, or any of them. */
export type Condition = { all: Test[]; any?: undefined } | { any: Test[]; all?: undefined }

/** A page of a form: some of its fields, by key, in the form's order. */
export type Step = {
  key: string
  title: string
  description?: string | undefined
  fields: string[]
  /** Asks about fields of earlier steps. */
  showIf?: Condition | undefined
}

/** What a widget asks. Without steps, all fields are on one page. */
export interface Questions {
  fields: readonly Field[]
  steps?: readonly Step[] | undefined
}

function passes({ is, value }: Test, given: unknown): boolean {
  if (is === 'answered' || is === 'empty') return isEmpty(given) === (is === 'empty')
  if (is === 'equals' || is === 'differs') return (given === value) === (is === 'equals')
  if (is === 'includes' || is === 'excludes') {
    return (Array.isArray(given) && given.includes(value)) === (is === 'includes')
  }
  if (typeof given !== 'number' || typeof value !== 'number') return false
  return is === 'atLeast' ? given >= value : given <= value
}

function holds(condition: Condition | undefined, answers: ReadonlyMap<string, unknown>): boolean {
  if (!condition) return true
  const test = (one: Test) => passes(one, answers.get(one.field))
  return condition.all ? condition.all.every(test) : condition.any.some(test)
}

/** The fields and steps that are shown for some answers. A step is shown while at least one of its fields is. */
export interface Shown {
  fields: Field[]
  steps: Step[]
}

/**
 * What is shown when `payload` has been entered. One pass in the order of the form: a condition sees the answers to shown
 * fields that come before it and no others, so there are no circles, and hidden answers never show anything.
 */
export function shownOf({ fields, steps }: Questions, payload: Payload): Shown {
  const answers = new Map<string, unknown>()
  const shown: Shown = { fields: [], steps: [] }
  const show = (field: Field) => {
    if (!holds(field.showIf, answers)) return
    shown.fields.push(field)
    if (Object.hasOwn(payload, field.key)) answers.set(field.key, trimmed(payload[field.key]))
  }
  if (!steps) {
    fields.forEach(show)
    return shown
  }
  for (const step of steps) {
    const before = shown.fields.length
    if (holds(step.showIf, answers)) for (const field of fields) if (step.fields.includes(field.key)) show(field)
    if (shown.fields.length > before) shown.steps.push(step)
  }
  return shown
}

/** A payload without the answers to fields that are not shown. Keys that no field owns stay, to be refused. */
export function keepShown(questions: Questions, payload: Payload): Payload {
  const shown = new Set(shownOf(questions, payload).fields)
  const hidden = new Set(questions.fields.filter((field) => !shown.has(field)).map(({ key }) => key))
  // fromEntries defines members: a key such as __proto__ stays a key.
  return Object.fromEntries(Object.entries(payload).filter(([key]) => !hidden.has(key)))
}
