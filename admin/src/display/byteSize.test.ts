import { expect, it } from 'vitest'
import { byteSize } from './byteSize.ts'

it('tells sizes in a unit that people know', () => {
  expect([0, 999, 1000, 1_540_000, 2e9].map((bytes) => byteSize(bytes, 'en'))).toEqual([
    '0 byte',
    '999 byte',
    '1 kB',
    '1.5 MB',
    '2 GB',
  ])
})
