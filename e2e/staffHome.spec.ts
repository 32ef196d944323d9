import { expect, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, palette, settled, signIn } from './consolePage.ts'

const staff = 'staff@lapel.example'

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
