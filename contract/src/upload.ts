import { z } from 'zod'

/** Body of `POST /embed/v1/instances/:public_id/uploads`: a file that a visitor wants to send for a field. */
export const uploadRequest = z.strictObject({
  field: z.string().max(40),
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}\p{Cf}/\\]+$/u, 'A name holds no control characters and no slashes.'),
  type: z.string().max(100),
  bytes: z.int32().positive(),
})
export type UploadRequest = z.infer<typeof uploadRequest>

/** Where to send the bytes, once, and the id by which the submission names them. */
export const uploadReceipt = z.strictObject({
  id: z.uuid(),
  url: z.url(),
  method: z.literal('PUT'),
  headers: z.record(z.string(), z.string()),
  expires_at: z.iso.datetime({ offset: true }),
})
export type UploadReceipt = z.infer<typeof uploadReceipt>
