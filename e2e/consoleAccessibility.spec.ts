import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'

const staffPages = [
  '/',
  '/organizations',
  '/workspaces',
  '/members',
  '/plans',
  '/plans/team/show',
  '/plan_limits',
  '/plan_features',
  '/widgets',
  '/widget_instances',
  '/widget_submissions',
  '/usage_events',
  '/audit_logs',
]
// The same parts again in other colours, at another width and for other people: a few pages stand for all.
const samples = ['/', '/widget_submissions', '/plans/team/show']
const listsThatOpen = ['/organizations', '/workspaces', '/widgets', '/widget_instances', '/widget_submissions']

async function walk(page: Page, routes: readonly string[], check: (page: Page) => Promise<void>) {
  for (const route of routes) {
    await openConsole(page, route)
    await settled(page)
    await check(page)
  }
}

test('signing in and signing up are accessible', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const route of ['/login', '/sign-up']) {
      await openConsole(page, route)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
    }
  }
})

test("the platform's pages are accessible", async ({ page }) => {
  test.slow()
  await signIn(page, 'staff@lapel.example')
  await walk(page, staffPages, expectAccessible)
})

test("the platform's pages are accessible in the dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await signIn(page, 'staff@lapel.example')
  await walk(page, samples, expectAccessible)
})

test("a tenant's pages are accessible", async ({ page }) => {
  await signIn(page, 'owner@northwind.example')
  await walk(page, ['/', '/widget_instances', '/audit_logs'], expectAccessible)
})

test('the pages behind the rows are accessible and reached by keyboard', async ({ page }) => {
  test.slow()
  await signIn(page, 'staff@lapel.example')
  for (const route of listsThatOpen) {
    await openConsole(page, route)
    await settled(page)
    await page.getByRole('row').nth(1).getByRole('link').first().press('Enter')
    await expect(page).toHaveURL(/\/show$/)
    await settled(page)
    await expectAccessible(page)
  }
})

test('the dialog that changes a limit is accessible and closes by keyboard', async ({ page }) => {
  await signIn(page, 'staff@lapel.example')
  await openConsole(page, '/plans/team/show')
  const change = page.getByRole('button', { name: 'Change Users' })
  await change.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(change).toBeFocused()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('lists are cards, nothing scrolls sideways, and the menu opens', async ({ page }) => {
    test.slow()
    await signIn(page, 'staff@lapel.example')
    await walk(page, staffPages, async (current) => {
      await expect(current.getByRole('table')).toHaveCount(0)
      await expectNoSidewaysScroll(current)
    })
    await walk(page, samples, expectAccessible)
    await page.getByRole('button', { name: 'Open menu' }).click()
    await page.getByRole('menuitem', { name: 'Members' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Members' })).toBeVisible()
  })
})
