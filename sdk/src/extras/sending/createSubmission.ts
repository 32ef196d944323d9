import type { SubmissionReceipt } from '@lapel/contract/submission'
import type { Client } from '../../client.ts'
import type { Outcome } from '../../failure.ts'

/** Sends a submission's body exactly as given, so that a retry is the same request. */
export const createSubmission = (client: Client, body: string): Promise<Outcome<SubmissionReceipt>> =>
  client.post({
    method: 'POST',
    body,
    // A submission that is under way goes on when the visitor leaves the page.
    keepalive: true,
    headers: { 'content-type': 'application/json' },
  })
