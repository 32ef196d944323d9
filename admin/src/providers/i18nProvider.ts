import polyglotI18nProvider from 'ra-i18n-polyglot'
import type { I18nProvider, TranslationMessages } from 'react-admin'
import { isLanguage, type Language, languages, loadMessages } from '../i18n/languages.ts'

/**
 * Texts of the console, in the language it starts with and, once chosen, in the others. The page's `lang` follows.
 *
 * @param messages of the first language, which react-admin needs at once
 */
export function createI18nProvider(first: Language, messages: TranslationMessages): I18nProvider {
  const read = (locale: string) => (locale === first || !isLanguage(locale) ? messages : loadMessages(locale))
  // A text that is missing is its key; a unit test finds it, not the reader's browser console.
  const provider = polyglotI18nProvider(read, first, [...languages], { allowMissing: true })
  document.documentElement.lang = first
  return {
    ...provider,
    changeLocale: async (locale) => {
      await provider.changeLocale(locale)
      document.documentElement.lang = locale
    },
  }
}
