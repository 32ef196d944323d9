import { expect, test } from 'vitest'
import { part as modes } from '../extras/modes/index.tsx'
import { english } from '../strings.ts'
import { part as announcement } from '../types/announcement/index.tsx'
import { part as feedback } from '../types/feedback/index.tsx'
import { part as plugin } from '../types/plugin/index.tsx'
import { part as german } from './de.ts'

const keysOf = (words: object): string[] =>
  Object.entries(words).flatMap(([key, value]) => (typeof value === 'object' ? keysOf(value) : key))

test('a language has every word of the runtime and of the lazy parts', () => {
  const parts = [modes, announcement, feedback, plugin]
  const needed = [english, ...parts.map(({ strings }) => strings ?? {})].flatMap(keysOf)
  expect(keysOf(german.strings).sort()).toEqual(needed.sort())
})
