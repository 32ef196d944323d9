import { expect, test } from 'vitest'
import { readMessage } from './messages.ts'

test.each([
  ['ready', { lapel: 'ready', more: 1 }, { lapel: 'ready' }],
  ['close', { lapel: 'close' }, { lapel: 'close' }],
  ['a height', { lapel: 'height', height: 80.2 }, { lapel: 'height', height: 81 }],
  ['a height beyond all pages', { lapel: 'height', height: 1e9 }, { lapel: 'height', height: 2000 }],
  ['a height below zero', { lapel: 'height', height: -1 }, { lapel: 'height', height: 40 }],
  [
    'answers, without what no field holds',
    { lapel: 'submit', payload: { a: 'x', b: 1, c: true, d: ['y'], e: { f: 1 }, g: null, h: [1] } },
    { lapel: 'submit', payload: { a: 'x', b: 1, c: true, d: ['y'] } },
  ],
])('reads %s', (_, data, message) => {
  expect(readMessage(data)).toEqual(message)
})

test.each([
  null,
  undefined,
  'ready',
  42,
  [],
  {},
  { lapel: 'open' },
  { lapel: 'constructor' },
  { lapel: 'height' },
  { lapel: 'height', height: '80' },
  { lapel: 'height', height: Number.NaN },
  { lapel: 'submit' },
  { lapel: 'submit', payload: ['a'] },
])('passes over %j', (data) => {
  expect(readMessage(data)).toBeUndefined()
})
