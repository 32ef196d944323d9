import type { z } from 'zod'
import type { FieldProblem } from '../../../../contract/src/errors.ts'
import type { Field } from '../../../../contract/src/fieldRules.ts'
import { captchaField, trapField } from '../../../../contract/src/proof.ts'
import {
  maxPayloadBytes,
  type SubmissionProof,
  type SubmissionRequest,
  submissionRequest,
} from '../../../../contract/src/submission.ts'
import type { Body } from '../body.ts'
import { type FormFields, lastOf } from '../bodyForm.ts'
import { jsonPointer, ProblemError } from '../problem.ts'

/** What a visitor sent. A page without script has no id and no revision to tell. */
export interface Submission {
  id: string | null
  revision: number | null
  payload: Record<string, unknown>
  /** With the user's id once it is verified. */
  meta: NonNullable<SubmissionRequest['meta']> & { user?: string }
  /** What the page says about who sent it; undefined where it says nothing. */
  identity?: unknown
  proof: SubmissionProof
}

/** An issue that zod found, as problems with pointers. */
export function describeIssue(issue: z.core.$ZodIssue): FieldProblem[] {
  const { code, message } = issue
  if (code !== 'unrecognized_keys') return [{ pointer: jsonPointer(issue.path), code, detail: message }]
  return issue.keys.map((key) => ({
    pointer: jsonPointer([...issue.path, key]),
    code,
    detail: 'There is no such member.',
  }))
}

function parseRequest(value: unknown): Submission {
  const { data, error } = submissionRequest.safeParse(value)
  if (error) throw new ProblemError('VALIDATION_FAILED', { errors: error.issues.flatMap(describeIssue) })
  return { ...data, meta: data.meta ?? {}, proof: data.proof ?? {} }
}

function parseFormPost(fields: FormFields): Submission {
  const { [trapField]: trap, [captchaField]: turnstile, ...payload } = fields
  return { id: null, revision: null, payload, meta: {}, proof: { trap: lastOf(trap), turnstile: lastOf(turnstile) } }
}

/** Reads a submission from a body. Throws VALIDATION_FAILED with pointers, or PAYLOAD_TOO_LARGE. */
export function parseSubmission(body: Body): Submission {
  const submission = body.kind === 'json' ? parseRequest(body.value) : parseFormPost(body.fields)
  const size = new TextEncoder().encode(JSON.stringify(submission.payload)).byteLength
  if (size > maxPayloadBytes) {
    throw new ProblemError('PAYLOAD_TOO_LARGE', {
      errors: [{ pointer: '/payload', code: 'size', detail: `At most ${maxPayloadBytes} bytes of JSON are stored.` }],
    })
  }
  return submission
}

const isNumeric = ({ type }: Field) => type === 'number' || type === 'slider' || type === 'rating' || type === 'scale'

function typed(field: Field, text: string): unknown {
  if (field.type === 'checkbox' || field.type === 'consent') return true
  const number = Number(text)
  return isNumeric(field) && text.trim() !== '' && Number.isFinite(number) ? number : text
}

function typedValue(field: Field | undefined, sent: unknown): unknown {
  const texts = [sent].flat().filter((text) => typeof text === 'string')
  if (field?.type === 'multiselect' && texts.length > 0) return texts.filter((text) => text !== '')
  const text = texts.at(-1)
  return field && text !== undefined ? typed(field, text) : (text ?? sent)
}

/**
 * A form post's texts as the values that script would have sent: a named checkbox is ticked, numbers are numbers, a
 * group of checkboxes is a list. Of what was sent twice for anything else, the last counts.
 */
export function typeFormValues(fields: readonly Field[], payload: Record<string, unknown>): Record<string, unknown> {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  return Object.fromEntries(Object.entries(payload).map(([key, sent]) => [key, typedValue(byKey.get(key), sent)]))
}
