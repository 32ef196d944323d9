import { z } from 'zod'
import { type ErrorCode, errors, type FieldProblem } from '../../../contract/src/errors.ts'
import { ProblemError } from './problem.ts'
import { rateLimitHeaders, retryAfter } from './rateLimitHeaders.ts'

const limits = z.array(
  z.object({ name: z.string().regex(/^[a-z]+$/), quota: z.int(), window: z.int(), remaining: z.int(), reset: z.int() }),
)
const refusals = Object.keys(errors) as ErrorCode[]

// The shape of `private.verdict`.
const ruling = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('accepted'), receipt: z.unknown(), limits }),
  z.object({ verdict: z.enum(refusals), detail: z.string().nullish(), retry_after: z.number().nullable(), limits }),
])

/** What was done, and what is left of the limits that it was counted against. */
export interface Ruling<Receipt> {
  receipt: Receipt
  headers: Record<string, string>
}

const aboutFields: readonly ErrorCode[] = ['VALIDATION_FAILED', 'STALE_REVISION']

/**
 * Reads what the database decided. Throws a refusal as a problem, and a ZodError for what is no verdict.
 *
 * @param fieldErrors what the database was told of the fields, for a refusal because of them
 */
export function ruleOn<Receipt>(
  answer: unknown,
  shape: z.ZodType<Receipt>,
  fieldErrors: FieldProblem[] = [],
): Ruling<Receipt> {
  const decided = ruling.parse(answer)
  const headers = rateLimitHeaders(decided.limits)
  if (decided.verdict === 'accepted') return { receipt: shape.parse(decided.receipt), headers }
  throw new ProblemError(decided.verdict, {
    detail: decided.detail ?? undefined,
    errors: aboutFields.includes(decided.verdict) && fieldErrors.length > 0 ? fieldErrors : undefined,
    headers: { ...headers, ...(decided.retry_after === null ? {} : retryAfter(decided.retry_after)) },
  })
}
