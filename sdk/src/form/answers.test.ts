import type { Field } from '@lapel/contract/fieldRules'
import { expect, test } from 'vitest'
import { english } from '../strings.ts'
import { findError, findErrors, placeProblems, toPayload } from './answers.ts'

const fields: Field[] = [
  { key: 'name', type: 'text', label: 'Name', required: true },
  { key: 'seats', type: 'number', label: 'Seats', min: 1, max: 8 },
  { key: 'size', type: 'select', label: 'Size', required: true, options: [{ value: 's', label: 'Small' }] },
  { key: 'terms', type: 'checkbox', label: 'Terms', required: true },
]
const answers = (given: Record<string, string | boolean>) => new Map(Object.entries(given))
const [name, seats] = fields as [Field, Field]

test('the payload holds what was answered, trimmed, and numbers as numbers', () => {
  const given = answers({ name: ' Ada ', seats: ' 2.5 ', size: '', terms: false, gone: 'x' })
  expect(toPayload(fields, given)).toEqual({ name: 'Ada', seats: 2.5 })
})

test('what is no number is sent as the text it is, and refused as such', () => {
  const given = answers({ seats: '1,000' })
  expect(toPayload(fields, given)).toEqual({ seats: '1,000' })
  expect(findError(seats, given, english)).toBe(english.rules.number)
})

test('every missing answer is asked for in the words of its kind', () => {
  expect([...findErrors(fields, new Map(), english)]).toEqual([
    ['name', english.rules.required],
    ['size', english.rules.option],
    ['terms', english.requiredTick],
  ])
})

test('bounds are named', () => {
  expect(findError(seats, answers({ seats: '0' }), english)).toBe('Enter 1 or more.')
  expect(findError({ ...name, type: 'text', maxLength: 2 } as Field, answers({ name: 'Ada' }), english)).toBe(
    'Enter at most 2 characters.',
  )
})

test('problems of the server go to the fields they point at', () => {
  const problems = [
    { pointer: '/payload/size', code: 'option', detail: 'This is not one of the choices.' },
    { pointer: '/payload', code: 'size', detail: 'Too large.' },
  ]
  expect([...placeProblems(fields, problems)]).toEqual([['size', 'This is not one of the choices.']])
})
