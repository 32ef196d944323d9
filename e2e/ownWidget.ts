import { randomUUID } from 'node:crypto'
import type { SupabaseClient } from '@supabase/supabase-js'

/** A widget that a test made, with one published instance. */
export interface OwnWidget {
  organization_id: string
  workspace_id: string
  widget_id: string
  public_id: string
}

/** Makes and publishes a form as a member does. */
export async function publishForm(
  member: SupabaseClient,
  fields: readonly object[],
  more: object = {},
): Promise<OwnWidget> {
  const { data: home } = await member.from('workspaces').select('id, organization_id').limit(1).single().throwOnError()
  const place = { organization_id: home.organization_id as string, workspace_id: home.id as string }
  const config = { version: 1, title: 'Form', submitLabel: 'Send', fields, receipt: { title: 'Thank you' }, ...more }
  const name = `Form ${randomUUID().slice(0, 8)}`
  const widget = member.from('widgets').insert({ ...place, name, type: 'form', config })
  const { data: made } = await widget.select('id').single().throwOnError()
  const instance = member.from('widget_instances').insert({ ...place, widget_id: made.id, name })
  const { data: live } = await instance.select('id, public_id').single().throwOnError()
  await member.rpc('publish_instance', { instance_id: live.id }).throwOnError()
  return { ...place, widget_id: made.id as string, public_id: live.public_id as string }
}
