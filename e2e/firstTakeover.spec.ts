import { expect, type Page, test } from '@playwright/test'
import { signedIn } from './installation.ts'
import { publishForm } from './ownWidget.ts'
import { loadInstance, visitor } from './submissions.ts'
import { answerAll, contactForm, holdRuntime, openHostPage, tellEvents, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const script = `/sdk/w/${contactForm}.js`
const tag = `<lapel-widget public-id="${contactForm}"></lapel-widget>`
const taken = 'lapel-widget form[novalidate]'

/** Resolves when what takes a form over has run, and with it all that it did at once. */
async function takeoverRan(page: Page): Promise<void> {
  const response = await page.waitForResponse('**/extras/takeover.*')
  await page.evaluate(async (address) => {
    await import(address)
    await new Promise((resolve) => setTimeout(resolve))
  }, response.url())
}

test('what was entered before the runtime begins the form', async ({ page, request }) => {
  const checkErrors = watchErrors(page)
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const told = await tellEvents(page)
  const widget = page.locator('lapel-widget')
  await answerAll(widget, await loadInstance(request, contactForm), 'begun')
  const outbox = page.waitForRequest('**/extras/offline.*')
  release()
  await expect(page.locator(taken)).toBeVisible()
  await expect.poll(told).toContain('start')
  // What keeps the answers while the connection is lost.
  await outbox
  await widget.locator('[part=button]').click()
  await expect(widget.locator('[part=receipt]')).toBeVisible()
  expect((await told()).filter((name) => name !== 'view')).toEqual(['start', 'submit', 'success'])
  checkErrors()
})

test('what was sent before the runtime begins the form first', async ({ page, request }) => {
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const told = await tellEvents(page)
  const widget = page.locator('lapel-widget')
  await answerAll(widget, await loadInstance(request, contactForm), 'sent')
  await widget.locator('[part=button]').click()
  release()
  await expect(widget.locator('[part=receipt]')).toBeVisible()
  expect((await told()).filter((name) => name !== 'view')).toEqual(['start', 'submit', 'success'])
})

test('a form that only has the keyboard is not begun', async ({ page }) => {
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const told = await tellEvents(page)
  await page.locator('lapel-widget [name=name]').focus()
  release()
  await expect(page.locator(taken)).toBeVisible()
  await expect.poll(told).toContain('view')
  expect(await told()).not.toContain('start')
})

test('the time to submit counts from the drawing, whichever runtime takes the form over', async ({ page, request }) => {
  const runtime = '**/sdk/v1/runtime.*'
  await page.clock.install()
  await holdRuntime(page)
  const { release } = await holdRuntime(page, runtime)
  const asked = page.waitForRequest(runtime)
  await openHostPage(page, tag)
  await asked
  await page.addScriptTag({ url: script })
  const widget = page.locator('lapel-widget')
  await answerAll(widget, await loadInstance(request, contactForm), 'timed')
  await page.clock.fastForward(15_000)
  const sent = page.waitForRequest((posted) => posted.method() === 'POST' && posted.url().endsWith('/submissions'))
  release()
  await expect(page.locator(taken)).toBeVisible()
  await widget.locator('[part=button]').click()
  expect((await sent).postDataJSON().proof.elapsed).toBeGreaterThanOrEqual(15_000)
})

test('a word that an input method is still composing is finished first', async ({ page }) => {
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const name = page.locator('lapel-widget [name=name]')
  await name.focus()
  const client = await page.context().newCDPSession(page)
  const compose = (text: string) =>
    client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await compose('にほ')
  const ran = takeoverRan(page)
  release()
  await ran
  await expect(page.locator(taken)).toHaveCount(0)
  await compose('にほん')
  await client.send('Input.insertText', { text: '日本' })
  await expect(page.locator(taken)).toBeVisible()
  await expect(name).toHaveValue('日本')
  await expect(name).toBeFocused()
  await page.keyboard.type('語')
  await expect(name).toHaveValue('日本語')
})

test('the button and links keep the keyboard', async ({ page }) => {
  const run = { text: 'Our privacy page', href: 'https://northwind.example/privacy' }
  const text = [{ type: 'paragraph', runs: [{ text: 'Terms', href: 'https://northwind.example/terms' }, run] }]
  const { public_id: publicId } = await publishForm(await signedIn('owner@northwind.example'), [
    { key: 'name', type: 'text', label: 'Name' },
    { key: 'consent', type: 'consent', label: 'You may store my answers.', text },
  ])
  for (const focused of ['[part=button]', `a[href="${run.href}"]`]) {
    const { release } = await holdRuntime(page)
    await openHostPage(page, `<lapel-widget public-id="${publicId}"></lapel-widget>`, `/sdk/w/${publicId}.js`)
    const element = page.locator('lapel-widget').locator(focused)
    await element.focus()
    release()
    await expect(page.locator(taken)).toBeVisible()
    await expect(element).toBeFocused()
  }
})
