import { createHash, randomBytes } from 'node:crypto'
import { owner, type Tenant } from './tenant.ts'

/** A token of a tenant's instance, valid for an hour unless `expiresAt` says otherwise. */
export async function createToken(
  tenant: Tenant,
  purpose: 'preview' | 'private',
  expiresAt = new Date(Date.now() + 3.6e6),
) {
  const token = `et_${randomBytes(12).toString('hex')}`
  const hash = createHash('sha256').update(token).digest()
  const [made] = await owner<{ id: string }[]>`
    insert into public.embed_tokens (organization_id, workspace_id, widget_id, widget_instance_id, public_id, token_hash, purpose, expires_at)
    values (${tenant.organizationId}, ${tenant.workspaceId}, ${tenant.widgetId}, ${tenant.instanceId}, ${tenant.publicId},
      ${hash}, ${purpose}, ${expiresAt}) returning id`
  return { id: made?.id ?? '', token }
}

/** Makes a tenant's published instance private. */
export async function makePrivate({ instanceId }: Tenant): Promise<void> {
  await owner`update public.widget_instances set visibility = 'private' where id = ${instanceId}`
}

/** Writes the draft of a tenant's widget. */
export async function writeDraft({ widgetId }: Tenant, config: unknown): Promise<void> {
  await owner`update public.widgets set config = ${owner.json(config as never)} where id = ${widgetId}`
}
