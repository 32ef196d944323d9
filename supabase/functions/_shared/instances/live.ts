import { z } from 'zod'
import { type EmbedAnswer, type EmbedConfig, embedConfig } from '../../../../contract/src/embed.ts'
import { lookOf } from '../../../../contract/src/look.ts'
import type { Theme } from '../../../../contract/src/themes.ts'
import { widgetTypes } from '../../../../contract/src/widgets/types.ts'
import { type Answer, ask } from '../database.ts'
import { entityTag } from '../entityTag.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'

/** Longest time in milliseconds that a change of an instance may stay unseen by a server that missed its notice. */
const lifetimeMs = 5000
// So often an instance is read again because a site was not on its list: whoever is not cannot make it cost more.
const recheckMs = 1000
const defaultCapacity = 1000

// The column's own rule; anything else cannot exist and is not worth a query.
export const publicIdShape = /^w_[0-9A-Za-z]{16,40}$/

export const storedInstance = z.intersection(embedConfig, z.object({ allowed_origins: z.array(z.string()) }))

/** A published instance as the endpoints need it. */
export interface LiveInstance {
  embed: EmbedConfig
  allowedOrigins: readonly string[]
  /** The answer to the SDK, ready to send, with its strong entity tag. */
  json: string
  etag: string
}

/** Where the handlers find published instances. */
export interface LiveInstances {
  /**
   * Throws INSTANCE_NOT_FOUND for unknown, draft, inactive and expired alike, and UNAVAILABLE.
   *
   * @param options fresh reads it again, unless that was done within the last second
   */
  find(publicId: string, options?: { fresh: boolean }): Promise<LiveInstance>
  /** Forgets what is remembered of an instance; for hosts that listen to `lapel_instance`. */
  forget(publicId: string): void
}

const published = z.object({
  public_id: z.string(),
  type: z.enum(widgetTypes),
  revision: z.int(),
  config: z.unknown(),
  allowed_origins: z.array(z.string()),
})

// A rule that came after a revision was published does not take the revision off the pages, as long as its shape holds.
function parseStored(stored: unknown): z.infer<typeof storedInstance> {
  const { data, error } = storedInstance.safeParse(stored)
  if (data) return data
  if (error.issues.some(({ code }) => code !== 'custom')) throw error
  return published.parse(stored) as z.infer<typeof storedInstance>
}

/** An answer to the SDK with its entity tag: the revision, and how its theme looks. */
export async function answerOf(
  embed: EmbedConfig,
  theme: Theme | undefined,
): Promise<Pick<LiveInstance, 'json' | 'etag'>> {
  const json = JSON.stringify({ ...embed, look: lookOf(theme) || undefined } satisfies EmbedAnswer)
  return { json, etag: await entityTag(json) }
}

/** A stored instance, parsed with the contract and ready to send. Throws a ZodError for one that is not. */
export async function present(stored: unknown): Promise<LiveInstance> {
  const { allowed_origins: allowedOrigins, ...embed } = parseStored(stored)
  return { embed, allowedOrigins, ...(await answerOf(embed, embed.config.theme)) }
}

async function load({ sql }: Ports, publicId: string): Promise<LiveInstance> {
  const { answer } = await ask(() => sql<Answer[]>`select private.embed_instance(${publicId}) as answer`)
  if (answer === null) throw new ProblemError('INSTANCE_NOT_FOUND')
  return present(answer)
}

/** Published instances by public id, at most `capacity` remembered for a few seconds; concurrent requests share a query. */
export function createLiveInstances(ports: Ports, capacity = defaultCapacity): LiveInstances {
  const remembered = new Map<string, { until: number; freshUntil: number; instance: Promise<LiveInstance> }>()

  function remember(publicId: string, fresh: boolean): Promise<LiveInstance> {
    const now = ports.now()
    const entry = {
      until: now + lifetimeMs,
      freshUntil: fresh ? now + recheckMs : now,
      instance: load(ports, publicId),
    }
    remembered.delete(publicId)
    remembered.set(publicId, entry)
    const [oldest] = remembered.keys()
    if (remembered.size > capacity && oldest !== undefined) remembered.delete(oldest)
    // What was not found or could not be asked is asked again: only published instances take up room.
    entry.instance.catch(() => remembered.get(publicId) === entry && remembered.delete(publicId))
    return entry.instance
  }

  return {
    async find(publicId, { fresh } = { fresh: false }) {
      if (!publicIdShape.test(publicId)) throw new ProblemError('INSTANCE_NOT_FOUND')
      const known = remembered.get(publicId)
      const until = (fresh ? known?.freshUntil : known?.until) ?? 0
      return known && until > ports.now() ? known.instance : remember(publicId, fresh)
    },
    forget(publicId) {
      remembered.delete(publicId)
    },
  }
}
