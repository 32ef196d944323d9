import { z } from 'zod'
import { credentialReceipt } from '../../../../contract/src/integrations.ts'
import { type Answer, ask } from '../database.ts'
import type { Actor, Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

/** Keeps the credential of a signed-in user's connection in the vault. Throws NOT_FOUND or RATE_LIMITED. */
export async function keepCredential(
  { sql }: Ports,
  { userId, requestId, ip, connectionId, credential }: Actor & { connectionId: string; credential: string },
): Promise<Ruling<z.infer<typeof credentialReceipt>>> {
  if (!z.uuid().safeParse(connectionId).success) throw new ProblemError('NOT_FOUND')
  const { answer } = await ask(
    () => sql<
      Answer[]
    >`select private.store_integration_credential_as(${userId}, ${connectionId}, ${credential}, ${ip}) as answer
      from private.remember_request(${requestId}, ${ip})`,
  )
  return ruleOn(answer, credentialReceipt)
}
