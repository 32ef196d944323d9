import { entityTag } from '../entityTag.ts'
import { isOriginAllowed } from '../origin.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import type { LiveInstance, LiveInstances } from './live.ts'
import { chooseLocale, localize } from './locale.ts'
import { findInstance } from './open.ts'

interface ReadInstance {
  publicId: string
  /** The Origin header, null where there is none. */
  origin: string | null
  /** Of a draft or a private instance. */
  token: string | null
  locale: string | null
  acceptLanguage: string | null
}

/** JSON as it is sent. */
export interface Rendition {
  json: string
  headers: Record<string, string> & { ETag: string }
}

type Text = Pick<LiveInstance, 'json' | 'etag'>

// The texts of an instance in each language asked for, for as long as the instance itself is remembered.
const translated = new WeakMap<LiveInstance, Map<string, Promise<Text>>>()

async function translate({ embed }: LiveInstance, locale: string | undefined): Promise<Text> {
  const json = JSON.stringify({ ...embed, config: localize(embed.config, locale) })
  return { json, etag: await entityTag(json) }
}

function textIn(instance: LiveInstance, locale: string | undefined): Promise<Text> | Text {
  if (!instance.embed.config.translations) return instance
  const known = translated.get(instance) ?? new Map<string, Promise<Text>>()
  translated.set(instance, known)
  const text = known.get(locale ?? '') ?? translate(instance, locale)
  known.set(locale ?? '', text)
  return text
}

/** The revision for the SDK, in one language. Throws INSTANCE_NOT_FOUND, ORIGIN_NOT_ALLOWED or UNAVAILABLE. */
export async function readInstance(ports: Ports, instances: LiveInstances, input: ReadInstance): Promise<Rendition> {
  const instance = await findInstance(ports, instances, input.publicId, input.token)
  if (!isOriginAllowed(input.origin, instance.allowedOrigins)) throw new ProblemError('ORIGIN_NOT_ALLOWED')
  const { locale, negotiated } = chooseLocale(instance.embed.config, input.locale, input.acceptLanguage)
  const { json, etag } = await textIn(instance, locale)
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
