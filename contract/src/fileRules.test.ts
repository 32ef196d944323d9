import { expect, test } from 'vitest'
import type { Field } from './fieldRules.ts'
import { checkAnswers, checkFile, fileTypes, maxFileBytes, namedUploads } from './fileRules.ts'
import { field } from './schema/field.ts'

const cv: Field = { key: 'cv', type: 'file', label: 'CV', types: ['application/pdf'], required: true, maxFiles: 2 }
const name: Field = { key: 'name', type: 'text', label: 'Name', required: true }
const a = '018f0000-0000-4000-8000-00000000000a'
const b = '018f0000-0000-4000-8000-00000000000b'

const codes = (payload: Record<string, unknown>) =>
  checkAnswers([cv, name], payload).map(({ key, code }) => `${key} ${code}`)

test.each([
  ['nothing', { name: 'Ada' }, ['cv required']],
  ['an empty list', { name: 'Ada', cv: [] }, ['cv required']],
  ['a list of ids', { name: 'Ada', cv: [a, b] }, []],
  ['one id too many', { name: 'Ada', cv: [a, b, '018f0000-0000-4000-8000-00000000000c'] }, ['cv tooMany']],
  ['an id twice', { name: 'Ada', cv: [a, a] }, ['cv type']],
  ['text', { name: 'Ada', cv: 'C:\\fakepath\\cv.pdf' }, ['cv type']],
  ['a list of something else', { name: 'Ada', cv: [1] }, ['cv type']],
])('%s as the answer to a file field', (_, payload, expected) => {
  expect(codes(payload)).toEqual(expected)
})

test('problems come in the order of the fields, unknown keys last', () => {
  expect(codes({ cv: 'x', extra: 1 })).toEqual(['cv type', 'name required', 'extra unknownField'])
})

test('only an own member of the payload is an answer', () => {
  const inherited: Field = { ...cv, key: 'constructor' }
  expect(checkAnswers([inherited], {}).map(({ code }) => code)).toEqual(['required'])
  expect(namedUploads([inherited], {})).toEqual([])
})

test('a payload names its uploads by field', () => {
  expect(namedUploads([cv, name], { name: 'Ada', cv: [a, b] })).toEqual([
    { field: 'cv', id: a },
    { field: 'cv', id: b },
  ])
})

test('an announced file keeps its field’s type and size, and the most there is where none is set', () => {
  const check = (type: string, bytes: number, fields: Field[] = [cv]) =>
    checkFile(fields, { field: 'cv', type, bytes }).map(({ key, code }) => `${key} ${code}`)
  expect(check('application/pdf', maxFileBytes)).toEqual([])
  expect(check('application/pdf', maxFileBytes + 1)).toEqual(['bytes tooLarge'])
  expect(check('application/pdf', 11, [{ ...cv, maxBytes: 10 }])).toEqual(['bytes tooLarge'])
  expect(check('image/svg+xml', 1)).toEqual(['type fileType'])
  expect(check('application/pdf', 1, [name])).toEqual(['field notAFileField'])
})

test('a config names types from the list, and only of file fields', () => {
  const valid = (changes: object) => field.safeParse({ ...cv, ...changes }).success
  expect(valid({ types: [...fileTypes], maxBytes: maxFileBytes, maxFiles: 5 })).toBe(true)
  for (const changes of [
    { types: undefined },
    { types: [] },
    { types: ['image/svg+xml'] },
    { maxBytes: maxFileBytes + 1 },
    { maxFiles: 6 },
    { type: 'text' },
    { type: 'text', types: undefined },
  ]) {
    expect([changes, valid(changes)]).toEqual([changes, false])
  }
})
