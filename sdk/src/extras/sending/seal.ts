import type { SubmissionRequest } from '@lapel/contract/submission'

/** The id of a submission that is to come, and the work that is being done for it. */
export interface Ticket {
  id: string
  /** The nonce that `workMessage` wants; undefined where no work is asked for, or it could not be done. */
  nonce?: Promise<string | undefined> | undefined
}

/** What makes a submission that one submission, and the body that every try to send it repeats. */
export interface Sealed extends Ticket {
  content: string
  /** Empty until the work is done. */
  body: string
}

/** Gives a submission its id. While revision and payload stay as they were, so do the id and the whole body. */
export function seal(
  { revision, payload }: Pick<SubmissionRequest, 'revision' | 'payload'>,
  before: Sealed | undefined,
  draw: () => Ticket,
): Sealed {
  const content = JSON.stringify([revision, payload])
  return before?.content === content ? before : { content, body: '', ...draw() }
}
