import type { SubmissionReceipt } from '@lapel/contract/submission'
import type { Outcome } from '../../failure.ts'

/** Where submissions wait that did not arrive. They keep their ids, so that each is stored once however often it is sent. */
export interface Outbox {
  /** Takes care of a submission until it is dropped: should the page close meanwhile, it is sent then. */
  keep(body: string): void
  /** Sends it when there is a connection again; ends when it is stored, refused for good or a day old. */
  wait(body: string): Promise<Outcome<SubmissionReceipt>>
  /** Tries again at once. */
  retry(): void
  drop(body: string): void
}
