import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { account, signedIn } from './installation.ts'
import type { Newcomer } from './tenants.ts'

export const staff = 'staff@lapel.example'
export const support = 'support@lapel.example'
export const observer = 'observer@lapel.example'

export const some = (name: string) => `${name} ${randomUUID().slice(0, 8)}`
export const pageOf = (tenant: Pick<Newcomer, 'organizationId'>) => `/organizations/${tenant.organizationId}/show`

export async function northwind() {
  const client = await signedIn(staff)
  const { data } = await client.from('organizations').select('id').eq('slug', 'northwind').single().throwOnError()
  return { organizationId: data.id as string }
}

export async function stateOf({ organizationId }: Newcomer) {
  const client = await signedIn(staff)
  const { data } = await client
    .from('organization_summaries')
    .select('status,plan_id,plan_status,trial_ends_at')
    .eq('id', organizationId)
    .single()
    .throwOnError()
  return data
}

/** A colleague suspends a tenant or ends that, meanwhile. */
export async function setStatus({ organizationId }: Newcomer, status: 'active' | 'suspended') {
  const client = await signedIn(staff)
  const reason = 'A colleague, meanwhile'
  await client.rpc('set_organization_status', { organization_ids: [organizationId], status, reason }).throwOnError()
}

export async function chooseAct(page: Page, act: string) {
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: act, exact: true }).click()
  return page.getByRole('dialog').first()
}

export async function givePassword(page: Page, password = account(staff).password) {
  const asked = page
    .getByRole('dialog', { name: 'Confirm' })
    .or(page.getByRole('dialog').filter({ has: page.getByRole('textbox', { name: 'Password' }) }))
  await asked.getByRole('textbox', { name: 'Password' }).fill(password)
  await asked.getByRole('button').last().click()
}

export const undo = (page: Page) => page.getByRole('button', { name: 'Undo' })
