import { z } from 'zod'
import { type DraftReceipt, draftReceipt } from '../../../../contract/src/drafts.ts'
import { type Answer, ask } from '../database.ts'
import type { Ports } from '../ports.ts'
import { type Ruling, ruleOn } from '../ruling.ts'

const stored = z.object({ public_id: z.string(), draft_token: z.string(), expires_at: draftReceipt.shape.expires_at })

/** Makes an anonymous draft from a template. Throws NOT_FOUND for a template that is not offered, or RATE_LIMITED. */
export async function createDraft(
  { sql, publicUrl }: Ports,
  { template, ip }: { template: string; ip: string | null },
): Promise<Ruling<DraftReceipt>> {
  const { answer } = await ask(() => sql<Answer[]>`select private.create_draft(${template}, ${ip}) as answer`)
  const { receipt, headers } = ruleOn(answer, stored)
  const preview = `${publicUrl}/embed/v1/instances/${receipt.public_id}?token=${receipt.draft_token}`
  return { receipt: { ...receipt, preview_url: preview }, headers }
}
