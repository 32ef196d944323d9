import type { z } from 'zod'
import { claimReceipt, type claimRequest } from '../../../../contract/src/drafts.ts'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

interface CreateClaim {
  userId: string
  claim: z.infer<typeof claimRequest>
}

/** Takes a draft into a workspace of a signed-in user. Throws NOT_FOUND, or PLAN_LIMIT_REACHED. */
export async function createClaim(
  { sql }: Ports,
  { userId, claim }: CreateClaim,
): Promise<Ruling<z.infer<typeof claimReceipt>>> {
  const { draft_token, workspace_id, name } = claim
  const { answer } = await ask(
    () => sql<Answer[]>`select private.claim_draft_as(${userId}, ${draft_token}, ${workspace_id}, ${name}) as answer`,
  )
  return ruleOn(answer, claimReceipt)
}
