import { z } from 'zod'

/** Largest raw request body in bytes. */
export const maxBodyBytes = 65_536
/** Largest payload in bytes of UTF-8 JSON; the database keeps the same bound on the stored form. */
export const maxPayloadBytes = 32_768

/** Where a submission came from, as the page reports it. Never trusted, never shown as HTML. */
const submissionMeta = z.strictObject({
  page: z.string().max(2000).optional(),
  referrer: z.string().max(2000).optional(),
  locale: z.string().max(35).optional(),
})

/** Body of `POST /embed/v1/instances/:public_id/submissions`. `id` is made once by the client and kept across retries. */
export const submissionRequest = z.strictObject({
  id: z.uuid(),
  revision: z.int32().positive(),
  payload: z.record(z.string().max(40), z.unknown()),
  meta: submissionMeta.optional(),
})
export type SubmissionRequest = z.infer<typeof submissionRequest>

/** The answer to an accepted submission. The same id and body always get the same receipt. */
export const submissionReceipt = z.strictObject({
  id: z.uuid(),
  status: z.enum(['accepted', 'spam']),
  received_at: z.iso.datetime({ offset: true }),
})
export type SubmissionReceipt = z.infer<typeof submissionReceipt>
