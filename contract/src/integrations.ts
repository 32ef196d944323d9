import { z } from 'zod'

/** Body of `POST /integrations/:id/credential`: what the source of a connection asks for. A header takes it as it is. */
export const credentialRequest = z.strictObject({
  credential: z
    .string()
    .regex(/^[\x21-\x7e]([\x20-\x7e]{0,8190}[\x21-\x7e])?$/, 'Printable ASCII, at most 8192 characters.'),
})
export const credentialReceipt = z.strictObject({ connection_id: z.uuid() })

/** The answer to `POST /integrations/identity/:workspace_id/secret`: what signs users' ids from now on. It is told this once. */
export const identitySecretReceipt = z.strictObject({ secret: z.string().regex(/^ids_[\dA-Za-z]{24}$/) })
