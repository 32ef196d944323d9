import { configAddress, instanceAddress } from './request.ts'
import type { Start } from './start.ts'

/** What the server wrote into a script. */
export interface Carried {
  /** Of the script. */
  address: string
  publicId: string
  /** JSON, or empty where there is none. */
  config: string
  /** The look that all widgets share, where the script has drawn some already. */
  sheet?: CSSStyleSheet
}

/** What a script that carries a widget's config starts the runtime with. */
export function carriedStart({ address, publicId, config }: Carried): Start {
  const { href, origin, searchParams } = new URL(address)
  const instance = instanceAddress(origin, publicId)
  // For elements that name the script's language and theme, and for those that name none.
  const addresses = [instance, configAddress(instance, (name) => name !== 'token' && searchParams.get(name))]
  return {
    base: new URL(__CHANNEL__, href).href,
    host: origin,
    requests: new Map(),
    embedded: new Map(config ? addresses.map((one) => [one, config]) : []),
  }
}
