import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { account } from './installation.ts'

/** Opens a page of the console by its route, such as `/plans`, for somebody who asked for less motion: no dialog fades. */
export async function openConsole(page: Page, route = '/') {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return await page.goto(`/admin/#${route}`)
}

/** Signs in at the console, with the seed's password unless another one is given, and waits for its home page. */
export async function signIn(page: Page, email: string, password = account(email).password) {
  await openConsole(page)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
}

/** The page has nothing left to draw or to run at once. */
const idle = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestIdleCallback(() => done()))))

/**
 * Everything that loads has loaded: the console's one progress indicator is gone. A route of the document that is open
 * already is not there at once, and its page, once it is drawn, asks for its data: each may show the indicator anew.
 */
export async function settled(page: Page) {
  await page.waitForLoadState('networkidle')
  for (const _ of ['the page', 'its data']) {
    await idle(page)
    await expect(page.getByRole('progressbar', { name: 'Loading' })).toHaveCount(0)
  }
}

/** Fails with what axe finds against WCAG 2.2 AA. */
export async function expectAccessible(page: Page) {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  expect(found, page.url()).toEqual([])
}

/** A page that is wider than the screen makes people scroll sideways. */
export async function expectNoSidewaysScroll(page: Page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wider, page.url()).toBeLessThanOrEqual(0)
}
