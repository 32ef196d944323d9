import { z } from 'zod'
import type { Storage } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { retryAfter } from '../rateLimitHeaders.ts'

/** A private bucket of a Supabase project. */
export interface Bucket {
  supabaseUrl: string
  /** A key that may do everything with the bucket: it never leaves the host. */
  secretKey: string
  name: string
}

// The address has three names: of a hosted upload, of a hosted download, and of Supabase Lite for both.
const signed = z
  .union([
    z.object({ url: z.string() }).transform(({ url }) => url),
    z.object({ signedURL: z.string() }).transform(({ signedURL }) => signedURL),
    z.object({ signedUrl: z.string() }).transform(({ signedUrl }) => signedUrl),
  ])
  .transform((address) => new URL(address, 'http://storage').searchParams.get('token'))
  .pipe(z.string().min(1))
const patienceMs = 15_000

// Secret keys of today are no JWTs and stand in `apikey` alone; those of before stand in both.
const credentials = (key: string): Record<string, string> => ({
  apikey: key,
  ...(key.startsWith('sb_') ? {} : { authorization: `Bearer ${key}` }),
})

/**
 * Files kept in a bucket of Supabase Storage. Pages send them straight there, at an address that takes one file once; what
 * came is looked at when a submission names it. Throws UNAVAILABLE where the storage does not answer as it should.
 *
 * @see https://supabase.com/docs/reference/javascript/storage-from-createsigneduploadurl
 */
export function createSupabaseStorage({ supabaseUrl, secretKey, name }: Bucket): Required<Storage> {
  const base = `${supabaseUrl}/storage/v1`
  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    try {
      const answer = await fetch(`${base}${path}`, {
        method,
        headers: { ...credentials(secretKey), ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(patienceMs),
        redirect: 'error',
      })
      if (answer.ok || (method === 'GET' && (answer.status === 404 || answer.status === 400))) return answer
      await answer.body?.cancel()
      throw new Error(`the storage answered ${answer.status}`)
    } catch (cause) {
      throw new ProblemError('UNAVAILABLE', { headers: retryAfter(5), cause })
    }
  }
  const sign = async (path: string, body: object) => signed.parse(await (await ask('POST', path, body)).json())
  return {
    presign: async ({ id, type }) => {
      const path = `/object/upload/sign/${name}/${id}`
      return { url: `${base}${path}?token=${await sign(path, {})}`, method: 'PUT', headers: { 'Content-Type': type } }
    },
    open: async (id) => {
      const answer = await ask('GET', `/object/${name}/${id}`)
      if (answer.ok) return answer.body ?? new ReadableStream({ start: (controller) => controller.close() })
      await answer.body?.cancel()
      return null
    },
    remove: async (ids) => {
      if (ids.length > 0) await (await ask('DELETE', `/object/${name}`, { prefixes: ids })).body?.cancel()
    },
    signDownload: async (id, saveAs, seconds) => {
      const path = `/object/sign/${name}/${id}`
      const token = await sign(path, { expiresIn: seconds })
      return `${base}${path}?token=${token}&download=${encodeURIComponent(saveAs)}`
    },
  }
}
