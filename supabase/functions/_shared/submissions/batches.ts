import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { retryAfter } from '../rateLimitHeaders.ts'
import { parseVerdicts, type Verdict } from './verdict.ts'

const largest = 100
// What a second of work leaves behind when the database stalls; more would be answered too late to be of use.
const mostWaiting = 1000
const mostLanes = 4
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

async function decideTogether({ sql }: Ports, requests: readonly SubmissionToDecide[]): Promise<Verdict[]> {
  const { answer } = await ask(
    () => sql<Answer[]>`select private.accept_submissions(${JSON.stringify(requests)}::text::jsonb) as answer`,
  )
  return parseVerdicts(answer)
}

/** Tells everyone of a batch what came of it. */
type Deliver = () => void

/** Decides a batch. One that Postgres cannot take is found by halving, so that it harms no other. */
async function settle(ports: Ports, batch: readonly Waiting[]): Promise<Deliver> {
  try {
    const requests = batch.map(({ request }) => request)
    const verdicts = await decideTogether(ports, requests)
    return () => {
      batch.forEach(({ resolve, reject }, index) => {
        const verdict = verdicts[index]
        if (verdict) resolve(verdict)
        else reject(new Error('no verdict'))
      })
    }
  } catch (thrown) {
    if (batch.length === 1 || !(thrown instanceof ProblemError && isAboutTheBatch(thrown))) {
      return () => {
        for (const { reject } of batch) reject(thrown)
      }
    }
    const middle = batch.length >> 1
    const delivers = [await settle(ports, batch.slice(0, middle)), await settle(ports, batch.slice(middle))]
    return () => {
      for (const deliver of delivers) deliver()
    }
  }
}

/**
 * Gathers submissions while earlier ones are being stored. Whoever comes when nobody is waiting goes at once and alone.
 * One batch at a time, because a second one would wait in the database for the first one's rows; another goes beside it
 * when it is taking long, so that a tenant whose rows are locked does not hold up the others. Who submits to an instance
 * of such a batch waits for it: its counters are locked, and the next lane would be stuck as well.
 */
export function createBatches(ports: Ports): Batches {
  let waiting: Waiting[] = []
  let lanes = 0
  const stuck = new Set<readonly Waiting[]>()

  function open(): void {
    if (waiting.length > 0 && lanes < mostLanes && lanes === stuck.size) void work()
  }

  function takeBatch(): Waiting[] {
    if (stuck.size === 0) return waiting.splice(0, largest)
    const held = new Set([...stuck].flatMap((batch) => batch.map(({ request }) => request.public_id)))
    const batch = waiting.filter(({ request }) => !held.has(request.public_id)).slice(0, largest)
    const taken = new Set(batch)
    waiting = waiting.filter((one) => !taken.has(one))
    return batch
  }

  async function settleWatched(batch: readonly Waiting[]): Promise<Deliver> {
    const timer = setTimeout(() => {
      stuck.add(batch)
      open()
    }, stuckAfterMs)
    try {
      return await settle(ports, batch)
    } finally {
      clearTimeout(timer)
      stuck.delete(batch)
    }
  }

  async function work(): Promise<void> {
    lanes += 1
    let deliver: Deliver = () => undefined
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      // The next batch is on its way before the last one's answers are written: the database does not wait for those.
      const settling = settleWatched(batch)
      deliver()
      deliver = await settling
    }
    lanes -= 1
    deliver()
  }

  return {
    decide: (request) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting) {
          reject(new ProblemError('UNAVAILABLE', { headers: retryAfter(1), cause: new Error('too many are waiting') }))
          return
        }
        waiting.push({ request, resolve, reject })
        open()
      }),
  }
}
