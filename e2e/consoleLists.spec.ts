import { expect, test } from '@playwright/test'
import { endSession, expectAccessible, openConsole, settled, signIn, submitSignIn } from './consolePage.ts'

const staff = 'staff@lapel.example'
const owner = 'owner@northwind.example'

test('a row opened right after typing stays open', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, '/organizations')
  await settled(page)
  // The page of the row is on its way for longer than typing waits.
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/assets/OrganizationShow-*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.getByRole('textbox', { name: 'Search' }).pressSequentially('north')
  await page.getByRole('link', { name: 'Northwind Studio' }).click()
  await expect(page).toHaveURL(/\/show$/)
  await page.clock.install()
  await page.clock.runFor(2000)
  release()
  await expect(page.getByRole('heading', { level: 1, name: /Northwind/ })).toBeVisible()
  await expect(page).toHaveURL(/\/show$/)
})

test('the keys of a list go through its rows and open one', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, '/organizations')
  await settled(page)
  const links = page.getByRole('row').getByRole('link')
  await expect(links.first()).toBeVisible()
  await page.keyboard.press('j')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('/')
  await expect(page.getByRole('textbox', { name: 'Search' })).toBeFocused()
  await page.keyboard.type('jk?')
  await expect(page.getByRole('textbox', { name: 'Search' })).toHaveValue('jk?')
  await page.getByRole('textbox', { name: 'Search' }).clear()
  await expect(links.first()).toBeVisible()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/show$/)
})

test('the keys of a list go through its cards where the screen is narrow', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, staff)
  await openConsole(page, '/organizations')
  await settled(page)
  const links = page.getByRole('main').getByRole('listitem').getByRole('link')
  await expect(links.first()).toBeVisible()
  await page.keyboard.press('j')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(links.nth(1)).toBeFocused()
})

test('a saved query is one press away, also after signing in anew', async ({ page }) => {
  await signIn(page, 'observer@lapel.example')
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill('paper')
  await expect(page).toHaveURL(/filter=.*paper/)
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page.getByRole('menuitem', { name: 'Save current query...' }).click()
  await page.getByLabel('Query name').fill('Paper people')
  await page.getByRole('button', { name: 'Save' }).click()
  await endSession(page)
  await page.reload()
  await submitSignIn(page, 'observer@lapel.example')
  const saved = page.getByRole('group', { name: 'Saved queries' }).getByRole('button', { name: 'Paper people' })
  await expect(saved).toHaveAttribute('aria-pressed', 'true')
  await saved.click()
  // Others sign up meanwhile: how many there are without the query is not for this test to say.
  await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(2)
  await saved.click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await expectAccessible(page)
})

test('many submissions are marked at once, and each says how it went', async ({ page }) => {
  await signIn(page, owner)
  await openConsole(page, '/widget_submissions?filter={"status":"accepted"}')
  await settled(page)
  for (const row of [1, 2, 3]) await page.getByRole('row').nth(row).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Mark as spam' }).click()
  const dialog = page.getByRole('dialog', { name: 'Mark as spam' })
  await expect(dialog).toContainText('3 submissions move to quarantine.')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Mark as spam' }).click()
  await expect(dialog.getByRole('status')).toHaveText('3 done, 0 refused, of 3.')
  await expect(dialog.getByRole('listitem')).toHaveCount(3)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
})

test('what the database refuses in a bulk is told row by row and can be tried again', async ({ page }) => {
  await signIn(page, owner)
  await openConsole(page, '/widget_submissions?filter={"status":"spam"}')
  await settled(page)
  await page.route('**/rest/v1/rpc/restore_submission', (route) =>
    route.fulfill({ status: 402, json: { code: 'PT402', message: 'PLAN_LIMIT_REACHED' } }),
  )
  await page.getByRole('row').nth(1).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Restore' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore' })
  await dialog.getByRole('button', { name: 'Restore' }).click()
  await expect(dialog.getByRole('listitem')).toContainText('The plan does not allow more')
  await page.unroute('**/rest/v1/rpc/restore_submission')
  await dialog.getByRole('button', { name: 'Try the refused again' }).click()
  await expect(dialog.getByRole('status')).toHaveText('1 done, 0 refused, of 1.')
})
