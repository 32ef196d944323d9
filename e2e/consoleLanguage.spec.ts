import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn, submitSignIn } from './consolePage.ts'

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
