import { type ErrorCode, errors } from '@lapel/contract/errors'

const isCode = (text: string): text is ErrorCode => Object.hasOwn(errors, text)

/** The translation key that says why the database refused: its message is a code of the contract. */
export const refusalOf = (error: unknown): string =>
  error instanceof Error && isCode(error.message) ? `lapel.error.${error.message}` : 'lapel.error.failed'
