import { isOriginAllowed } from '../origin.ts'
import { ProblemError } from '../problem.ts'
import type { LiveInstance, LiveInstances } from './live.ts'

interface ReadInstance {
  publicId: string
  /** The Origin header, null where there is none. */
  origin: string | null
}

/** The published revision for the SDK. Throws INSTANCE_NOT_FOUND, ORIGIN_NOT_ALLOWED or UNAVAILABLE. */
export async function readInstance(
  instances: LiveInstances,
  { publicId, origin }: ReadInstance,
): Promise<LiveInstance> {
  const instance = await instances.find(publicId)
  if (!isOriginAllowed(origin, instance.allowedOrigins)) throw new ProblemError('ORIGIN_NOT_ALLOWED')
  return instance
}

/** Headers of the config: cacheable by anyone, but per site where a list decides who may have it. */
export function instanceHeaders({ etag, allowedOrigins }: LiveInstance): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=UTF-8',
    'Cache-Control': 'public, max-age=60, stale-while-revalidate=600',
    ETag: etag,
    ...(allowedOrigins.length > 0 ? { Vary: 'Origin' } : {}),
  }
}
