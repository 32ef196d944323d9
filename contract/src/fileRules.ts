/**
 * Rules of file fields and of the uploads that answer them. Apart from the other rules and without zod, so that the SDK
 * carries none of it until it draws such fields.
 */

import { keepShown, type Questions, shownOf } from './branching.ts'
import { checkPayload, describeViolation, type Field, type Payload } from './fieldRules.ts'

/** Types a form may ask for: each is known by its first bytes, and none runs as part of a page. */
export const fileTypes = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/heic',
  'application/pdf',
] as const
export type FileType = (typeof fileTypes)[number]

/** Largest file in bytes, and the most files of one field. */
export const maxFileBytes = 10_485_760
export const maxFiles = 5

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** Why the answer to a file field, or a file that is announced for one, is refused. */
export type FileRuleCode = 'required' | 'type' | 'tooMany' | 'notAFileField' | 'fileType' | 'tooLarge'

/** A broken rule: the member that breaks it, and the English sentence. */
export interface Finding {
  key: string
  code: string
  detail: string
}

const finding = (key: string, code: FileRuleCode, detail: string): Finding => ({ key, code, detail })

function checkAnswer(field: Field, value: unknown): Finding | undefined {
  const { key } = field
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
    return field.required ? finding(key, 'required', 'A file is required.') : undefined
  }
  const most = field.maxFiles ?? 1
  if (!Array.isArray(value) || !value.every((id) => typeof id === 'string' && uuid.test(id))) {
    return finding(key, 'type', 'This is not a list of upload ids.')
  }
  if (new Set(value).size < value.length) return finding(key, 'type', 'A file is named twice.')
  return value.length > most ? finding(key, 'tooMany', `At most ${most} files are allowed.`) : undefined
}

const checkOthers = (fields: readonly Field[], payload: Payload): Finding[] =>
  checkPayload(fields, payload).map((violation) => ({
    key: violation.key,
    code: violation.code,
    detail: describeViolation(violation),
  }))

/** Every rule that a payload breaks, file fields included, fields in the config's order and unknown ones last. */
export function checkAnswers(fields: readonly Field[], payload: Payload): Finding[] {
  const files = new Set(fields.filter(({ type }) => type === 'file').map(({ key }) => key))
  if (files.size === 0) return checkOthers(fields, payload)
  const others = checkOthers(
    fields.filter(({ key }) => !files.has(key)),
    Object.fromEntries(Object.entries(payload).filter(([key]) => !files.has(key))),
  )
  const order = new Map(fields.map(({ key }, index) => [key, index]))
  const found = fields.flatMap((field) => {
    if (field.type !== 'file') return []
    return checkAnswer(field, Object.hasOwn(payload, field.key) ? payload[field.key] : undefined) ?? []
  })
  const place = ({ key }: Finding) => order.get(key) ?? fields.length
  return [...others, ...found].sort((a, b) => place(a) - place(b))
}

/** A payload as it is stored, and what speaks against storing it. */
export interface Judgement {
  payload: Payload
  findings: Finding[]
}

/**
 * Drops the answers to what a visitor was not shown and checks the rest: the endpoint's and the SDK's one way to judge
 * what was entered. Judging what was kept finds the same.
 */
export function judgeAnswers(questions: Questions, payload: Payload): Judgement {
  const kept = keepShown(questions, payload)
  return { payload: kept, findings: checkAnswers(shownOf(questions, kept).fields, kept) }
}

/** An upload that a payload names, and the field that names it. */
export interface NamedUpload {
  field: string
  id: string
}

/** The uploads that a payload names. Only of a payload in which {@link checkAnswers} finds nothing. */
export function namedUploads(fields: readonly Field[], payload: Payload): NamedUpload[] {
  return fields.flatMap(({ key, type }) => {
    const value = type === 'file' && Object.hasOwn(payload, key) ? payload[key] : undefined
    return Array.isArray(value) ? value.map((id) => ({ field: key, id: String(id) })) : []
  })
}

/** What speaks against a file that is announced for a field; the keys are members of the announcement. */
export function checkFile(
  fields: readonly Field[],
  { field: key, type, bytes }: { field: string; type: string; bytes: number },
): Finding[] {
  const field = fields.find((f) => f.key === key && f.type === 'file')
  if (!field) return [finding('field', 'notAFileField', 'The form has no such file field.')]
  const types: readonly string[] = field.types ?? []
  const most = field.maxBytes ?? maxFileBytes
  return [
    ...(types.includes(type) ? [] : [finding('type', 'fileType', `Allowed are: ${types.join(', ')}.`)]),
    ...(bytes > most ? [finding('bytes', 'tooLarge', `At most ${most} bytes are allowed.`)] : []),
  ]
}
