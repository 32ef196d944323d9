import { randomUUID } from 'node:crypto'
import type { FormConfig } from '@lapel/contract/widgets/form'
import type { Sql } from 'postgres'
import { ask, type Check, type Patient } from './check.ts'

const form: FormConfig = {
  version: 1,
  title: 'A question from lapel doctor',
  submitLabel: 'Send',
  fields: [{ key: 'answer', type: 'text', label: 'Does it work?', required: true }],
  receipt: { title: 'It works.' },
}

/** A published form in an organization of its own. Status `upgrading` keeps plan limits out of the check. */
function makeInstance(owner: Sql): Promise<{ organization: string; publicId: string }> {
  return owner.begin(async (sql) => {
    const slug = `doctor-${randomUUID()}`
    const [row] = await sql<{ organization: string; publicId: string }[]>`
      with o as (
        insert into public.organizations (name, slug, plan_status) values ('Lapel doctor', ${slug}, 'upgrading') returning id
      ), w as (
        insert into public.workspaces (organization_id, name, slug) select id, 'Checks', 'checks' from o returning id, organization_id
      ), widget as (
        insert into public.widgets (organization_id, workspace_id, name, type, config)
        select organization_id, id, 'Check', 'form', ${sql.json(form)} from w returning id, workspace_id, organization_id
      ), revision as (
        insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
        select organization_id, workspace_id, id, 1, ${sql.json(form)} from widget returning id, widget_id, workspace_id, organization_id
      )
      insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status, published_revision_id)
      select organization_id, workspace_id, widget_id, 'Check', 'published', id from revision
      returning organization_id as organization, public_id as "publicId"`
    if (!row) throw new Error('no instance could be made')
    return row
  })
}

async function submit(patient: Patient, publicId: string, id: string, answer: string): Promise<string> {
  const response = await ask(patient, `/functions/v1/embed/v1/instances/${publicId}/submissions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, revision: 1, payload: { answer } }),
  })
  const body = (await response.json()) as { id?: string; code?: string; detail?: string }
  if (response.status !== 201 || !body.id) {
    throw new Error(`the submission was answered ${response.status} ${body.code ?? ''} ${body.detail ?? ''}`.trim())
  }
  return body.id
}

async function readBack(owner: Sql, receipt: string, answer: string): Promise<string | null> {
  const [row] = await owner<{ stored: boolean; used: boolean; told: boolean }[]>`
    select
      exists (select from public.widget_submissions where id = ${receipt} and payload ->> 'answer' = ${answer}) as stored,
      exists (select from public.usage_events u join public.widget_submissions s using (workspace_id)
        where s.id = ${receipt} and u.created_at = s.ts) as used,
      exists (select from public.events where entity_id = ${receipt}) as told`
  if (!row?.stored) return 'its row is missing'
  if (!row.used) return 'its usage event is missing'
  return row.told ? null : 'its domain event is missing'
}

export const submission: Check = {
  name: 'Submission, end to end',
  advice: 'See what the server printed, and postgres.log in the data directory.',
  look: async (patient) => {
    const { owner } = patient
    const { organization, publicId } = await makeInstance(owner)
    try {
      const config = await ask(patient, `/functions/v1/embed/v1/instances/${publicId}`)
      if (config.status !== 200) return { ok: false, detail: `the published form is answered ${config.status}` }
      const [id, answer] = [randomUUID(), `yes, at ${new Date().toISOString()}`]
      const receipt = await submit(patient, publicId, id, answer)
      const missing = await readBack(owner, receipt, answer)
      if (missing) return { ok: false, detail: missing }
      const again = await submit(patient, publicId, id, answer)
      return { ok: again === receipt, detail: again === receipt ? 'sent, stored, read back, replayed' : 'stored twice' }
    } finally {
      await owner`delete from public.organizations where id = ${organization}`
    }
  },
}
