import type { TranslationMessages } from 'react-admin'

/** The console's languages, each named in itself. The first is the one for readers of none of them. */
export const languages = [
  { locale: 'en', name: 'English' },
  { locale: 'de', name: 'Deutsch' },
] as const

export type Language = (typeof languages)[number]['locale']

const load: Record<Language, () => Promise<{ messages: TranslationMessages }>> = {
  en: () => import('./english/index.ts'),
  de: () => import('./german/index.ts'),
}

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(load, value)

/** The texts of a language: a download of its own. */
export const loadMessages = async (language: Language): Promise<TranslationMessages> =>
  (await load[language]()).messages

/** The first of the wanted languages that the console has, such as `de` for `de-CH`. */
export const chooseLanguage = (wanted: readonly string[]): Language =>
  wanted.map((tag) => tag.split('-')[0]).find(isLanguage) ?? languages[0].locale
