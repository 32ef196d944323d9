import type { Sql } from 'postgres'
import type { Outgoing } from '../../outgoing/client.ts'
import { type SteadyWork, startSteadyWork } from '../steadyWork.ts'
import { attempt, type Delivery } from './attempt.ts'

/** Requests under way at once. Each endpoint has four of them at most, which the database sees to. */
const mostAtOnce = 256

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
 * Sends what is due until it is stopped. It asks every second: an event could tell of itself by NOTIFY; but Postgres lets
 * one transaction at a time commit with a notice, and every submission of whoever has a webhook would stand in that line.
 *
 * @param sql a pool of the login lapel_worker: the secrets are opened with the key that its connections bring
 * @param complain is told what an operator should know
 */
export const startDeliveries = (sql: Sql, outgoing: Outgoing, complain: (sentence: string) => void): SteadyWork =>
  startSteadyWork(
    {
      name: 'webhooks',
      mostAtOnce,
      claim: (room) => claim(sql, room),
      carryOut: (delivery, signal) => deliver(sql, outgoing, delivery, signal),
    },
    complain,
  )
