import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { sessionKey } from '../admin/src/providers/sessionKey.ts'
import { account, anonymous } from './installation.ts'

/** Opens a page of the console by its route, such as `/plans`, for somebody who asked for less motion: no dialog fades. */
export async function openConsole(page: Page, route = '/') {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return await page.goto(`/admin/#${route}`)
}

/**
 * Gives the browser the session of somebody who has signed in, with the seed's password unless another one is given, and
 * opens the console's home without waiting for it: most journeys go elsewhere at once.
 */
export async function signIn(page: Page, email: string, password = account(email).password) {
  const { data, error } = await anonymous().auth.signInWithPassword({ email, password })
  if (error) throw error
  await page.goto('/readyz')
  await page.evaluate(([key, session]) => localStorage.setItem(key, session), [
    sessionKey,
    JSON.stringify(data.session),
  ] as const)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/admin/#/', { waitUntil: 'commit' })
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

/** Signs in by the page, with the seed's password. */
export async function submitSignIn(page: Page, email: string) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(account(email).password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** What the session's server would say after it was ended elsewhere. */
export const endSession = (page: Page) =>
  page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem('lapel.session') ?? '{}')
    localStorage.setItem('lapel.session', JSON.stringify({ ...session, expires_at: 1, refresh_token: 'gone' }))
  })

export const palette = (page: Page) => page.getByRole('dialog', { name: 'Find anything' })
