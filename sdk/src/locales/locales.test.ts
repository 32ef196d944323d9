import { beforeAll, describe, expect, test } from 'vitest'
import { english } from '../strings.ts'

interface Words {
  [key: string]: string | Words
}

const parts = import.meta.glob<{ part: { strings?: object } }>(['../{types,fields,extras}/*/index.{ts,tsx}'])
const languages = Object.entries(import.meta.glob<{ part: { strings: object } }>(['./??.ts']))

/** Every word by its key, groups of words unfolded. */
const flatten = (words: object): [string, string][] =>
  Object.entries(words as Words).flatMap(([key, value]) =>
    typeof value === 'object' ? flatten(value) : [[key, value]],
  )

const placeholders = (text: string) => [...text].filter((character) => '#$'.includes(character)).sort()

const words = new Map(flatten(english))

beforeAll(async () => {
  for (const load of Object.values(parts)) {
    const { part } = await load()
    for (const [key, text] of flatten(part.strings ?? {})) words.set(key, text)
  }
})

test('there are more than ten languages', () => {
  expect(languages.length).toBeGreaterThanOrEqual(10)
})

describe.each(languages)('%s', (_, load) => {
  const translate = async () => flatten((await load()).part.strings)

  test('has every word of the runtime and of the lazy parts, and no other', async () => {
    const translated = await translate()
    expect(translated.map(([key]) => key).sort()).toEqual([...words.keys()].sort())
  })

  test('puts in what the English words put in, and leaves none empty', async () => {
    for (const [key, text] of await translate()) {
      expect(text.trim(), key).not.toBe('')
      expect(placeholders(text), key).toEqual(placeholders(words.get(key) ?? ''))
    }
  })
})
