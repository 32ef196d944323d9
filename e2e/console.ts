import { expect, type Page } from '@playwright/test'

/** Signs in to the console as a user does. */
export async function signInToConsole(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/admin/')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('navigation').or(page.getByRole('menu')).first()).toBeVisible()
}
