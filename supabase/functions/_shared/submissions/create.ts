import type { FieldProblem } from '../../../../contract/src/errors.ts'
import { checkPayload, describeViolation } from '../../../../contract/src/fieldRules.ts'
import type { Body } from '../body.ts'
import { type Answer, ask } from '../database.ts'
import type { LiveInstance, LiveInstances } from '../instances/live.ts'
import { isOriginAllowed } from '../origin.ts'
import type { Ports } from '../ports.ts'
import { jsonPointer } from '../problem.ts'
import { parseSubmission, type Submission, typeFormValues } from './parse.ts'
import { type Acceptance, acceptOrThrow, parseVerdict } from './verdict.ts'

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

const pointerTo = (key: string) => jsonPointer(['payload', key])

function labelsOf({ embed }: LiveInstance): ReadonlyMap<string, string> {
  return new Map(embed.config.fields.map((field) => [pointerTo(field.key), field.label]))
}

function checkAgainst(instance: LiveInstance, submission: Submission, origin: string | null): Checked {
  const { fields } = instance.embed.config
  const payload = submission.id === null ? typeFormValues(fields, submission.payload) : submission.payload
  const fieldErrors = checkPayload(fields, payload).map((violation) => ({
    pointer: pointerTo(violation.key),
    code: violation.code,
    detail: describeViolation(violation),
  }))
  return { instance, originAllowed: isOriginAllowed(origin, instance.allowedOrigins), payload, fieldErrors }
}

/** A site is not refused on the strength of a remembered list: it is read again first. */
async function check(instances: LiveInstances, submission: Submission, input: CreateSubmission): Promise<Checked> {
  const remembered = checkAgainst(await instances.find(input.publicId), submission, input.origin)
  if (remembered.originAllowed) return remembered
  return checkAgainst(await instances.find(input.publicId, { fresh: true }), submission, input.origin)
}

async function decide({ sql }: Ports, submission: Submission, checked: Checked, input: CreateSubmission) {
  const { instance, originAllowed, payload, fieldErrors } = checked
  const request = {
    public_id: input.publicId,
    id: submission.id,
    revision: submission.revision ?? instance.embed.revision,
    checked_revision: instance.embed.revision,
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
  return parseVerdict(answer)
}

/**
 * Stores one submission, or throws why not as a problem. Syntax, size and the instance's existence are checked here;
 * origin, duplicates, rates, fields and plan are decided, in that order, by one SQL call in one transaction.
 */
export async function createSubmission(
  ports: Ports,
  instances: LiveInstances,
  input: CreateSubmission,
): Promise<Acceptance & { instance: LiveInstance }> {
  const submission = parseSubmission(input.body)
  let checked = await check(instances, submission, input)
  let verdict = await decide(ports, submission, checked, input)
  if (verdict.verdict === 'CHECK_AGAIN') {
    instances.forget(input.publicId)
    checked = await check(instances, submission, input)
    verdict = await decide(ports, submission, checked, input)
  }
  const { instance, fieldErrors } = checked
  return { ...acceptOrThrow(verdict, fieldErrors, labelsOf(instance)), instance }
}
