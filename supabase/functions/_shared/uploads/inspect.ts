import { fileTypeFromBuffer } from 'file-type'

/** What was announced of a file. */
export interface Announced {
  bytes: number
  type: string
}

/** What came. */
export interface Received {
  bytes: number
  sha256: string
}

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

async function read(body: ReadableStream<Uint8Array>, exactly: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = new Uint8Array(exactly)
  let length = 0
  for await (const chunk of body) {
    if (length + chunk.byteLength > exactly) return null
    bytes.set(chunk, length)
    length += chunk.byteLength
  }
  return length === exactly ? bytes : null
}

/** Whether a file is what was announced: as many bytes, of that type by what they are. Null when not. Reads no more. */
export async function inspect(body: ReadableStream<Uint8Array>, announced: Announced): Promise<Received | null> {
  const bytes = await read(body, announced.bytes)
  if (!bytes || (await fileTypeFromBuffer(bytes))?.mime !== announced.type) return null
  return { bytes: bytes.byteLength, sha256: hex(await crypto.subtle.digest('SHA-256', bytes)) }
}
