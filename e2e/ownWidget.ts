import { randomUUID } from 'node:crypto'
import type { SupabaseClient } from '@supabase/supabase-js'

/** A widget that a test made, with one published instance. */
export interface OwnWidget {
  organization_id: string
  workspace_id: string
  widget_id: string
  public_id: string
}

/** Makes and publishes a widget as a member does. `prepare` runs before it is published. */
export async function publishWidget(
  member: SupabaseClient,
  type: string,
  config: object,
  prepare: (widget: Omit<OwnWidget, 'public_id'>) => Promise<unknown> = async () => {},
): Promise<OwnWidget> {
  const { data: home } = await member.from('workspaces').select('id, organization_id').limit(1).single().throwOnError()
  const place = { organization_id: home.organization_id as string, workspace_id: home.id as string }
  const name = `${type} ${randomUUID().slice(0, 8)}`
  const widget = member.from('widgets').insert({ ...place, name, type, config })
  const { data: made } = await widget.select('id').single().throwOnError()
  const widget_id = made.id as string
  await prepare({ ...place, widget_id })
  const instance = member.from('widget_instances').insert({ ...place, widget_id, name })
  const { data: live } = await instance.select('id, public_id').single().throwOnError()
  await member.rpc('publish_instance', { instance_id: live.id }).throwOnError()
  return { ...place, widget_id, public_id: live.public_id as string }
}

/** Makes and publishes a form as a member does. */
export const publishForm = (member: SupabaseClient, fields: readonly object[], more: object = {}): Promise<OwnWidget> =>
  publishWidget(member, 'form', {
    version: 1,
    title: 'Form',
    submitLabel: 'Send',
    fields,
    receipt: { title: 'Thank you' },
    ...more,
  })
