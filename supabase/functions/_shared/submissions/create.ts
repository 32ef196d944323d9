import type { FieldProblem } from '../../../../contract/src/errors.ts'
import { checkPayload, describeViolation } from '../../../../contract/src/fieldRules.ts'
import type { Body } from '../body.ts'
import { type Answer, ask } from '../database.ts'
import type { LiveInstance, LiveInstances } from '../instances/live.ts'
import { isOriginAllowed } from '../origin.ts'
import type { Ports } from '../ports.ts'
import { jsonPointer } from '../problem.ts'
import { parseSubmission, type Submission, typeFormValues } from './parse.ts'
import { type Acceptance, readVerdict } from './verdict.ts'

interface CreateSubmission {
  publicId: string
  body: Body
  /** The Origin header, null where absent. */
  origin: string | null
  userAgent: string | null
  ip: string | null
}

interface Checked {
  instance: LiveInstance
  originAllowed: boolean
  payload: Record<string, unknown>
  fieldErrors: FieldProblem[]
}

function checkAgainst(instance: LiveInstance, submission: Submission, origin: string | null): Checked {
  const { fields } = instance.embed.config
  const payload = submission.id === null ? typeFormValues(fields, submission.payload) : submission.payload
  const fieldErrors = checkPayload(fields, payload).map((violation) => ({
    pointer: jsonPointer(['payload', violation.key]),
    code: violation.code,
    detail: describeViolation(violation),
  }))
  return { instance, originAllowed: isOriginAllowed(origin, instance.allowedOrigins), payload, fieldErrors }
}

/** Nothing is refused on the strength of a remembered instance: it is read again first. */
async function check(instances: LiveInstances, submission: Submission, input: CreateSubmission): Promise<Checked> {
  const checked = checkAgainst(await instances.find(input.publicId), submission, input.origin)
  if (checked.originAllowed && checked.fieldErrors.length === 0) return checked
  return checkAgainst(await instances.find(input.publicId, { fresh: true }), submission, input.origin)
}

/**
 * Stores one submission, or throws why not as a problem. Syntax, size and the instance's existence are checked here;
 * origin, duplicates, rates, fields and plan are decided, in that order, by one SQL call in one transaction.
 */
export async function createSubmission(
  { sql }: Ports,
  instances: LiveInstances,
  input: CreateSubmission,
): Promise<Acceptance & { instance: LiveInstance }> {
  const submission = parseSubmission(input.body)
  const { instance, originAllowed, payload, fieldErrors } = await check(instances, submission, input)
  const request = {
    public_id: input.publicId,
    id: submission.id,
    revision: submission.revision ?? instance.embed.revision,
    payload,
    origin_allowed: originAllowed,
    ip: input.ip,
    user_agent: input.userAgent,
    meta: submission.meta,
    field_errors: fieldErrors,
  }
  const { answer } = await ask(
    sql<Answer[]>`select private.accept_submission(${JSON.stringify(request)}::text::jsonb) as answer`,
  )
  return { ...readVerdict(answer, fieldErrors), instance }
}
