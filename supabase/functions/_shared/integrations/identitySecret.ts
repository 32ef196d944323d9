import { z } from 'zod'
import { identitySecretReceipt } from '../../../../contract/src/integrations.ts'
import { type Answer, ask } from '../database.ts'
import type { Actor, Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

/**
 * Gives a workspace of a signed-in user its first or next secret for identities; the one before holds for a day. Throws
 * NOT_FOUND or RATE_LIMITED.
 */
export async function rotateIdentitySecret(
  { sql }: Ports,
  { userId, requestId, ip, workspaceId }: Actor & { workspaceId: string },
): Promise<Ruling<z.infer<typeof identitySecretReceipt>>> {
  if (!z.uuid().safeParse(workspaceId).success) throw new ProblemError('NOT_FOUND')
  const { answer } = await ask(
    () => sql<Answer[]>`select private.rotate_identity_secret_as(${userId}, ${workspaceId}, ${ip}) as answer
      from private.remember_request(${requestId}, ${ip})`,
  )
  return ruleOn(answer, identitySecretReceipt)
}
