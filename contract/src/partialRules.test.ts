import { expect, test } from 'vitest'
import type { Field } from './fieldRules.ts'
import { checkPartial } from './partialRules.ts'

const fields: Field[] = [
  { key: 'email', type: 'email', label: 'E-mail', required: true, minLength: 6, maxLength: 20 },
  { key: 'site', type: 'url', label: 'Site' },
  { key: 'phone', type: 'tel', label: 'Phone' },
  { key: 'guests', type: 'number', label: 'Guests', min: 10, max: 20 },
  { key: 'size', type: 'select', label: 'Size', options: [{ value: 's', label: 'Small' }] },
  { key: 'cv', type: 'file', label: 'CV', required: true, types: ['application/pdf'] },
]

test('what is missing or not finished is no mistake', () => {
  expect(checkPartial(fields, {})).toEqual([])
  expect(checkPartial(fields, { email: 'a', site: 'http', phone: '+', guests: 1, size: '', cv: [] })).toEqual([])
  expect(checkPartial(fields, { email: 'not yet one', guests: 21 })).toEqual([])
})

test('what is there has the type and the length of its field', () => {
  const wrong = { email: 'x'.repeat(21), site: 1, guests: '1', size: 'xl', cv: 'cv.pdf', other: 'x' }
  expect(checkPartial(fields, wrong).map(({ key, code }) => `${key} ${code}`)).toEqual([
    'email tooLong',
    'site type',
    'guests number',
    'size option',
    'cv type',
    'other unknownField',
  ])
})
