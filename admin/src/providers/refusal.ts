import { type ErrorCode, errors } from '@lapel/contract/errors'
import { HttpError } from 'react-admin'

const isCode = (text: string): text is ErrorCode => Object.hasOwn(errors, text)

/** Where the code alone says too little, by the hint that comes with it. */
const hints = new Map<unknown, string>([
  ['plan_archived', 'lapel.act.plan.archived'],
  ['plan_changed', 'lapel.act.plan.changed'],
  ['step_up', 'lapel.step_up.needed'],
])

/** The translation key that says why the database refused: its message is a code of the contract. */
export const refusalOf = (error: unknown): string =>
  (error instanceof HttpError && hints.get(error.body?.hint)) ||
  (error instanceof Error && isCode(error.message) ? `lapel.error.${error.message}` : 'lapel.error.failed')
