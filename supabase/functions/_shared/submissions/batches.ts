import type { Sql } from 'postgres'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { retryAfter } from '../rateLimitHeaders.ts'
import { type Settled, type SubmissionToDecide, settle, type Waiting } from './settle.ts'
import type { Verdict } from './verdict.ts'

const largest = 100
// What a second of work leaves behind when the database stalls; more would be answered too late to be of use.
const mostWaiting = 1000
// Of one instance whose batch is stuck: the rest of the queue is for the others.
const mostHeld = 250
const stuckAfterMs = 50

/** Decides submissions, many at a time where many arrive. */
export interface Batches {
  /** The verdict, given after what it says is durably stored. Throws UNAVAILABLE, at once when too many are waiting. */
  decide(request: SubmissionToDecide): Promise<Verdict>
}

const tooMany = () =>
  new ProblemError('UNAVAILABLE', { headers: retryAfter(1), cause: new Error('too many are waiting') })

/**
 * Gathers submissions while earlier ones are being stored. Whoever comes when nobody is waiting goes at once and alone.
 * One batch at a time, because a second one would wait in the database for the first one's rows; another goes beside it
 * when it is taking long, so that a tenant whose rows are locked does not hold up the others. Who submits to an instance
 * of such a batch waits for it: its counters are locked, and the next lane would be stuck as well.
 */
export function createBatches({ lanes }: Pick<Ports, 'lanes'>): Batches {
  let waiting: Waiting[] = []
  // The first is taken again and again, and so is always warm.
  const free = [...lanes]
  const stuck = new Set<readonly Waiting[]>()

  function open(): void {
    if (waiting.length === 0 || lanes.length - free.length > stuck.size) return
    const lane = free.shift()
    if (lane) void work(lane)
  }

  const heldInstances = () => new Set([...stuck].flatMap((batch) => batch.map(({ request }) => request.public_id)))

  function takeBatch(): Waiting[] {
    if (stuck.size === 0) return waiting.splice(0, largest)
    const held = heldInstances()
    const batch = waiting.filter(({ request }) => !held.has(request.public_id)).slice(0, largest)
    const taken = new Set(batch)
    waiting = waiting.filter((one) => !taken.has(one))
    return batch
  }

  function isFull({ public_id }: SubmissionToDecide): boolean {
    if (waiting.length >= mostWaiting) return true
    if (waiting.length < mostHeld || stuck.size === 0 || !heldInstances().has(public_id)) return false
    return waiting.filter(({ request }) => request.public_id === public_id).length >= mostHeld
  }

  async function settleWatched(lane: Sql, batch: readonly Waiting[]): Promise<Settled> {
    const timer = setTimeout(() => {
      stuck.add(batch)
      open()
    }, stuckAfterMs)
    try {
      return await settle(lane, batch)
    } finally {
      clearTimeout(timer)
      stuck.delete(batch)
    }
  }

  async function work(lane: Sql): Promise<void> {
    let settled: Settled = { deliver: () => undefined, answered: true }
    while (settled.answered) {
      const batch = takeBatch()
      if (batch.length === 0) break
      // The next batch is on its way before the last one's answers are written: the database does not wait for those.
      const settling = settleWatched(lane, batch)
      settled.deliver()
      settled = await settling
    }
    // A connection on which no answer came may be dead: the others are tried before it.
    if (settled.answered) free.unshift(lane)
    else free.push(lane)
    settled.deliver()
    if (!settled.answered) open()
  }

  return {
    decide: (request) =>
      new Promise((resolve, reject) => {
        if (isFull(request)) {
          reject(tooMany())
          return
        }
        waiting.push({ request, resolve, reject })
        open()
      }),
  }
}
