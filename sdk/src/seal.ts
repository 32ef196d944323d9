import type { SubmissionRequest } from '@lapel/contract/submission'

/** A submission as it is sent, and what makes it that one submission. */
export interface Sealed {
  content: string
  body: string
}

/** A random (version 4) UUID; `crypto.randomUUID` exists on https and localhost only. */
export function randomId(): string {
  const digit = () => ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % 16).toString(16)
  return crypto.randomUUID?.() ?? 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, digit)
}

/** Gives a submission its id. While revision and payload stay as they were, so do the id and the whole body. */
export function seal(request: Omit<SubmissionRequest, 'id'>, before: Sealed | undefined): Sealed {
  const content = JSON.stringify([request.revision, request.payload])
  return before?.content === content ? before : { content, body: JSON.stringify({ id: randomId(), ...request }) }
}
