import { z } from 'zod'

/** The answer to `POST /webhooks/:id/secret`: what signs from now on. It is told this once. */
export const secretReceipt = z.strictObject({ secret: z.string().regex(/^whsec_[\w+/]+=*$/) })
