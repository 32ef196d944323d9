import { z } from 'zod'
import type { ErrorCode, FieldProblem } from '../../../../contract/src/errors.ts'
import { type SubmissionReceipt, submissionReceipt } from '../../../../contract/src/submission.ts'
import { ProblemError } from '../problem.ts'
import { rateLimitHeaders, retryAfter } from '../rateLimitHeaders.ts'

const refusals = [
  'INSTANCE_NOT_FOUND',
  'ORIGIN_NOT_ALLOWED',
  'PAYLOAD_TOO_LARGE',
  'IDEMPOTENCY_MISMATCH',
  'RATE_LIMITED',
  'VALIDATION_FAILED',
  'STALE_REVISION',
  'PLAN_LIMIT_REACHED',
] as const satisfies ErrorCode[]

const limits = z.array(
  z.object({ name: z.string().regex(/^[a-z]+$/), quota: z.int(), window: z.int(), remaining: z.int(), reset: z.int() }),
)

// CHECK_AGAIN: nothing was decided, because the fields were checked against a revision that is no longer published.
const verdict = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.enum(['accepted', 'replayed']), receipt: submissionReceipt, limits }),
  z.object({ verdict: z.enum(refusals), retry_after: z.number().nullable(), detail: z.string().nullable(), limits }),
  z.object({ verdict: z.literal('CHECK_AGAIN') }),
])
/** What `private.accept_submission` answers. */
export type Verdict = z.infer<typeof verdict>

/** Reads the database's answer; one that is not a verdict throws a ZodError. */
export const parseVerdict = (answer: unknown): Verdict => verdict.parse(answer)

/** A stored submission: its receipt, and headers that tell what is left of the limits and whether it was stored before. */
export interface Acceptance {
  receipt: SubmissionReceipt
  headers: Record<string, string>
}

/** Turns a verdict into an acceptance, or throws the refusal as a problem. */
export function acceptOrThrow(
  decided: Verdict,
  fieldErrors: FieldProblem[],
  labels: ReadonlyMap<string, string>,
): Acceptance {
  if (decided.verdict === 'CHECK_AGAIN') throw new ProblemError('UNAVAILABLE', { headers: retryAfter(1) })
  const limitHeaders = rateLimitHeaders(decided.limits)
  if ('receipt' in decided) {
    const replayed: Record<string, string> = decided.verdict === 'replayed' ? { 'Idempotent-Replayed': 'true' } : {}
    return { receipt: decided.receipt, headers: { ...limitHeaders, ...replayed } }
  }
  const aboutFields = decided.verdict === 'VALIDATION_FAILED' || decided.verdict === 'STALE_REVISION'
  throw new ProblemError(decided.verdict, {
    detail: decided.detail ?? undefined,
    errors: aboutFields ? fieldErrors : undefined,
    labels,
    headers: { ...limitHeaders, ...(decided.retry_after === null ? {} : retryAfter(decided.retry_after)) },
  })
}
