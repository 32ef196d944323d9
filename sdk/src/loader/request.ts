import { readAttribute, readPublicId } from './attributes.ts'

/** Longest wait for the config, in milliseconds. */
const patience = 20_000

/** A web address without the slashes at its end; the page's own origin, as an empty text, for anything else. */
export const readHost = (address: string | null | undefined): string =>
  address && /^https?:/.test(address) ? address.replace(/\/+$/, '') : ''

/** Address of an instance. */
export const instanceAddress = (host: string, publicId: string): string =>
  `${host}/functions/v1/embed/v1/instances/${encodeURIComponent(publicId)}`

/** Address of its config: in a language or theme, or opened by a token, where the page asks for that. */
export function configAddress(instance: string, option: (name: 'locale' | 'theme' | 'token') => unknown): string {
  const query = ['locale', 'theme', 'token'] as const
  const asked = query.filter(option).map((name) => `${name}=${encodeURIComponent(`${option(name)}`)}`)
  return asked.length ? `${instance}?${asked.join('&')}` : instance
}

/** Asks in the default credentials mode, so that a `<link rel="preload" as="fetch" crossorigin>` is used. */
export const request = (address: string, init?: RequestInit): Promise<Response> =>
  fetch(address, { ...init, signal: AbortSignal.timeout(patience) })

/** Address of the config that an element asks for. */
export const addressFor = (element: Element, defaultHost: string): string =>
  configAddress(
    instanceAddress(readHost(readAttribute(element, 'host') ?? defaultHost), readPublicId(element)),
    (name) => readAttribute(element, name),
  )
