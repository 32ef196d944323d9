import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leadingZeroBits, trapField, workMessage } from './proof.ts'
import { field } from './schema/field.ts'

const bitsOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')

test('leading zero bits are those of the bytes written out', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.uint8Array({ maxLength: 32 }), (zeros, rest) => {
      const bytes = new Uint8Array([...new Uint8Array(zeros), ...rest])
      expect(leadingZeroBits(bytes)).toBe(/^0*/.exec(bitsOf(bytes))?.[0].length)
    }),
  )
})

test.each([
  [[], 0],
  [[0], 8],
  [[0x80], 0],
  [[1], 7],
  [[0, 0x10], 11],
  [[0, 0, 0xff], 16],
])('%j starts with %i zero bits', (bytes, count) => {
  expect(leadingZeroBits(Uint8Array.from(bytes))).toBe(count)
})

test('work is bound to the instance and to the submission', () => {
  expect(workMessage('w_a', '018f', 'n1')).toBe('w_a:018f:n1')
})

test('no form can have a field with the name of the trap', () => {
  expect(field.safeParse({ key: trapField, type: 'text', label: 'Website' }).success).toBe(false)
})
