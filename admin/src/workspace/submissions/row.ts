import type { SpamReason } from '@lapel/contract/proof'

export interface Submission {
  id: string
  ts: string
  organization_id: string
  workspace_id: string
  widget_id: string
  widget_instance_id: string
  revision: number
  client_submission_id: string | null
  /** What the visitor entered, by field key. */
  payload: Record<string, unknown>
  /** A daily salted hash, or the address where the instance keeps it. */
  ip: string | null
  ua: string | null
  status: 'accepted' | 'partial' | 'spam' | 'deleted'
  /** What spoke against it, also after it was restored. */
  spam_reasons: SpamReason[]
  score: number
  /** What the page reported, never trusted; but for `user`, which is there only if the site's server signed it. */
  meta: Record<string, unknown>
}
