import type { SubmissionRequest } from '@lapel/contract/submission'

/** The id of a submission that is to come, and the work that is being done for it. */
export interface Ticket {
  id: string
  /** The nonce that `workMessage` wants; undefined where no work is asked for, or it could not be done. */
  nonce?: Promise<string | undefined> | undefined
}

/** What makes a submission that one submission. */
export interface Sealed extends Ticket {
  content: string
}

/** Gives a submission its id, which stays while revision and payload do: by it they are stored once. */
export function seal(
  { revision, payload }: Pick<SubmissionRequest, 'revision' | 'payload'>,
  before: Sealed | undefined,
  draw: () => Ticket,
): Sealed {
  const content = JSON.stringify([revision, payload])
  return before?.content === content ? before : { content, ...draw() }
}
