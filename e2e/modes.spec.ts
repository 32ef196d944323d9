import type { LapelApi } from '@lapel/sdk'
import { expect, type Page, test } from '@playwright/test'
import { loadInstance, visitor } from './submissions.ts'
import { contactForm, findBarriers, focusedElement, openHostPage, tellEvents, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const tag = (attributes: string) => `<lapel-widget public-id="${contactForm}" ${attributes}></lapel-widget>`
const tall = '<p style="height: 4000px">A long page</p>'
const panel = (page: Page) => page.locator('lapel-widget [part=panel]')

test('a modal keeps the keyboard, closes by Escape and gives the keyboard back', async ({ page }) => {
  const checkErrors = watchErrors(page)
  await openHostPage(page, `<button id="ask">Ask us</button>${tag('mode="modal" open-on="click" open-value="#ask"')}`)
  const told = await tellEvents(page)
  const dialog = page.getByRole('dialog', { name: 'Tell us about it' })
  await expect(page.locator('lapel-widget [part=panel]')).toBeAttached()
  await expect(dialog).toBeHidden()
  await page.locator('#ask').click()
  await expect(dialog).toBeVisible()
  await dialog.getByLabel('Your name').fill('Ada')
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab')
    expect(await focusedElement(page)).not.toBe('ask')
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  expect(await focusedElement(page)).toBe('ask')
  await page.locator('#ask').click()
  await expect(dialog.getByLabel('Your name')).toHaveValue('Ada')
  expect(await told()).toEqual(['view', 'start', 'change', 'close'])
  checkErrors()
})

test('a mode that only the config says takes up no place while it loads', async ({ page }) => {
  const embed = await loadInstance(page.request, contactForm)
  const config = { ...embed.config, display: { mode: 'modal' } }
  await page.route(`**/instances/${contactForm}`, (route) => route.fulfill({ json: { ...embed, config } }))
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const modes = /extras\/modes\..*js/
  await page.route(modes, async (route) => {
    await released
    await route.continue()
  })
  const asked = page.waitForRequest(modes)
  await openHostPage(page, tag(''))
  await asked
  expect((await page.locator('lapel-widget').boundingBox())?.height).toBe(0)
  release()
  await expect(page.locator('lapel-widget [part=launcher]')).toBeVisible()
})

test('a click beside a modal closes it', async ({ page }) => {
  await openHostPage(page, tag('mode="modal" open-on="load"'))
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  await page.mouse.click(5, 5)
  await expect(dialog).toBeHidden()
})

for (const mode of ['modal', 'popover', 'slide-in', 'bar']) {
  test(`${mode} has no barrier, from right to left too`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await openHostPage(page, tag(`mode="${mode}" locale="ar" open-on="load"`))
    await expect(panel(page)).toBeVisible()
    await expect(page.locator('lapel-widget .card')).toHaveCSS('direction', 'rtl')
    expect(await findBarriers(page)).toEqual([])
  })
}

test('a popover has a button of its own and leaves the page usable', async ({ page }) => {
  await openHostPage(page, `<a href="#there">A link</a>${tag('mode="popover" label="Ask us"')}`)
  const button = page.getByRole('button', { name: 'Ask us' })
  await expect(button).toHaveAttribute('aria-expanded', 'false')
  await button.click()
  await expect(page.getByLabel('Your name')).toBeVisible()
  await expect(page.getByLabel('Your name')).toBeFocused()
  await page.getByRole('link').click()
  await expect(page).toHaveURL(/#there$/)
  await page.getByLabel('Your name').focus()
  await page.keyboard.press('Escape')
  await expect(panel(page)).toBeHidden()
  await expect(button).toBeFocused()
})

test('what comes by itself does not take the keyboard', async ({ page }) => {
  await openHostPage(page, `<input id="search" autofocus />${tag('mode="slide-in" open-on="load"')}`)
  await expect(panel(page)).toBeVisible()
  expect(await focusedElement(page)).toBe('search')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(panel(page)).toBeHidden()
})

test('a bar lies at the edge that the page names', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openHostPage(page, tag('mode="bar" position="top"'))
  await expect(panel(page)).toBeVisible()
  const box = await panel(page).boundingBox()
  expect(box).toMatchObject({ x: 0, y: 0, width: page.viewportSize()?.width })
})

test('a widget waits for its time', async ({ page }) => {
  await page.clock.install()
  await openHostPage(page, tag('mode="slide-in" open-on="delay" open-value="20"'))
  await expect(panel(page)).toBeAttached()
  await page.clock.runFor(19_000)
  await expect(panel(page)).toBeHidden()
  await page.clock.runFor(1500)
  await expect(panel(page)).toBeVisible()
})

test('a widget waits until enough has been read', async ({ page }) => {
  await openHostPage(page, `${tall}${tag('mode="slide-in" open-on="scroll" open-value="60"')}`)
  await expect(panel(page)).toBeAttached()
  await page.evaluate(() => scrollTo(0, 800))
  await expect(panel(page)).toBeHidden()
  await page.evaluate(() => scrollTo(0, 3000))
  await expect(panel(page)).toBeVisible()
})

test('a widget comes when the mouse leaves through the top', async ({ page }) => {
  await openHostPage(page, `${tall}${tag('mode="modal" open-on="exit"')}`)
  await expect(panel(page)).toBeAttached()
  const leave = (clientY: number) =>
    page.evaluate((y) => {
      document.body.dispatchEvent(new MouseEvent('mouseout', { bubbles: true, clientY: y, relatedTarget: null }))
    }, clientY)
  await leave(300)
  await expect(panel(page)).toBeHidden()
  await leave(-2)
  await expect(panel(page)).toBeVisible()
})

test('a widget comes on its pages only, in an application of one page too', async ({ page }) => {
  await openHostPage(page, tag('mode="slide-in" open-on="load" pages="/pricing /blog/*"'))
  await expect(panel(page)).toBeAttached()
  await expect(panel(page)).toBeHidden()
  const go = (path: string) => page.evaluate((to) => history.pushState(null, '', to), path)
  await go('/about')
  await expect(panel(page)).toBeHidden()
  await go('/blog/first')
  await expect(panel(page)).toBeVisible()
})

test('how often a widget has come is kept only with consent, and only after it was used', async ({ page }) => {
  const body = tag('mode="slide-in" open-on="load" frequency="1/day"')
  const stored = () => page.evaluate(() => Object.keys(localStorage))
  const consent = () =>
    page.evaluate(() => (window.Lapel as LapelApi | undefined)?.q.push((lapel) => lapel.consent(true)))
  await openHostPage(page, body)
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(panel(page)).toBeHidden()
  expect(await stored()).toEqual([])
  await page.reload()
  await expect(panel(page)).toBeVisible()
  await consent()
  expect(await stored()).toEqual([])
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(panel(page)).toBeHidden()
  expect(await stored()).toEqual([`lapel:seen:${contactForm}`])
})

test('the page opens, closes and toggles widgets by their id, and one that it does not have', async ({ page }) => {
  await openHostPage(page, tag('mode="popover"'))
  const call = (name: 'open' | 'close' | 'toggle', id: string) =>
    page.evaluate(([method, publicId]) => (window.Lapel as LapelApi)[method](publicId), [name, id] as const)
  await expect(panel(page)).toBeAttached()
  await call('open', contactForm)
  await expect(panel(page)).toBeVisible()
  await call('close', contactForm)
  await expect(panel(page)).toBeHidden()
  await call('toggle', contactForm)
  await expect(panel(page)).toBeVisible()
  await call('open', 'w_pjkgCf1vdzeAkbvj2KZo1QN4')
  await expect(page.locator('dialog[open]').getByRole('button', { name: 'Subscribe' })).toBeVisible()
})

test('a config says by itself where its widget shows, and the page may say otherwise', async ({ page }) => {
  await page.route(`**/instances/${contactForm}`, async (route) => {
    const response = await route.fetch()
    const embed = await response.json()
    const display = { mode: 'slide-in', trigger: { on: 'load' } }
    await route.fulfill({ response, json: { ...embed, config: { ...embed.config, display } } })
  })
  await openHostPage(page, tag(''))
  await expect(page.locator('lapel-widget .panel.slide-in')).toBeVisible()
  await page.locator('lapel-widget').evaluate((element) => element.setAttribute('mode', 'bar'))
  await expect(page.locator('lapel-widget .panel.bar')).toBeVisible()
})
