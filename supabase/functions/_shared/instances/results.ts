import { isOriginAllowed } from '../../../../contract/src/origins.ts'
import type { PollResults } from '../../../../contract/src/results.ts'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import type { LiveInstance, LiveInstances } from './live.ts'
import { findInstance } from './open.ts'

interface Counted {
  voters: number
  votes: Record<string, number>
  age: number
}

/** How long in milliseconds a server says the same of a poll without asking again. */
const lifetimeMs = 1000
/** The same of a poll that could not be counted in time: asking again at once would keep the database at it. */
const failureMs = 60_000

const remembered = new WeakMap<LiveInstance, { at: number; until: number; counted: Promise<Counted> }>()

async function count({ sql }: Ports, publicId: string): Promise<Counted> {
  const { answer } = await ask(() => sql<Answer[]>`select private.poll_results(${publicId}) as answer`)
  // A draft that belongs to nobody yet has no instance, and no votes.
  return (answer as Counted | null) ?? { voters: 0, votes: {}, age: 0 }
}

async function countOnce(ports: Ports, instance: LiveInstance): Promise<Counted> {
  const now = ports.now()
  const known = remembered.get(instance)
  const isFresh = known && now < known.until
  const asked = isFresh ? known : { at: now, until: now + lifetimeMs, counted: count(ports, instance.embed.public_id) }
  remembered.set(instance, asked)
  asked.counted.catch(() => {
    asked.until = asked.at + failureMs
  })
  const counted = await asked.counted
  return { ...counted, age: counted.age + (now - asked.at) / 1000 }
}

/**
 * How visitors voted in a poll that shows it. Throws INSTANCE_NOT_FOUND, also for what is no such poll,
 * ORIGIN_NOT_ALLOWED or UNAVAILABLE.
 */
export async function readResults(
  ports: Ports,
  instances: LiveInstances,
  input: { publicId: string; origin: string | null; token: string | null },
): Promise<PollResults> {
  const instance = await findInstance(ports, instances, input.publicId, input.token)
  if (!isOriginAllowed(input.origin, instance.allowedOrigins)) throw new ProblemError('ORIGIN_NOT_ALLOWED')
  const { embed } = instance
  if (embed.type !== 'poll' || !embed.config.results) throw new ProblemError('INSTANCE_NOT_FOUND')
  const { voters, votes, age } = await countOnce(ports, instance)
  const votesFor = new Map(Object.entries(votes))
  return { voters, options: embed.config.options.map(({ value }) => ({ value, votes: votesFor.get(value) ?? 0 })), age }
}
