import type { Sql, TransactionSql } from 'postgres'
import { type Answer, ask } from '../database.ts'
import { ProblemError } from '../problem.ts'
import { parseVerdicts, type Verdict } from './verdict.ts'

// Half of a batch that ran into the timeout has less to do, and everybody in it has waited for long already.
const patienceMs = 500
// Enough to find one among a hundred, when every half that it is in takes all the time there is.
const searchMs = 3500

/** What `private.accept_submissions` reads of one submission. */
export interface SubmissionToDecide {
  public_id: string
  id: string | null
  [member: string]: unknown
}

/** A submission whose sender waits for the verdict. */
export interface Waiting {
  request: SubmissionToDecide
  resolve(verdict: Verdict): void
  reject(reason: unknown): void
}

/** What came of a batch: tells everyone in it. */
export interface Settled {
  deliver(): void
  /** Whether the database answered, if only to refuse. */
  answered: boolean
}

/** What Postgres did not do together it may do in parts. */
type Refusal = 'ofBatch' | 'timeout'

interface Tried extends Settled {
  refusal?: Refusal | undefined
  failure?: unknown
}

function refusalOf(thrown: unknown): Refusal | undefined {
  const cause = thrown instanceof ProblemError ? thrown.cause : null
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === '57014') return 'timeout'
  // For what is in the batch, or for its luck with locks; not for the state the server is in.
  return /^(0A|22|23|40|42|54|P0|XX)/.test(code) ? 'ofBatch' : undefined
}

async function decideTogether(lane: Sql, batch: readonly Waiting[], isPatient: boolean): Promise<Verdict[]> {
  const requests = JSON.stringify(batch.map(({ request }) => request))
  const decide = (sql: Sql | TransactionSql) =>
    sql<Answer[]>`select private.accept_submissions(${requests}::text::jsonb) as answer`
  const decideSoon = () =>
    lane.begin(async (sql) => {
      await sql`select set_config('statement_timeout', ${String(patienceMs)}, true)`
      return decide(sql)
    })
  const { answer } = await ask(isPatient ? () => decide(lane) : decideSoon)
  return parseVerdicts(answer)
}

async function attempt(lane: Sql, batch: readonly Waiting[], isPatient: boolean): Promise<Tried> {
  try {
    const verdicts = await decideTogether(lane, batch, isPatient)
    const deliver = () => {
      batch.forEach(({ resolve, reject }, index) => {
        const verdict = verdicts[index]
        if (verdict) resolve(verdict)
        else reject(new Error('no verdict'))
      })
    }
    return { deliver, answered: true }
  } catch (thrown) {
    const refusal = refusalOf(thrown)
    const deliver = () => {
      for (const { reject } of batch) reject(thrown)
    }
    return { deliver, answered: refusal !== undefined, refusal, failure: thrown }
  }
}

function halve(batch: readonly Waiting[]): (readonly Waiting[])[] {
  const middle = batch.length >> 1
  return [batch.slice(0, middle), batch.slice(middle)]
}

/** Tells those at once who are found to be harmless; the largest parts come first, so that most are told soon. */
async function search(lane: Sql, batch: readonly Waiting[], refusal: Refusal): Promise<boolean> {
  const until = performance.now() + searchMs
  let isPatient = refusal !== 'timeout'
  // What takes too long is mostly one instance's: what is sent to it stays together, in its order.
  const parts = halve(batch.toSorted((a, b) => a.request.public_id.localeCompare(b.request.public_id)))
  for (let part = parts.shift(); part; part = parts.shift()) {
    const tried = await attempt(lane, part, isPatient)
    if (tried.refusal === 'timeout') isPatient = false
    if (tried.refusal && part.length > 1 && performance.now() < until) parts.push(...halve(part))
    else tried.deliver()
    if (!tried.answered) {
      for (const { reject } of parts.flat()) reject(tried.failure)
      return false
    }
  }
  return true
}

/**
 * Decides a batch. One that Postgres cannot take, or not in time, is found by halving, so that it harms no other; after
 * some seconds of that, whoever is still undecided is refused together with it.
 */
export async function settle(lane: Sql, batch: readonly Waiting[]): Promise<Settled> {
  const tried = await attempt(lane, batch, true)
  if (!tried.refusal || batch.length === 1) return tried
  return { deliver: () => undefined, answered: await search(lane, batch, tried.refusal) }
}
