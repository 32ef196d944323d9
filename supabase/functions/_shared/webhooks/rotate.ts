import { z } from 'zod'
import { secretReceipt } from '../../../../contract/src/webhooks.ts'
import { type Answer, ask } from '../database.ts'
import type { Actor, Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

/**
 * Gives an endpoint of a signed-in user a new signing secret; the one before signs along for a day. Throws NOT_FOUND or
 * RATE_LIMITED.
 */
export async function rotateSecret(
  { sql }: Ports,
  { userId, requestId, ip, endpointId }: Actor & { endpointId: string },
): Promise<Ruling<z.infer<typeof secretReceipt>>> {
  if (!z.uuid().safeParse(endpointId).success) throw new ProblemError('NOT_FOUND')
  const { answer } = await ask(
    () => sql<Answer[]>`select private.rotate_webhook_secret_as(${userId}, ${endpointId}, ${ip}) as answer
      from private.remember_request(${requestId}, ${ip})`,
  )
  return ruleOn(answer, secretReceipt)
}
