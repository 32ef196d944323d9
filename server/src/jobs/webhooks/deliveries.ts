import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from 'postgres'
import type { Outgoing } from '../../outgoing/client.ts'
import { createBell } from '../bell.ts'
import { attempt, type Delivery } from './attempt.ts'

/** Requests under way at once. Each endpoint has four of them at most, which the database sees to. */
const mostAtOnce = 256

/**
 * How often it is asked what is due. An event could tell of itself by NOTIFY; but Postgres lets one transaction at a time
 * commit with a notice, and every submission of whoever has a webhook would stand in that line.
 */
const askEveryMs = 1000

/** How long a stop waits for the receivers before it gives the rest back. */
const graceMs = 4000

/** The sending of webhooks. */
export interface Deliveries {
  /** Lets what is under way end, for a few seconds, and gives back the rest: it is due again at once. */
  stop(): Promise<void>
}

const claim = (sql: Sql, room: number) => sql<Delivery[]>`
  select delivery_id, attempt, url, message_id, payload::text as body, secret, previous_secret
  from private.claim_deliveries(${room})`

/** One attempt, from the request to the row that says how it went. */
async function deliver(sql: Sql, outgoing: Outgoing, delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { delivery_id: id, attempt: number } = delivery
  try {
    const { status, excerpt, error, milliseconds, retryAfter } = await attempt(outgoing, delivery, signal)
    await sql`select private.settle_delivery(${id}, ${number}, ${status}, ${excerpt}, ${error}, ${milliseconds}, ${retryAfter})`
  } catch (error) {
    if (!signal.aborted) throw error
    await sql`select private.release_delivery(${id}, ${number})`
  }
}

/**
 * Sends what is due until it is stopped. Any number of processes may: each delivery is leased to one of them, and taken
 * back from one that does not come back. When the database does not answer it says so once and goes on asking.
 *
 * @param sql a pool of the login lapel_worker: the secrets are opened with the key that its connections bring
 * @param complain is told what an operator should know
 */
export function startDeliveries(sql: Sql, outgoing: Outgoing, complain: (sentence: string) => void): Deliveries {
  const bell = createBell()
  const cut = new AbortController()
  const underWay = new Set<Promise<void>>()
  let stopping = false
  let reachable = true

  // An attempt whose end could not be written down is taken back when its lease is over, and made again.
  const failed = (error: unknown) => {
    if (reachable) complain(`webhooks wait for the database: ${error instanceof Error ? error.message : error}`)
    reachable = false
  }

  function begin(delivery: Delivery): void {
    const going = deliver(sql, outgoing, delivery, cut.signal)
      .catch(failed)
      .finally(() => {
        underWay.delete(going)
        bell.ring()
      })
    underWay.add(going)
  }

  async function work(): Promise<void> {
    while (!stopping) {
      try {
        const room = mostAtOnce - underWay.size
        for (const delivery of room > 0 ? await claim(sql, room) : []) begin(delivery)
        reachable = true
      } catch (error) {
        failed(error)
      }
      await bell.wait(askEveryMs)
    }
  }
  const working = work()

  return {
    stop: async () => {
      stopping = true
      bell.ring()
      await working
      const all = Promise.all(underWay)
      const within = () => Promise.race([all, sleep(graceMs, undefined, { ref: false })])
      await within()
      cut.abort(new Error('the worker stops'))
      await within()
    },
  }
}
