import type { FieldProblem } from '../../../../contract/src/errors.ts'
import { judgeAnswers } from '../../../../contract/src/fileRules.ts'
import { isOriginAllowed } from '../../../../contract/src/origins.ts'
import type { SpamReason } from '../../../../contract/src/proof.ts'
import { questionsOf } from '../../../../contract/src/widgets/questions.ts'
import type { Body } from '../body.ts'
import type { LiveInstance, LiveInstances } from '../instances/live.ts'
import { openPrivateInstance } from '../instances/open.ts'
import type { Ports } from '../ports.ts'
import { jsonPointer, ProblemError } from '../problem.ts'
import { fieldProblems, uploadsOf } from '../uploads/name.ts'
import { settleUploads } from '../uploads/settle.ts'
import type { Batches } from './batches.ts'
import { verifyIdentity } from './identity.ts'
import { parseSubmission, type Submission, typeFormValues } from './parse.ts'
import type { SubmissionToDecide } from './settle.ts'
import { suspect } from './suspect.ts'
import { type Acceptance, acceptOrThrow } from './verdict.ts'

/** A request to submit, as it came. */
export interface CreateSubmission {
  publicId: string
  /** Of a private instance. */
  token: string | null
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
  return new Map(questionsOf(embed).fields.map((field) => [pointerTo(field.key), field.label]))
}

function checkAgainst(instance: LiveInstance, submission: Submission, origin: string | null): Checked {
  const asked = questionsOf(instance.embed)
  const sent = submission.id === null ? typeFormValues(asked.fields, submission.payload) : submission.payload
  const { payload, findings } = judgeAnswers(asked, sent)
  const fieldErrors = findings.map(({ key, code, detail }) => ({ pointer: pointerTo(key), code, detail }))
  if (asked.fields.length === 0) {
    fieldErrors.push({ pointer: '/payload', code: 'noAnswers', detail: 'This widget takes no answers.' })
  }
  return { instance, originAllowed: isOriginAllowed(origin, instance.allowedOrigins), payload, fieldErrors }
}

/** A site is not refused on the strength of an old list: it is read again first. Then it costs the database nothing more. */
async function check(
  ports: Pick<Ports, 'sql'>,
  instances: LiveInstances,
  submission: Submission,
  input: CreateSubmission,
): Promise<Checked> {
  if (input.token !== null) {
    return checkAgainst(await openPrivateInstance(ports, input.publicId, input.token), submission, input.origin)
  }
  const remembered = checkAgainst(await instances.find(input.publicId), submission, input.origin)
  if (remembered.originAllowed) return remembered
  const published = checkAgainst(await instances.find(input.publicId, { fresh: true }), submission, input.origin)
  if (!published.originAllowed) throw new ProblemError('ORIGIN_NOT_ALLOWED')
  return published
}

/** What is going to be refused is not worth anybody's opinion. */
async function suspectChecked(
  captcha: Ports['captcha'],
  submission: Submission,
  { instance, originAllowed, fieldErrors }: Checked,
  { ip, once }: CreateSubmission & { once: string },
): Promise<SpamReason[]> {
  return originAllowed && fieldErrors.length === 0 ? suspect(captcha, { submission, instance, ip, once }) : []
}

const toDecide = (
  submission: Submission,
  checked: Checked,
  input: CreateSubmission,
  spamReasons: readonly SpamReason[],
): SubmissionToDecide => ({
  public_id: input.publicId,
  token: input.token,
  id: submission.id,
  // What it will have if it is stored: made here in a tenth of the time that Postgres takes.
  submission_id: crypto.randomUUID(),
  revision: submission.revision ?? checked.instance.embed.revision,
  checked_revision: checked.instance.embed.revision,
  payload: checked.payload,
  origin_allowed: checked.originAllowed,
  ip: input.ip,
  user_agent: input.userAgent,
  meta: submission.meta,
  field_errors: checked.fieldErrors,
  ...uploadsOf(checked),
  spam_reasons: spamReasons,
})

/**
 * Stores one submission, or throws why not as a problem. Syntax, size, the instance's existence and the site are checked here,
 * and whether it looks like spam and whose user the visitor is; duplicates, rates, fields and plan are decided, in that order, by one SQL call for
 * all that arrive together.
 */
export async function createSubmission(
  ports: Pick<Ports, 'captcha' | 'sql'> & Partial<Pick<Ports, 'storage'>>,
  batches: Batches,
  instances: LiveInstances,
  input: CreateSubmission,
): Promise<Acceptance & { instance: LiveInstance }> {
  const parsed = parseSubmission(input.body)
  let checked = await check(ports, instances, parsed, input)
  const { submission, identity } = await verifyIdentity(ports, parsed, input)
  const asked = { ...input, once: submission.id ?? crypto.randomUUID() }
  if (ports.storage?.open) await settleUploads(ports, uploadsOf(checked).uploads)
  let spamReasons = await suspectChecked(ports.captcha, submission, checked, asked)
  let verdict = await batches.decide(toDecide(submission, checked, input, spamReasons))
  if (verdict.verdict === 'CHECK_AGAIN') {
    instances.forget(input.publicId)
    checked = await check(ports, instances, submission, input)
    spamReasons = await suspectChecked(ports.captcha, submission, checked, asked)
    verdict = await batches.decide(toDecide(submission, checked, input, spamReasons))
  }
  const { instance } = checked
  const { receipt, headers } = acceptOrThrow(verdict, fieldProblems(checked), labelsOf(instance))
  return { receipt: { ...receipt, ...identity }, headers, instance }
}
