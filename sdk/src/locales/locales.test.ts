import { expect, test } from 'vitest'
import { english } from '../strings.ts'
import { part as german } from './de.ts'

const parts = import.meta.glob<{ part: { strings?: object } }>(['../{types,fields,extras}/*/index.{ts,tsx}'])

const keysOf = (words: object): string[] =>
  Object.entries(words).flatMap(([key, value]) => (typeof value === 'object' ? keysOf(value) : key))

test('a language has every word of the runtime and of the lazy parts, and no other', async () => {
  const loaded = await Promise.all(Object.values(parts).map((load) => load()))
  const ofParts = loaded.flatMap(({ part }) => keysOf(part.strings ?? {}))
  expect(ofParts).not.toEqual([])
  expect(keysOf(german.strings).sort()).toEqual([...new Set([...keysOf(english), ...ofParts])].sort())
})
