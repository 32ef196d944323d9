import { parseAccept } from 'hono/utils/accept'
import type { WidgetConfig } from '../../../../contract/src/widgets/types.ts'

type Config = WidgetConfig['config']

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
export function chooseLocale(
  config: Pick<Config, 'locale' | 'translations'>,
  wanted: string | null,
  acceptLanguage: string | null,
): LocaleChoice {
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

type Json = string | number | boolean | null | undefined | Json[] | { [member: string]: Json }

const isObject = (value: Json): value is { [member: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const memberOf = (value: Json, name: Json): Json =>
  isObject(value) && typeof name === 'string' && Object.hasOwn(value, name) ? value[name] : undefined

// Choices are translated by a list, in which each is found by its value, and nothing but its label is taken.
function relabel(choices: Json[], texts: Json[]): Json[] {
  const labels = new Map(texts.map((text) => [memberOf(text, 'value'), memberOf(text, 'label')]))
  return choices.map((choice) =>
    isObject(choice)
      ? { ...choice, label: labels.get(memberOf(choice, 'value')) ?? memberOf(choice, 'label') }
      : choice,
  )
}

/** A text, a list or a part in another language. Things with keys are translated by key; what the config lacks stays away. */
function translate(own: Json, texts: Json): Json {
  if (texts === undefined) return own
  if (isObject(own)) {
    return Object.fromEntries(Object.entries(own).map(([name, part]) => [name, translate(part, memberOf(texts, name))]))
  }
  if (!Array.isArray(own)) return texts
  if (!Array.isArray(texts)) return own.map((item) => translate(item, memberOf(texts, memberOf(item, 'key'))))
  return own.some((item) => memberOf(item, 'value') !== undefined) ? relabel(own, texts) : texts
}

/** A config with its texts in one of its languages, the other languages left out. */
export function localize<Own extends Config>(config: Own, locale: string | undefined): Own {
  const { translations, ...own }: Config = config
  const texts = locale === undefined || locale === own.locale ? undefined : translations?.[locale]
  // Both are data that came as JSON, and a translated config has the shape of its own.
  const shown = texts ? { ...(translate(own as Json, texts as Json) as object), locale } : own
  return shown as unknown as Own
}
