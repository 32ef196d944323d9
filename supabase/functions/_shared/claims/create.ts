import type { z } from 'zod'
import { claimReceipt, type claimRequest } from '../../../../contract/src/drafts.ts'
import { type Answer, ask } from '../database.ts'
import type { Actor, Ports } from '../ports.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

interface CreateClaim extends Actor {
  claim: z.infer<typeof claimRequest>
}

/** Takes a draft into a workspace of a signed-in user. Throws NOT_FOUND, RATE_LIMITED, or PLAN_LIMIT_REACHED. */
export async function createClaim(
  { sql }: Ports,
  { userId, requestId, ip, claim }: CreateClaim,
): Promise<Ruling<z.infer<typeof claimReceipt>>> {
  const { draft_token, workspace_id, name } = claim
  const { answer } = await ask(
    () => sql<
      Answer[]
    >`select private.claim_draft_as(${userId}, ${draft_token}, ${workspace_id}, ${name}, ${ip}) as answer
      from private.remember_request(${requestId}, ${ip})`,
  )
  return ruleOn(answer, claimReceipt)
}
