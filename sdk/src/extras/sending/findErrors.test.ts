import type { Field } from '@lapel/contract/fieldRules'
import { expect, test } from 'vitest'
import { toPayload } from '../../form/answers.ts'
import { english } from './english.ts'
import { findErrors, placeProblems } from './findErrors.ts'

const fields: Field[] = [
  { key: 'name', type: 'text', label: 'Name', required: true },
  { key: 'seats', type: 'number', label: 'Seats', min: 1, max: 8 },
  { key: 'size', type: 'select', label: 'Size', required: true, options: [{ value: 's', label: 'Small' }] },
  { key: 'terms', type: 'checkbox', label: 'Terms', required: true },
]
const answers = (given: Record<string, string | boolean>) => ({ answers: new Map(Object.entries(given)), parts: null })
const [name, seats] = fields as [Field, Field]

test('the payload holds what was answered, trimmed, and numbers as numbers', () => {
  const given = answers({ name: ' Ada ', seats: ' 2.5 ', size: '', terms: false, gone: 'x' })
  expect(toPayload(fields, given)).toEqual({ name: 'Ada', seats: 2.5 })
})

test('what is no number is sent as the text it is, and refused as such', () => {
  const given = answers({ seats: '1,000' })
  expect(toPayload(fields, given)).toEqual({ seats: '1,000' })
  expect(findErrors([seats], given).get('seats')).toBe(english.rules.number)
})

test('every missing answer is asked for in the words of its kind', () => {
  expect([...findErrors(fields, answers({}))]).toEqual([
    ['name', english.rules.required],
    ['size', english.rules.option],
    ['terms', english.requiredTick],
  ])
})

test('bounds are named', () => {
  expect(findErrors([seats], answers({ seats: '0' })).get('seats')).toBe('Enter 1 or more.')
  const short = { ...name, type: 'text', maxLength: 2 } as Field
  expect(findErrors([short], answers({ name: 'Ada' })).get('name')).toBe('Enter at most 2 characters.')
})

test('problems of the server go to the fields they point at', () => {
  const problems = [
    { pointer: '/payload/size', code: 'option', detail: 'This is not one of the choices.' },
    { pointer: '/payload', code: 'size', detail: 'Too large.' },
  ]
  expect([...placeProblems(fields, problems)]).toEqual([['size', 'This is not one of the choices.']])
})

test('steps and patterns are asked for before the endpoint does, in words', () => {
  expect(findErrors([{ ...seats, step: 2 } as Field], answers({ seats: '4' })).get('seats')).toBe(
    'Enter a multiple of 2.',
  )
  const digits = { ...name, pattern: 'digits' } as Field
  expect(findErrors([digits], answers({ name: 'Ada' })).get('name')).toBe(english.rules.type)
  expect(findErrors([digits], answers({ name: '12' })).size).toBe(0)
  const worded = { ...digits, patternMessage: 'Only # digits, as on the card.', required: true } as Field
  expect(findErrors([worded], answers({ name: 'Ada' })).get('name')).toBe('Only # digits, as on the card.')
  expect(findErrors([worded], answers({ name: '' })).get('name')).toBe(english.rules.required)
})
