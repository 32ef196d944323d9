import { z } from 'zod'
import type { FieldProblem } from '../../../../contract/src/errors.ts'
import { isOriginAllowed } from '../../../../contract/src/origins.ts'
import { checkPartial } from '../../../../contract/src/partialRules.ts'
import { partialReceipt } from '../../../../contract/src/submission.ts'
import { questionsOf } from '../../../../contract/src/widgets/questions.ts'
import type { Body } from '../body.ts'
import { type Answer, ask } from '../database.ts'
import type { LiveInstance, LiveInstances } from '../instances/live.ts'
import { openPrivateInstance } from '../instances/open.ts'
import type { Ports } from '../ports.ts'
import { jsonPointer, ProblemError } from '../problem.ts'
import { retryAfter } from '../rateLimitHeaders.ts'
import { type Ruling, ruleOn } from '../ruling.ts'
import type { CreateSubmission } from './create.ts'
import { verifyIdentity } from './identity.ts'
import { parseSubmission, type Submission } from './parse.ts'

const checkAgain = z.object({ verdict: z.literal('CHECK_AGAIN') })

/** Whether a body says that the visitor is not done. Whatever else is wrong with it is found when it is parsed. */
export function isPartial({ kind, ...body }: Body): boolean {
  const value = 'value' in body ? body.value : null
  return kind === 'json' && typeof value === 'object' && value !== null && 'partial' in value && value.partial === true
}

function fieldErrorsOf({ embed }: LiveInstance, { payload }: Submission): FieldProblem[] {
  return checkPartial(questionsOf(embed).fields, payload).map(({ key, code, detail }) => ({
    pointer: jsonPointer(['payload', key]),
    code,
    detail,
  }))
}

/** What the database decides, and what it was told of the fields. */
async function decide({ sql }: Pick<Ports, 'sql'>, submission: Submission, input: CreateSubmission, on: LiveInstance) {
  const errors = fieldErrorsOf(on, submission)
  const request = JSON.stringify({
    public_id: input.publicId,
    token: input.token,
    id: submission.id,
    revision: submission.revision,
    checked_revision: on.embed.revision,
    payload: submission.payload,
    origin_allowed: isOriginAllowed(input.origin, on.allowedOrigins),
    ip: input.ip,
    user_agent: input.userAgent,
    meta: submission.meta,
    field_errors: errors,
  })
  const { answer } = await ask(() => sql<Answer[]>`select private.accept_partial(${request}::text::jsonb) as answer`)
  return { answer, errors }
}

/**
 * Keeps what a visitor has entered so far, or throws why not as a problem. The field rules are those of
 * {@link checkPartial}; of an identity only one that was signed is kept. It takes no part in the batches of submissions and does not wait for them.
 */
export async function createPartial(
  ports: Pick<Ports, 'sql'>,
  instances: LiveInstances,
  input: CreateSubmission,
): Promise<Ruling<z.infer<typeof partialReceipt>>> {
  const parsed = parseSubmission(input.body)
  const find = (options?: { fresh: boolean }) =>
    input.token === null
      ? instances.find(input.publicId, options)
      : openPrivateInstance(ports, input.publicId, input.token)
  const remembered = await find()
  const { submission } = await verifyIdentity(ports, parsed, input)
  // Neither a site nor an older revision is refused on the strength of what is remembered.
  const isWelcome = isOriginAllowed(input.origin, remembered.allowedOrigins)
  let decided = await decide(ports, submission, input, isWelcome ? remembered : await find({ fresh: true }))
  if (checkAgain.safeParse(decided.answer).success) {
    instances.forget(input.publicId)
    decided = await decide(ports, submission, input, await find())
  }
  if (checkAgain.safeParse(decided.answer).success) throw new ProblemError('UNAVAILABLE', { headers: retryAfter(1) })
  return ruleOn(decided.answer, partialReceipt, decided.errors)
}
