import { z } from 'zod'
import type { ErrorCode, FieldProblem } from '../../../../contract/src/errors.ts'
import type { SubmissionReceipt } from '../../../../contract/src/submission.ts'
import { ProblemError } from '../problem.ts'
import { type RateLimit, rateLimitHeaders, retryAfter } from '../rateLimitHeaders.ts'

const refusals = [
  'INSTANCE_NOT_FOUND',
  'ORIGIN_NOT_ALLOWED',
  'PAYLOAD_TOO_LARGE',
  'IDEMPOTENCY_MISMATCH',
  'RATE_LIMITED',
  'VALIDATION_FAILED',
  'STALE_REVISION',
  'PLAN_LIMIT_REACHED',
  'MAINTENANCE',
] as const satisfies ErrorCode[]

const policy = z.object({
  name: z.enum(['ip', 'instance', 'workspace']),
  quota: z.int(),
  seconds: z.int(),
  reset: z.int(),
})
const left = z.int().nullable()

const refused = z.enum(refusals)
// CHECK_AGAIN: nothing was decided, because the fields were checked against a revision that is no longer published.
const outcome = z.enum(['accepted', 'replayed', 'CHECK_AGAIN', ...refusals])
// Verdict, id of the submission, when it was received if not with this batch, what is left for address, instance, workspace.
const told = z.tuple([outcome, z.uuid(), z.string().nullable(), left, left, left])
const answer = z.object({ policies: z.array(policy), now: z.string(), verdicts: z.array(told) })

type Policy = z.infer<typeof policy>
type Places = Record<Policy['name'], number | null>
/** What the database decided about one submission. */
export type Verdict = { policies: readonly Policy[] } & (
  | { verdict: 'accepted' | 'replayed'; receipt: SubmissionReceipt; remaining: Places }
  | { verdict: z.infer<typeof refused>; remaining: Places }
  | { verdict: 'CHECK_AGAIN' }
)

/** Reads what `private.accept_submissions` answers: verdicts in the order of the requests. Else throws a ZodError. */
export function parseVerdicts(value: unknown): Verdict[] {
  const { policies, now, verdicts } = answer.parse(value)
  const received = new Date(now).toISOString()
  return verdicts.map(([verdict, id, earlier, ip, instance, workspace]) => {
    const remaining = { ip, instance, workspace }
    if (verdict !== 'accepted' && verdict !== 'replayed') return { policies, verdict, remaining }
    const received_at = earlier === null ? received : new Date(earlier).toISOString()
    return { policies, verdict, remaining, receipt: { id, status: 'accepted', received_at } }
  })
}

// In the order in which they are asked; those after a refusal were not.
function limitsOf(policies: readonly Policy[], remaining: Places): RateLimit[] {
  return (['ip', 'instance', 'workspace'] as const).flatMap((name) => {
    const asked = policies.find((policy) => policy.name === name)
    const unused = remaining[name]
    if (!asked || unused === null) return []
    return [{ name, quota: asked.quota, window: asked.seconds, remaining: Math.max(0, unused), reset: asked.reset }]
  })
}

/** A stored submission: its receipt, and headers that tell what is left of the limits and whether it was stored before. */
export interface Acceptance {
  receipt: SubmissionReceipt
  headers: Record<string, string>
}

const maintenanceSeconds = 60

function waitAfter(refusal: (typeof refusals)[number], limits: readonly RateLimit[]): Record<string, string> {
  if (refusal === 'MAINTENANCE') return retryAfter(maintenanceSeconds)
  return refusal === 'RATE_LIMITED' ? retryAfter(limits.at(-1)?.reset ?? 1) : {}
}

/** Turns a verdict into an acceptance, or throws the refusal as a problem. */
export function acceptOrThrow(
  decided: Verdict,
  fieldErrors: FieldProblem[],
  labels: ReadonlyMap<string, string>,
): Acceptance {
  if (decided.verdict === 'CHECK_AGAIN') throw new ProblemError('UNAVAILABLE', { headers: retryAfter(1) })
  const limits = limitsOf(decided.policies, decided.remaining)
  const limitHeaders = rateLimitHeaders(limits)
  if ('receipt' in decided) {
    const replayed: Record<string, string> = decided.verdict === 'replayed' ? { 'Idempotent-Replayed': 'true' } : {}
    return { receipt: decided.receipt, headers: { ...limitHeaders, ...replayed } }
  }
  const aboutFields = decided.verdict === 'VALIDATION_FAILED' || decided.verdict === 'STALE_REVISION'
  throw new ProblemError(decided.verdict, {
    errors: aboutFields ? fieldErrors : undefined,
    labels,
    headers: { ...limitHeaders, ...waitAfter(decided.verdict, limits) },
  })
}
