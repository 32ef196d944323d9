import { randomUUID } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { signIn } from './consolePage.ts'
import { anonymous, installation } from './installation.ts'

/** Every relation that a migration lays in the schema the data API exposes. */
function publicRelations(): string[] {
  const folder = join(import.meta.dirname, '..', 'supabase', 'migrations')
  const text = globSync('*.sql', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'))
  const created = text.join('\n').matchAll(/^create (?:or replace )?(?:table|view) public\.(\w+)/gm)
  return [...new Set([...created].map((match) => match[1] ?? ''))]
}

test('the anonymous key sees nothing', async ({ request }) => {
  const { publishableKey } = installation()
  const headers = { apikey: publishableKey, authorization: `Bearer ${publishableKey}` }
  const relations = publicRelations()
  expect(relations).toContain('widget_submissions')
  for (const relation of relations) {
    const response = await request.get(`/rest/v1/${relation}?limit=1`, { headers })
    expect(response.ok(), `${relation} answered ${response.status()}`).toBe(false)
    expect(await response.json()).toMatchObject({ code: expect.any(String) })
  }
})

test('sign-up makes an organization, a workspace and a membership, and shows nothing else', async ({ page }) => {
  const client = anonymous()
  const company = `Harbour ${randomUUID().slice(0, 8)}`
  const credentials = { email: `${randomUUID()}@signup.example`, password: randomUUID() }
  const { error } = await client.auth.signUp({ ...credentials, options: { data: { name: 'Ada Quay', company } } })
  expect(error).toBeNull()
  await client.auth.signInWithPassword(credentials)

  const { data: organizations } = await client.from('organizations').select('id, name').throwOnError()
  expect(organizations).toEqual([expect.objectContaining({ name: company })])
  const [organization] = organizations
  const { data: workspaces } = await client.from('workspaces').select('organization_id').throwOnError()
  expect(workspaces).toEqual([{ organization_id: organization?.id }])
  const { data: members } = await client
    .from('organization_members')
    .select('organization_id, role, status')
    .throwOnError()
  expect(members).toEqual([{ organization_id: organization?.id, role: 'owner', status: 'active' }])
  const { data: submissions } = await client.from('widget_submissions').select('id').limit(1).throwOnError()
  expect(submissions).toEqual([])

  await signIn(page, credentials.email, credentials.password)
  await expect(page.getByText(company).first()).toBeVisible()
  await expect(page.getByText('Northwind')).toHaveCount(0)
})
