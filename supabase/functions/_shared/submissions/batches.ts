import type { Sql } from 'postgres'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { retryAfter } from '../rateLimitHeaders.ts'
import { parseVerdicts, type Verdict } from './verdict.ts'

const largest = 100
// What a second of work leaves behind when the database stalls; more would be answered too late to be of use.
const mostWaiting = 1000
// Of one instance whose batch is stuck: the rest of the queue is for the others.
const mostHeld = 250
const stuckAfterMs = 50

/** What `private.accept_submissions` reads of one submission. */
export interface SubmissionToDecide {
  public_id: string
  id: string | null
  [member: string]: unknown
}

interface Waiting {
  request: SubmissionToDecide
  resolve(verdict: Verdict): void
  reject(reason: unknown): void
}

/** Decides submissions, many at a time where many arrive. */
export interface Batches {
  /** The verdict, given after what it says is durably stored. Throws UNAVAILABLE, at once when too many are waiting. */
  decide(request: SubmissionToDecide): Promise<Verdict>
}

// Refused by Postgres for what is in the batch, or for its luck with locks; not for the state the server is in.
function isAboutTheBatch({ cause }: ProblemError): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return /^(0A|22|23|40|42|54|P0|XX)/.test(code)
}

async function decideTogether(sql: Sql, requests: readonly SubmissionToDecide[]): Promise<Verdict[]> {
  const { answer } = await ask(
    () => sql<Answer[]>`select private.accept_submissions(${JSON.stringify(requests)}::text::jsonb) as answer`,
  )
  return parseVerdicts(answer)
}

/** What came of a batch: tells everyone in it. */
interface Settled {
  deliver(): void
  /** Whether the database answered, if only to refuse. */
  answered: boolean
}

/** Decides a batch. One that Postgres cannot take is found by halving, so that it harms no other. */
async function settle(lane: Sql, batch: readonly Waiting[]): Promise<Settled> {
  try {
    const requests = batch.map(({ request }) => request)
    const verdicts = await decideTogether(lane, requests)
    const deliver = () => {
      batch.forEach(({ resolve, reject }, index) => {
        const verdict = verdicts[index]
        if (verdict) resolve(verdict)
        else reject(new Error('no verdict'))
      })
    }
    return { deliver, answered: true }
  } catch (thrown) {
    const answered = thrown instanceof ProblemError && isAboutTheBatch(thrown)
    if (batch.length === 1 || !answered) {
      const deliver = () => {
        for (const { reject } of batch) reject(thrown)
      }
      return { deliver, answered }
    }
    const middle = batch.length >> 1
    const halves = [await settle(lane, batch.slice(0, middle)), await settle(lane, batch.slice(middle))]
    const deliver = () => {
      for (const half of halves) half.deliver()
    }
    return { deliver, answered: halves.every((half) => half.answered) }
  }
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
