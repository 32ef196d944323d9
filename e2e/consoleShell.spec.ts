import { gzipSync } from 'node:zlib'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { account } from './installation.ts'
import { newStaff } from './tenants.ts'

const staff = 'staff@lapel.example'
const owner = 'owner@northwind.example'

const submitSignIn = async (page: Page, email: string) => {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(account(email).password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** What the session's server would say after it was ended elsewhere. */
const endSession = (page: Page) =>
  page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem('lapel.session') ?? '{}')
    localStorage.setItem('lapel.session', JSON.stringify({ ...session, expires_at: 1, refresh_token: 'gone' }))
  })

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find anything' })

test('the first views download less than 350 kB of JavaScript', async ({ page }) => {
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js'))
      sizes.push(response.body().then((body) => gzipSync(body).length))
  })
  const downloaded = async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  await openConsole(page, '/login')
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  expect(await downloaded()).toBeLessThan(350_000)

  await submitSignIn(page, staff)
  await expect(page.getByRole('heading', { name: 'What needs attention now?' })).toBeVisible()
  // A reload takes the bodies that nobody has read.
  await settled(page)
  await downloaded()
  sizes.splice(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'What needs attention now?' })).toBeVisible()
  await settled(page)
  expect(await downloaded()).toBeGreaterThan(100_000)
  expect(await downloaded()).toBeLessThan(350_000)
})

test('a page that cannot be downloaded says so, and comes when tried again', async ({ page }) => {
  await signIn(page, staff)
  await page.route('**/assets/PlanList-*.js', (route) => route.abort())
  await openConsole(page, '/plans')
  await expect(page.getByRole('alert').filter({ hasText: 'This page did not load.' })).toBeVisible()
  await expectAccessible(page)
  await page.unroute('**/assets/PlanList-*.js')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('cell', { name: 'Business', exact: true })).toBeVisible()
})

test('the language is chosen in the bar, writes numbers its way and stays with the account', async ({
  browser,
  page,
}) => {
  const email = 'ruth@paperlantern.example'
  await signIn(page, email)
  await page.getByRole('button', { name: 'Language: English' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await expect(page.getByRole('menuitem', { name: 'Einsendungen' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await settled(page)

  const elsewhere = await browser.newPage()
  await openConsole(elsewhere)
  await submitSignIn(elsewhere, email)
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Start' })).toBeVisible()
  await elsewhere.getByRole('button', { name: 'Sprache: Deutsch' }).click()
  await elsewhere.getByRole('menuitem', { name: 'English' }).click()
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  await settled(elsewhere)
  await elsewhere.close()
})

test.describe('a German browser', () => {
  test.use({ locale: 'de-AT' })

  test('is spoken to in German from the sign-in page on', async ({ page }) => {
    await openConsole(page, '/login')
    await expect(page.getByRole('heading', { name: 'Bei Lapel anmelden' })).toBeVisible()
    await expectAccessible(page)
  })
})

test('an ended session leads back to the same page, with its filters, once signed in again', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill('northwind')
  await expect(page).toHaveURL(/filter=.*northwind/)
  await settled(page)
  await endSession(page)
  await page.reload()
  await expect(page.getByText('Your session has ended. Sign in again to continue.')).toBeVisible()
  await expectAccessible(page)
  await submitSignIn(page, staff)
  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Search' })).toHaveValue('northwind')
})

test('signing out everywhere ends the other sessions: tabs at once, browsers when they are looked at', async ({
  page,
  browser,
}) => {
  const helper = await newStaff('support')
  await signIn(page, helper.email, helper.password)
  const tab = await page.context().newPage()
  await openConsole(tab, '/organizations')
  await expect(tab.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
  const elsewhere = await (await browser.newContext()).newPage()
  await signIn(elsewhere, helper.email, helper.password)

  await page.getByRole('button', { name: /account/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out everywhere' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByRole('status')).toHaveText(/You are signed out here/)
  await expect(tab.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(tab.getByText('Your session has ended', { exact: false })).toBeVisible()
  await elsewhere.reload()
  await expect(elsewhere.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await expect(elsewhere.getByText('Your session has ended', { exact: false })).toBeVisible()
  await elsewhere.context().close()
})

test('staff see what needs attention and are led to it', async ({ page }) => {
  await signIn(page, staff)
  const attention = page.getByRole('region', { name: 'What needs attention now?' })
  await attention.getByRole('link', { name: /failing webhooks/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Saved queries' }).getByText('Only 1 chosen row')).toBeVisible()
  await expect(page.getByRole('row')).toHaveCount(2)
})

test('a chart tells its figures as a table too', async ({ page }) => {
  await signIn(page, staff)
  const use = page.getByRole('region', { name: 'How much is the platform used?' })
  await expect(use.getByRole('img')).toHaveAccessibleName(/submissions in 30 days Most: \d+/)
  await use.getByRole('button', { name: /Show as a table/ }).click()
  await expect(use.getByRole('row')).toHaveCount(31)
  await expect(use.getByRole('columnheader', { name: 'Business' })).toBeVisible()
  await expectAccessible(page)
})

test('staff find a tenant by a member’s address, by keyboard alone', async ({ page }) => {
  await signIn(page, staff)
  await settled(page)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type('owner@northw')
  await expect(palette(page).getByRole('option', { name: /owner@northwind.example/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: /Northwind/ })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('option').first()).toContainText('owner@northwind.example')
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)
})

test('a tenant’s palette has rooms and asks the platform nothing', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await signIn(page, owner)
  await settled(page)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type('widg')
  await palette(page).getByRole('option', { name: 'Widgets' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Widgets' })).toBeVisible()
  expect(asked.filter((url) => /search_platform|staff_home/.test(url))).toEqual([])
})

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

test('a list that is opened again asks anew', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, '/plans')
  await settled(page)
  await openConsole(page, '/plan_features')
  await settled(page)
  const asked = page.waitForRequest((request) => request.url().includes('/rest/v1/plan_summaries?offset'))
  await openConsole(page, '/plans')
  await asked
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`staff's home, alerts and palette are accessible on a phone, ${colorScheme}`, async ({ page }) => {
    test.slow()
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme })
    await signIn(page, staff)
    for (const route of ['/', '/platform_alerts', '/organizations']) {
      await openConsole(page, route)
      await settled(page)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    }
    await page.getByRole('button', { name: 'Find anything' }).click()
    await expect(palette(page)).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  })
}
