import postgres, { type Sql } from 'postgres'
import { ProblemError } from './problem.ts'
import { retryAfter } from './rateLimitHeaders.ts'

const statementTimeoutMs = 4000
// Longer than a statement may take: it also covers waiting for a connection and an answer that never comes.
const deadlineMs = 6000
const retryAfterSeconds = 5

/**
 * Connects to Postgres as the role that may run the embed functions and nothing else. Lazy: no connection until a query.
 *
 * @param transport what the host has to say about how connections are made
 */
export function connect(databaseUrl: string, connections = 10, transport: object = {}): Sql {
  return postgres(databaseUrl, {
    ...transport,
    max: connections,
    connect_timeout: 5,
    idle_timeout: 60,
    fetch_types: false,
    onnotice: () => undefined,
    backoff: (failures) => Math.min(0.05 * 2 ** failures, 1),
    connection: { application_name: 'lapel-embed', role: 'service_role', statement_timeout: statementTimeoutMs },
  })
}

const laneCount = 4

/** As many connections as batches of submissions may be under way at once. All but the first are rarely open. */
export function connectLanes(databaseUrl: string, transport: object = {}): Sql[] {
  return Array.from({ length: laneCount }, () => connect(databaseUrl, 1, transport))
}

const unavailable = (cause: unknown) =>
  new ProblemError('UNAVAILABLE', { headers: retryAfter(retryAfterSeconds), cause })

/** The row of a query that calls one function. */
export interface Answer {
  answer: unknown
}

// Serialization failure and deadlock: Postgres has taken everything back, and chose among those who were in each other's way.
const unlucky = ['40001', '40P01']
const mostAttempts = 3

const isUnlucky = (error: unknown) => error instanceof postgres.PostgresError && unlucky.includes(error.code)

/** Sends a query, and sends it again when Postgres chose it to give way: one statement has left nothing behind then. */
async function send(query: () => PromiseLike<readonly Answer[]>): Promise<readonly Answer[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await query()
    } catch (error) {
      if (attempt === mostAttempts || !isUnlucky(error)) throw error
    }
  }
}

/**
 * What a one-row query of one statement answers. Whatever goes wrong with the database, or takes longer than six seconds,
 * is the problem UNAVAILABLE with Retry-After; only the log learns what it was.
 *
 * @param query sends the statement, again after a deadlock
 */
export async function ask(query: () => PromiseLike<readonly Answer[]>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer before the deadline')), deadlineMs)
  })
  try {
    const [row] = await Promise.race([send(query), deadline])
    if (!row) throw new Error('no row')
    return row
  } catch (cause) {
    throw unavailable(cause)
  } finally {
    clearTimeout(timer)
  }
}
