import polyglotI18nProvider from 'ra-i18n-polyglot'
import type { I18nProvider, TranslationMessages } from 'react-admin'
import { isLanguage, type Language, languages, loadMessages } from '../i18n/languages.ts'

type FillIn = (placeholder: string, name: string) => unknown

/**
 * Texts of the console, in the language it starts with and, once chosen, in the others: numbers that fill them in are
 * written as the language writes them. The page's `lang` follows.
 *
 * @param messages of the first language, which react-admin needs at once
 */
export function createI18nProvider(first: Language, messages: TranslationMessages): I18nProvider {
  let language: string = first
  const read = (locale: string) => (locale === first || !isLanguage(locale) ? messages : loadMessages(locale))
  // Called in the place of `String.prototype.replace`: `this` is the text.
  function replace(this: string, placeholders: RegExp, fillIn: FillIn) {
    return this.replace(placeholders, (placeholder: string, name: string) => {
      const value = fillIn(placeholder, name)
      return typeof value === 'number' ? value.toLocaleString(language) : String(value)
    })
  }
  // A text that is missing is its key; a unit test finds it, not the reader's browser console.
  const provider = polyglotI18nProvider(read, first, [...languages], { allowMissing: true, replace })
  document.documentElement.lang = first
  return {
    ...provider,
    changeLocale: async (locale) => {
      await provider.changeLocale(locale)
      language = locale
      document.documentElement.lang = locale
    },
  }
}
