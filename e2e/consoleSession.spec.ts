import { expect, test } from '@playwright/test'
import { endSession, expectAccessible, openConsole, settled, signIn, submitSignIn } from './consolePage.ts'
import { newStaff } from './tenants.ts'

const staff = 'staff@lapel.example'

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
