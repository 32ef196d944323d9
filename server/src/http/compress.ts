import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Most compressed texts that are remembered: some 15 kB each. */
const capacity = 500

export type Encoding = 'br' | 'gzip' | 'identity'
type Bytes = Uint8Array<ArrayBuffer>

const compressors: Record<Encoding, (text: string) => Promise<Uint8Array>> = {
  // Made once per revision while a visitor waits: 5 is many times as fast as 9, and a few per cent larger.
  br: (text) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (text) => promisify(gzip)(text),
  identity: async (text) => new TextEncoder().encode(text),
}

/** The best encoding that an Accept-Encoding header names and does not refuse with `q=0`. */
export function chooseEncoding(accepted: string): Encoding {
  const offers = accepted.split(',').map((offer) => offer.replaceAll(' ', '').toLowerCase().split(';q='))
  const takes = (name: string) => offers.some(([offer, weight = '1']) => offer === name && Number(weight) > 0)
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity'
}

/** Compresses texts and remembers the last ones by their tag; an empty tag is not remembered. */
export function createCompressor() {
  const remembered = new Map<string, Promise<Bytes>>()

  return (tag: string, encoding: Encoding, text: () => string): Promise<Bytes> => {
    const key = `${encoding} ${tag}`
    const known = remembered.get(key)
    if (known && tag) return known
    const made = compressors[encoding](text()).then((bytes) => Uint8Array.from(bytes))
    if (!tag) return made
    remembered.set(key, made)
    made.catch(() => remembered.delete(key))
    const [oldest] = remembered.keys()
    if (remembered.size > capacity && oldest !== undefined) remembered.delete(oldest)
    return made
  }
}
