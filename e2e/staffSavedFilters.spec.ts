import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn } from './consolePage.ts'
import { newStaff } from './tenants.ts'

test('filters of a room are saved under a name, kept for the account, and forgotten again', async ({ page }) => {
  const { email, password } = await newStaff('viewer')
  await signIn(page, email, password)
  await openConsole(page, '/audit_logs?entity=widget_instances')
  const filters = page.getByRole('search')
  await filters.getByRole('button', { name: 'Save current query...' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save current query as' })
  await expectAccessible(page)
  await dialog.getByLabel('Query name').fill('New instances')
  await page.keyboard.press('Enter')
  const saved = filters.getByRole('group', { name: 'Saved queries' }).getByRole('button', { name: 'New instances' })
  await expect(saved).toHaveAttribute('aria-pressed', 'true')

  await openConsole(page, '/audit_logs')
  await page.reload()
  await expect(saved).toHaveAttribute('aria-pressed', 'false')
  await saved.press('Enter')
  await expect(page).toHaveURL(/entity=widget_instances/)
  await expect(
    page.getByRole('region', { name: 'What happened' }).getByText('Instance · created').first(),
  ).toBeVisible()
  await expectAccessible(page)

  // Another room has filters of its own.
  await openConsole(page, '/usage_events')
  await settled(page)
  await expect(page.getByRole('group', { name: 'Saved queries' })).toHaveCount(0)

  await openConsole(page, '/audit_logs?entity=widget_instances')
  await filters.getByRole('button', { name: /Remove query.*New instances/ }).click()
  await expect(saved).toHaveCount(0)
  await expect(filters.getByRole('button', { name: 'Save current query...' })).toBeVisible()
})
