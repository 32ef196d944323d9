import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Condition, keepShown, operators, type Questions, shownOf, type Test } from './branching.ts'
import type { Field, Payload } from './fields.ts'
import { judgeAnswers } from './fileRules.ts'

const text = (key: string, showIf?: Condition): Field => ({ key, type: 'text', label: key, required: true, showIf })
const asks = (field: string, is: Test['is'], value?: Test['value']): Condition => ({ all: [{ field, is, value }] })
const keysOf = (questions: Questions, payload: Payload) => shownOf(questions, payload).fields.map(({ key }) => key)

test.each<[Test['is'], Test['value'], unknown, boolean]>([
  ['answered', undefined, ' ', false],
  ['answered', undefined, 0, true],
  ['empty', undefined, [], true],
  ['empty', undefined, false, true],
  ['equals', 'a', ' a ', true],
  ['equals', 3, '3', false],
  ['equals', true, true, true],
  ['differs', 'a', 'b', true],
  ['differs', 'a', undefined, true],
  ['includes', 'a', ['b', 'a'], true],
  ['includes', 'a', 'a', false],
  ['excludes', 'a', ['b'], true],
  ['excludes', 'a', undefined, true],
  ['atLeast', 3, 3, true],
  ['atLeast', 3, 2.9, false],
  ['atLeast', 3, '9', false],
  ['atMost', 3, 3, true],
  ['atMost', 3, undefined, false],
])('%s %j of %j is %s', (is, value, given, expected) => {
  const questions = { fields: [text('a'), text('b', asks('a', is, value))] }
  expect(keysOf(questions, { a: given }).includes('b')).toBe(expected)
})

test('any of some tests is enough where a condition says so', () => {
  const either: Condition = {
    any: [
      { field: 'a', is: 'equals', value: 'x' },
      { field: 'a', is: 'equals', value: 'y' },
    ],
  }
  const questions = { fields: [text('a'), text('b', either)] }
  expect(['x', 'y', 'z'].map((a) => keysOf(questions, { a }).length)).toEqual([2, 2, 1])
})

describe('what is not shown', () => {
  const chain = { fields: [text('a'), text('b', asks('a', 'answered')), text('c', asks('b', 'answered'))] }

  test('is not required, not stored, and shows nothing further', () => {
    expect(judgeAnswers(chain, { b: '1', c: '2' })).toMatchObject({
      payload: {},
      findings: [{ key: 'a', code: 'required' }],
    })
    expect(judgeAnswers(chain, { a: '0', b: '1', c: '2' })).toEqual({
      payload: { a: '0', b: '1', c: '2' },
      findings: [],
    })
    expect(judgeAnswers(chain, { a: '0', c: '2' })).toMatchObject({
      payload: { a: '0' },
      findings: [{ key: 'b', code: 'required' }],
    })
  })

  test('may be a whole step', () => {
    const steps = [
      { key: 'one', title: 'One', fields: ['a'] },
      { key: 'two', title: 'Two', fields: ['b', 'c'], showIf: asks('a', 'equals', 'more') },
    ]
    const questions = { fields: [text('a'), text('b'), text('c')], steps }
    expect(shownOf(questions, { a: 'no' }).steps.map(({ key }) => key)).toEqual(['one'])
    expect(shownOf(questions, { a: 'more' }).steps.map(({ key }) => key)).toEqual(['one', 'two'])
    expect(judgeAnswers(questions, { a: 'no', b: 'x' })).toEqual({ payload: { a: 'no' }, findings: [] })
  })

  test('is not what no field owns: that is refused', () => {
    expect(judgeAnswers(chain, { a: '1', b: '1', c: '1', d: '1' }).findings).toMatchObject([
      { key: 'd', code: 'unknownField' },
    ])
  })
})

const key = fc.constantFrom('a', 'b', 'c', 'd', 'constructor', 'toString', '__proto__')
const value = fc.option(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { nil: undefined })
const tests = fc.array(fc.record({ field: key, is: fc.constantFrom(...operators), value }), {
  minLength: 1,
  maxLength: 3,
})
const condition: fc.Arbitrary<Condition | undefined> = fc.option(
  fc.oneof(
    tests.map((all) => ({ all })),
    tests.map((any) => ({ any })),
  ),
  { nil: undefined },
)
// No schema has seen these: conditions may ask about themselves and in circles, steps may miss fields.
const anyQuestions: fc.Arbitrary<Questions> = fc.record({
  fields: fc.uniqueArray(
    fc.tuple(key, condition).map(([name, showIf]) => text(name, showIf)),
    { selector: (field) => field.key },
  ),
  steps: fc.option(
    fc.array(fc.record({ key, title: fc.constant('T'), fields: fc.array(key), showIf: condition }), { maxLength: 3 }),
    { nil: undefined },
  ),
})
const payload = fc.dictionary(fc.oneof(key, fc.string()), fc.anything(), { noNullPrototype: true })

test('any questions and any answers come to an end, and judging twice changes nothing', () => {
  fc.assert(
    fc.property(anyQuestions, payload, (questions, entered) => {
      const kept = keepShown(questions, entered)
      expect(keepShown(questions, kept)).toEqual(kept)
      expect(judgeAnswers(questions, kept)).toEqual(judgeAnswers(questions, entered))
      const shown = new Set(keysOf(questions, entered))
      const owned = new Set(questions.fields.map((field) => field.key))
      for (const name of Object.keys(kept)) expect(shown.has(name) || !owned.has(name)).toBe(true)
      for (const { key: missing, code } of judgeAnswers(questions, entered).findings) {
        if (code === 'required') expect(shown).toContain(missing)
      }
    }),
  )
})

test('what every object inherits is no answer, and a payload stays a plain object', () => {
  const questions = { fields: [text('toString'), text('b', asks('toString', 'answered'))] }
  expect(keysOf(questions, {})).toEqual(['toString'])
  const kept = keepShown({ fields: [] }, JSON.parse('{"__proto__": {"admin": true}}'))
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype)
  expect(Object.keys(kept)).toEqual(['__proto__'])
})
