import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, signIn } from './consolePage.ts'
import { givePassword, some, staff, stateOf } from './staffTenant.ts'
import { signUp } from './tenants.ts'

test('many tenants are suspended at once; what was refused is named and tried again', async ({ page }) => {
  const group = some('Batch')
  const tenants = [await signUp(`${group} one`), await signUp(`${group} two`), await signUp(`${group} three`)]
  const [, unlucky] = tenants
  await signIn(page, staff)
  let refusing = true
  await page.route('**/rest/v1/rpc/set_organization_status', (route) =>
    refusing &&
    route
      .request()
      .postData()
      ?.includes(unlucky?.organizationId ?? '')
      ? route.fulfill({ status: 409, json: { code: 'PT409', message: 'CONFLICT', details: '', hint: '' } })
      : route.continue(),
  )
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill(group)
  await expect(page.getByRole('row')).toHaveCount(4)
  await page.getByRole('row').first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Suspend' }).click()
  const dialog = page.getByRole('dialog', { name: 'Suspend' })
  await dialog.getByLabel('Reason').fill('Spam ring')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await givePassword(page)
  const refusal = dialog.getByRole('listitem').filter({ hasText: unlucky?.name ?? '' })
  await expect(refusal).toContainText('This clashes with something that exists')
  await expectAccessible(page)
  refusing = false
  await dialog.getByRole('button', { name: /again/i }).click()
  await expect(refusal).not.toContainText('This clashes with something that exists')
  await dialog.getByRole('button', { name: 'Close' }).click()
  for (const tenant of tenants) expect((await stateOf(tenant)).status).toBe('suspended')
})

test('many tenants get another plan after a dry run', async ({ page }) => {
  const group = some('Lift')
  const tenants = [await signUp(`${group} one`), await signUp(`${group} two`)]
  await signIn(page, staff)
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill(group)
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('row').first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Change plan' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change plan' })
  await expect(dialog.getByRole('button', { name: 'Change plan' })).toBeDisabled()
  await dialog.getByRole('combobox', { name: 'New plan' }).click()
  await page.getByRole('option', { name: 'Team' }).click()
  await expect(dialog.getByText('Everything that these tenants use fits.')).toBeVisible()
  await dialog.getByLabel('Reason').fill('A campaign')
  await dialog.getByRole('button', { name: 'Change plan' }).click()
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeEnabled()
  for (const tenant of tenants) expect((await stateOf(tenant)).plan_id).toBe('team')
})
