import { themeNamed } from '../../../../contract/src/look.ts'
import { isOriginAllowed } from '../../../../contract/src/origins.ts'
import type { ThemeName } from '../../../../contract/src/themes.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { answerOf, type LiveInstance, type LiveInstances } from './live.ts'
import { chooseLocale, localize } from './locale.ts'
import { findInstance } from './open.ts'

interface ReadInstance {
  publicId: string
  /** The Origin header, null where there is none. */
  origin: string | null
  /** Of a draft or a private instance. */
  token: string | null
  locale: string | null
  /** Name of a theme in place of the config's; any other is as good as none. */
  theme: string | null
  acceptLanguage: string | null
}

/** JSON as it is sent. */
export interface Rendition {
  json: string
  headers: Record<string, string> & { ETag: string }
}

type Text = Pick<LiveInstance, 'json' | 'etag'>

// An instance in each language and theme asked for, for as long as the instance itself is remembered.
const renditions = new WeakMap<LiveInstance, Map<string, Promise<Text>>>()

function render({ embed }: LiveInstance, locale: string | undefined, name: ThemeName | undefined): Promise<Text> {
  const shown = { ...embed, config: localize(embed.config, locale) } as typeof embed
  return answerOf(shown, name ? { ...embed.config.theme, name } : embed.config.theme)
}

function textIn(
  instance: LiveInstance,
  locale: string | undefined,
  theme: ThemeName | undefined,
): Promise<Text> | Text {
  if (!instance.embed.config.translations && !theme) return instance
  const known = renditions.get(instance) ?? new Map<string, Promise<Text>>()
  renditions.set(instance, known)
  const key = `${locale} ${theme}`
  const text = known.get(key) ?? render(instance, locale, theme)
  known.set(key, text)
  return text
}

/** The revision for the SDK, in one language and theme. Throws INSTANCE_NOT_FOUND, ORIGIN_NOT_ALLOWED or UNAVAILABLE. */
export async function readInstance(ports: Ports, instances: LiveInstances, input: ReadInstance): Promise<Rendition> {
  const instance = await findInstance(ports, instances, input.publicId, input.token)
  if (!isOriginAllowed(input.origin, instance.allowedOrigins)) throw new ProblemError('ORIGIN_NOT_ALLOWED')
  const { locale, negotiated } = chooseLocale(instance.embed.config, input.locale, input.acceptLanguage)
  const { json, etag } = await textIn(instance, locale, themeNamed(input.theme))
  const vary = [instance.allowedOrigins.length > 0 && 'Origin', negotiated && 'Accept-Language'].filter(Boolean)
  const headers = {
    'Content-Type': 'application/json; charset=UTF-8',
    // Cacheable by anyone, but per site where a list decides who may have it; never what a token has opened.
    'Cache-Control': input.token === null ? 'public, max-age=60, stale-while-revalidate=600' : 'no-store',
    ETag: etag,
    ...(locale === undefined ? {} : { 'Content-Language': locale }),
    ...(vary.length > 0 ? { Vary: vary.join(', ') } : {}),
  }
  return { json, headers }
}
