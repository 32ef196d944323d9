import { expect, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { givePassword, observer, some, staff, stateOf, support, undo } from './staffTenant.ts'
import { clientOf, type Newcomer, signUp } from './tenants.ts'

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
  for (const tenant of tenants) expect((await stateOf(tenant)).status).toBe('suspended')
  await dialog.getByRole('button', { name: 'Close' }).click()

  // Leaving the list takes nothing away from who undoes it.
  await openConsole(page, '/platform_alerts')
  refusing = true
  await undo(page).click()
  const undoing = page.getByRole('dialog', { name: 'Undo: Suspend' })
  await expect(undoing.getByRole('status')).toHaveText('2 done, 1 refused, of 3.')
  await expect(undoing.getByRole('listitem').first()).toContainText(unlucky?.name ?? '')
  await expectAccessible(page)
  refusing = false
  await undoing.getByRole('button', { name: /again/i }).click()
  await expect(undoing.getByText('Taken back')).toHaveCount(3)
  await undoing.getByRole('button', { name: 'Close' }).click()
  for (const tenant of tenants) expect((await stateOf(tenant)).status).toBe('active')
  await expect(undo(page)).toHaveCount(0)
  const client = await clientOf(tenants[0] as Newcomer)
  const { data } = await client.from('audit_entries').select('reason').eq('entity', 'organizations').throwOnError()
  expect(data?.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['Spam ring', 'Undo: Spam ring']))
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
  await dialog.getByRole('button', { name: 'Undo' }).click()
  const undoing = page.getByRole('dialog', { name: 'Undo: Change plan' })
  await expect(undoing.getByText('Taken back')).toHaveCount(2)
  for (const tenant of tenants) expect((await stateOf(tenant)).plan_id).toBe('free')
  await undoing.getByRole('button', { name: 'Close' }).click()
})

for (const [where, colorScheme] of [
  ['on a phone', 'light'],
  ['on a phone in the dark', 'dark'],
] as const) {
  test.describe(where, () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme })

    test('cards are selected, done something to, and it is undone', async ({ page }) => {
      const group = some('Pocket')
      const tenants = [await signUp(`${group} one`), await signUp(`${group} two`), await signUp(`${group} three`)]
      await signIn(page, staff)
      await openConsole(page, '/organizations')
      await page.getByRole('textbox', { name: 'Search' }).fill(group)
      await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3)
      await expect(page.getByRole('checkbox')).toHaveCount(0)
      await page.getByRole('button', { name: 'Select', exact: true }).tap()
      await page.getByText(`${group} one`).tap()
      await page.getByRole('checkbox', { name: `Select ${group} two` }).check()
      await expect(page.getByText('2 items selected')).toBeVisible()
      await page.getByRole('checkbox', { name: 'All on this page' }).check()
      await expect(page.getByText('3 items selected')).toBeVisible()
      await page.getByRole('checkbox', { name: `Select ${group} three` }).uncheck()
      await settled(page)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Suspend' }).tap()
      const dialog = page.getByRole('dialog', { name: 'Suspend' })
      await dialog.getByLabel('Reason').fill('Spam ring')
      await dialog.getByRole('button', { name: 'Suspend' }).tap()
      await givePassword(page)
      await expect(dialog.getByRole('status')).toHaveText('2 done, 0 refused, of 2.')
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await dialog.getByRole('button', { name: 'Undo' }).tap()
      await page.getByRole('dialog', { name: 'Undo: Suspend' }).getByRole('button', { name: 'Close' }).tap()
      for (const tenant of tenants) expect((await stateOf(tenant)).status).toBe('active')
      await page.getByRole('button', { name: 'End selection' }).tap()
      await expect(page.getByRole('checkbox')).toHaveCount(0)
    })

    test('staff who may not act are offered no selection', async ({ page }) => {
      for (const role of [support, observer]) {
        await signIn(page, role)
        await openConsole(page, '/organizations')
        await settled(page)
        await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible()
        await expect(page.getByRole('button', { name: 'Select', exact: true })).toHaveCount(0)
        await page.evaluate(() => window.localStorage.clear())
        await page.reload()
      }
    })
  })
}
