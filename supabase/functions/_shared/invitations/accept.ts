import type { z } from 'zod'
import { acceptReceipt } from '../../../../contract/src/drafts.ts'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

/** Joins what a signed-in user was invited to. Throws NOT_FOUND, or PLAN_LIMIT_REACHED. */
export async function acceptInvitation(
  { sql }: Ports,
  { userId, token }: { userId: string; token: string },
): Promise<Ruling<z.infer<typeof acceptReceipt>>> {
  const { answer } = await ask(() => sql<Answer[]>`select private.accept_invitation_as(${userId}, ${token}) as answer`)
  return ruleOn(answer, acceptReceipt)
}
