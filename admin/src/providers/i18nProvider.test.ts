import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadMessages } from '../i18n/languages.ts'
import { createI18nProvider } from './i18nProvider.ts'

// Before there is a document that is none.
const [english, german] = await Promise.all([loadMessages('en'), loadMessages('de')])

beforeEach(() => vi.stubGlobal('document', { documentElement: { lang: '' } }))
afterEach(() => vi.unstubAllGlobals())

describe('a number in a text', () => {
  it('is written as the language writes it, and still counts', async () => {
    const provider = createI18nProvider('en', english)
    const rows = (smart_count: number) => provider.translate('lapel.list.exported', { smart_count })
    expect([rows(1), rows(1000)]).toEqual(['1 row exported', '1,000 rows exported'])
    expect(provider.translate('lapel.bulk.summary', { done: 1200, refused: 0, of: 12000 })).toBe(
      '1,200 done, 0 refused, of 12,000.',
    )
    await provider.changeLocale('de')
    expect([rows(1), rows(1000)]).toEqual(['1 Zeile exportiert', '1.000 Zeilen exportiert'])
  })

  it('is left alone where it is a word already, and a text where nothing fills it in', async () => {
    const provider = createI18nProvider('de', german)
    expect(provider.translate('lapel.list.select_row', { name: '1000 Blumen $&' })).toBe('1000 Blumen $& auswählen')
    expect(provider.translate('lapel.list.select_row')).toBe('%{name} auswählen')
  })
})
