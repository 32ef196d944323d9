import { HttpError } from 'react-admin'
import type { Database } from './database.ts'

/** That a workspace's sites sign the ids of their users, and since when; the secret itself is told once, when it is made. */
export interface IdentitySecret {
  created_at: string
  /** When it was replaced last, or null. */
  rotated_at: string | null
}

// The endpoints answer problem details, whose code says why.
function asCode(error: unknown): never {
  const code: unknown = error instanceof HttpError && error.body?.code
  throw error instanceof HttpError && typeof code === 'string' ? new HttpError(code, error.status, error.body) : error
}

/** What a workspace's managers of integrations do about the secret that signs its sites' users. */
export const createIdentitySecrets = ({ http, call, read }: Database) => ({
  /** Null where there is none, or where the reader may not know of it. */
  identitySecret: async (workspaceId: string): Promise<IdentitySecret | null> => {
    const conditions = { select: 'created_at,rotated_at', workspace_id: `eq.${workspaceId}` }
    const [row] = await read<IdentitySecret>('identity_secrets', conditions)
    return row ?? null
  },

  /** Makes the secret, or the next one, and answers it this once. Fails with NOT_FOUND or RATE_LIMITED. */
  rotateIdentitySecret: async (workspaceId: string): Promise<string> => {
    // The console is served beside the endpoints.
    const path = `/functions/v1/integrations/identity/${workspaceId}/secret`
    const { json } = await http(path, { method: 'POST' }).catch(asCode)
    return (json as { secret: string }).secret
  },

  /** Ends the secret and the one before at once. Fails with NOT_FOUND. */
  revokeIdentitySecret: (workspaceId: string) => call('revoke_identity_secret', { workspace_id: workspaceId }),
})
