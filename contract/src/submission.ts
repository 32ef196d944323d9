import { z } from 'zod'

/** Largest raw request body in bytes. */
export const maxBodyBytes = 65_536
/** Largest payload in bytes of UTF-8 JSON; the database keeps the same bound on the stored form. */
export const maxPayloadBytes = 32_768
/** Longest token that Turnstile makes. */
export const longestCaptchaToken = 2048

/** Where a submission came from, as the page reports it. Never trusted, never shown as HTML. */
const submissionMeta = z.strictObject({
  page: z.string().max(2000).optional(),
  referrer: z.string().max(2000).optional(),
  locale: z.string().max(35).optional(),
})

/** What speaks for a person; a form's `spam` config says what it wants. Whatever is missing quarantines, nothing refuses. */
const submissionProof = z.strictObject({
  /** What the hidden field held; a person leaves it empty. */
  trap: z.string().optional(),
  /** Milliseconds from the first view to the submit. */
  elapsed: z.number().nonnegative().optional(),
  /** Makes the SHA-256 of `workMessage` start with zero bits. */
  work: z.strictObject({ nonce: z.string().min(1).max(64) }).optional(),
  turnstile: z.string().max(longestCaptchaToken).optional(),
})
export type SubmissionProof = z.infer<typeof submissionProof>

/** Longest id of a site's own user. */
export const longestUserId = 200

/**
 * Which of its users a site's server says the visitor is: the HMAC-SHA256 of the id with the workspace's secret, in hex, a
 * colon, and the id.
 */
export const submissionIdentity = z
  .string()
  .max(65 + longestUserId)
  .regex(/^[\da-f]{64}:./is)
  .transform((text) => ({ signature: text.slice(0, 64), user: text.slice(65) }))

/** Body of `POST /embed/v1/instances/:public_id/submissions`. `id` is made once by the client and kept across retries. */
export const submissionRequest = z.strictObject({
  id: z.uuid(),
  revision: z.int32().positive(),
  payload: z.record(z.string().max(40), z.unknown()),
  /** The visitor is not done: it is kept apart, in place of what came before with this id, until the submission comes. */
  partial: z.boolean().optional(),
  meta: submissionMeta.optional(),
  /** A {@link submissionIdentity}. Whatever else stands here is no identity: nobody's answers are refused for it. */
  identity: z.unknown().optional(),
  proof: submissionProof.optional(),
})
export type SubmissionRequest = z.infer<typeof submissionRequest>

/** The answer to a stored submission. The same id and body always get the same receipt; it does not tell of quarantine. */
export const submissionReceipt = z.strictObject({
  id: z.uuid(),
  status: z.literal('accepted'),
  received_at: z.iso.datetime({ offset: true }),
  /** Of a request that carried an identity: whether its signature held. If not, it is stored without. */
  identity: z.enum(['verified', 'unverified']).optional(),
})
export type SubmissionReceipt = z.infer<typeof submissionReceipt>

/** The answer to a partial submission. */
export const partialReceipt = z.strictObject({
  ...submissionReceipt.omit({ identity: true }).shape,
  status: z.literal('partial'),
})
export type PartialReceipt = z.infer<typeof partialReceipt>
