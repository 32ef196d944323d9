import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'
import { chooseAct, pageOf, some, staff, stateOf, undo } from './staffTenant.ts'
import { signUp } from './tenants.ts'

async function makePlan() {
  const client = await signedIn(staff)
  const plan_id = `journey_${randomUUID().slice(0, 8)}`
  const name = `Journey ${plan_id.slice(-8)}`
  const values = { name, price: 1900, currency: 'EUR', interval: 'month', sort: 90, public: false, archived: false }
  const users = { limit_value: 5, enforcement: 'hard', grace_amount: 0 }
  const changes = [
    { kind: 'plan', plan_id, key: null, before: null, after: values },
    { kind: 'limit', plan_id, key: 'users', before: null, after: users },
  ]
  await client.rpc('save_plans', { changes, reason: 'A journey' }).throwOnError()
  const limits = async () => {
    const { data } = await client
      .from('plan_limits')
      .select('limit_type,limit_value')
      .eq('plan_id', plan_id)
      .throwOnError()
    return Object.fromEntries((data ?? []).map(({ limit_type, limit_value }) => [limit_type, limit_value]))
  }
  return { client, plan_id, name, limits }
}

test('cells of the plans are changed together, a clash is told, and saving is undone', async ({ page }) => {
  test.slow()
  const { client, plan_id, name, limits } = await makePlan()
  const tenant = await signUp(some('Affected'))
  await client
    .rpc('change_plan', { organization_id: tenant.organizationId, plan_id, reason: 'A journey' })
    .throwOnError()
  await signIn(page, staff)
  await openConsole(page, '/plans/matrix')
  await page.getByLabel(`Users on ${name}`, { exact: true }).fill('0')
  await page.getByLabel(`Sites on ${name}`, { exact: true }).fill('3')
  await page.getByRole('checkbox', { name: `webhooks on ${name}` }).check()
  await expect(page.getByText('3 unsaved changes')).toBeVisible()
  await settled(page)
  await expectAccessible(page)
  // Somebody else, meanwhile.
  await client
    .rpc('set_plan_limit', {
      plan_id,
      limit_type: 'users',
      limit_value: 6,
      enforcement: 'hard',
      grace_amount: 0,
      reason: 'Meanwhile',
    })
    .throwOnError()

  await page.getByRole('button', { name: 'Review and save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save 3 changes?' })
  await expect(dialog.getByRole('listitem').filter({ hasText: `Users on ${name}` })).toContainText(
    '1 tenant · 1 would be above',
  )
  await expectAccessible(page)
  await dialog.getByLabel('Reason').fill('New prices')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(
    dialog.getByText(`Somebody else has changed this meanwhile: Users on ${name}.`, { exact: false }),
  ).toBeVisible()
  expect(await limits()).toEqual({ users: 6 })
  await expect(
    dialog
      .getByRole('listitem')
      .filter({ hasText: `Users on ${name}` })
      .getByRole('deletion'),
  ).toHaveText('6 · Hard +0')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('3 changes are saved.')).toBeVisible()
  expect(await limits()).toEqual({ users: 0, sites: 3 })

  await page.getByLabel(`Users on ${name}`, { exact: true }).fill('')
  await page.getByRole('button', { name: 'Review and save' }).click()
  const again = page.getByRole('dialog', { name: 'Save 1 changes?' })
  await again.getByLabel('Reason').fill('Unlimited for all')
  await again.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('1 change is saved.')).toBeVisible()
  expect(await limits()).toEqual({ sites: 3 })
  await undo(page).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  expect(await limits()).toEqual({ users: 0, sites: 3 })
})

test('an archived plan keeps its tenants and is offered to no other', async ({ page }) => {
  const { client, plan_id, name } = await makePlan()
  const tenant = await signUp(some('Grandfathered'))
  await client
    .rpc('change_plan', { organization_id: tenant.organizationId, plan_id, reason: 'A journey' })
    .throwOnError()
  await signIn(page, staff)
  await openConsole(page, '/plans/matrix')
  await page.getByRole('button', { name: `Edit the plan ${name}` }).click()
  const editing = page.getByRole('dialog', { name: `Edit the plan ${name}` })
  await editing.getByRole('switch', { name: 'Archived' }).check()
  await expect(editing.getByText('its 1 tenant keeps it.', { exact: false })).toBeVisible()
  await expectAccessible(page)
  await editing.getByRole('button', { name: 'Keep for the review' }).click()
  await page.getByRole('button', { name: 'Review and save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save 1 changes?' })
  await dialog.getByLabel('Reason').fill('Old offer')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('1 change is saved.')).toBeVisible()
  expect((await stateOf(tenant)).plan_id).toBe(plan_id)
  const other = await signUp(some('Newcomer'))
  await openConsole(page, pageOf(other))
  await (await chooseAct(page, 'Change plan')).getByRole('combobox', { name: 'New plan' }).click()
  await expect(page.getByRole('option', { name: 'Team' })).toBeVisible()
  await expect(page.getByRole('option', { name })).toHaveCount(0)
})
