import { z } from 'zod'

/** Body of `POST /embed/v1/drafts`: the key of a template. */
export const draftRequest = z.strictObject({ template: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/) })

/** The answer: an anonymous draft. The token is shown once, opens the preview and claims the draft. */
export const draftReceipt = z.strictObject({
  public_id: z.string(),
  draft_token: z.string(),
  preview_url: z.url(),
  expires_at: z.iso.datetime({ offset: true }),
})
export type DraftReceipt = z.infer<typeof draftReceipt>

/** Body of `POST /claims`, sent with the access token of who claims. */
export const claimRequest = z.strictObject({
  draft_token: z.string().min(1).max(100),
  workspace_id: z.uuid(),
  name: z.string().trim().min(1).max(120),
})

/** The answer: the instance that the draft became, under the public id that it had. */
export const claimReceipt = z.strictObject({ instance_id: z.uuid(), widget_id: z.uuid(), public_id: z.string() })

/** Body of `POST /invitations/accept`, sent with the access token of who was invited. */
export const acceptRequest = z.strictObject({ token: z.string().min(1).max(200) })
export const acceptReceipt = z.strictObject({ organization_id: z.uuid() })
