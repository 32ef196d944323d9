import { parseAccept } from 'hono/utils/accept'
import type { FormConfig, FormTranslation } from '../../../../contract/src/widgets/form.ts'

type Field = FormConfig['fields'][number]
type FieldTexts = NonNullable<FormTranslation['fields']>[string]

// As long as RFC 5646 wants them to be at most. The look-up is quadratic in it.
const longestTag = 35

// RFC 4647 lookup: de-AT takes de. The other way round too: somebody who asks for pt is better off with pt-BR than without.
function lookup(wanted: string, offered: readonly string[]): string | undefined {
  if (wanted.length > longestTag) return undefined
  const find = (matches: (tag: string) => boolean) => offered.find((tag) => matches(tag.toLowerCase()))
  const subtags = wanted.toLowerCase().split('-')
  for (let length = subtags.length; length > 0; length--) {
    const range = subtags.slice(0, length).join('-')
    const found = find((tag) => tag === range)
    if (found) return found
  }
  return find((tag) => tag.startsWith(`${subtags[0]}-`))
}

/** The language to show, and whether the Accept-Language header was asked for it. */
export interface LocaleChoice {
  locale: string | undefined
  negotiated: boolean
}

/** Chooses among a config's languages: `?locale=` if it is offered, else Accept-Language, else the config's own. */
export function chooseLocale(config: FormConfig, wanted: string | null, acceptLanguage: string | null): LocaleChoice {
  const translated = Object.keys(config.translations ?? {})
  if (translated.length === 0) return { locale: config.locale, negotiated: false }
  const offered = config.locale === undefined ? translated : [config.locale, ...translated]
  const asked = wanted === null ? undefined : lookup(wanted, offered)
  if (asked) return { locale: asked, negotiated: false }
  for (const { type, q } of parseAccept((acceptLanguage ?? '').slice(0, 1000))) {
    if (type === '*') break
    const found = q > 0 ? lookup(type, offered) : undefined
    if (found) return { locale: found, negotiated: true }
  }
  return { locale: config.locale, negotiated: true }
}

function localizeField(field: Field, { options, ...texts }: FieldTexts): Field {
  const localized = { ...field, ...texts, label: texts.label ?? field.label }
  if (!options || !field.options) return localized
  const labels = new Map(options.map(({ value, label }) => [value, label]))
  return {
    ...localized,
    options: field.options.map(({ value, label }) => ({ value, label: labels.get(value) ?? label })),
  }
}

/** A config with its texts in one of its languages, the other languages left out. */
export function localize({ translations, ...config }: FormConfig, locale: string | undefined): FormConfig {
  if (locale === undefined || locale === config.locale || !translations?.[locale]) return config
  const { fields: byKey = {}, receipt, ...texts } = translations[locale]
  const fields = config.fields.map((field) => {
    const own = Object.hasOwn(byKey, field.key) ? byKey[field.key] : undefined
    return own ? localizeField(field, own) : field
  })
  return {
    ...config,
    ...texts,
    title: texts.title ?? config.title,
    submitLabel: texts.submitLabel ?? config.submitLabel,
    fields,
    receipt: { ...config.receipt, ...receipt, title: receipt?.title ?? config.receipt.title },
    locale,
  }
}
