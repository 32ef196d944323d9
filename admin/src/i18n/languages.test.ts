import { describe, expect, it } from 'vitest'
import { chooseLanguage, languages, loadMessages } from './languages.ts'

/** Every text by its dotted key. */
function texts(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value as object, `${prefix}${key}.`),
  )
}

const placeholders = (text: string) => [...new Set(text.match(/%\{\w+\}/g))].sort()

const english = new Map(texts(await loadMessages('en')))

describe.each(languages.map(({ locale }) => locale))('%s', (language) => {
  it('says everything that English says, and nothing else', async () => {
    expect(
      texts(await loadMessages(language))
        .map(([key]) => key)
        .sort(),
    ).toEqual([...english.keys()].sort())
  })

  it('fills in what English fills in, and counts where English counts', async () => {
    for (const [key, text] of texts(await loadMessages(language))) {
      const original = english.get(key) ?? ''
      expect(placeholders(text), key).toEqual(placeholders(original))
      expect(text.split('||||').length, key).toBe(original.split('||||').length)
      expect(text, key).not.toBe('')
    }
  })
})

describe('the first language', () => {
  it.each([
    [['de-CH', 'en'], 'de'],
    [['fr', 'de'], 'de'],
    [['en-GB'], 'en'],
    [['fr', 'constructor'], 'en'],
    [[], 'en'],
  ])('for a reader of %j is %s', (wanted, language) => {
    expect(chooseLanguage(wanted)).toBe(language)
  })
})
