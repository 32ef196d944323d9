import polyglotI18nProvider from 'ra-i18n-polyglot'
import englishMessages from 'ra-language-english'
import { raSupabaseEnglishMessages } from 'ra-supabase'
import { mergeTranslations } from 'react-admin'
import { english } from '../i18n/english.ts'

const languages = { en: mergeTranslations(englishMessages, raSupabaseEnglishMessages, english) }

/** Texts of the console. A further language is one more entry above and one in the list of locales. */
export const createI18nProvider = () =>
  polyglotI18nProvider((locale) => languages[locale as keyof typeof languages] ?? languages.en, 'en', [
    { locale: 'en', name: 'English' },
  ])
