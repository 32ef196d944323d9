import type { LapelApi } from '@lapel/sdk'
import { expect, test } from '@playwright/test'
import { visitor } from './submissions.ts'
import { contactForm, openHostPage, watchErrors } from './widgets.ts'

const newsletter = 'w_pjkgCf1vdzeAkbvj2KZo1QN4'
const tag = `<lapel-widget public-id="${contactForm}"></lapel-widget>`

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

test("nothing of a hostile page's style gets in", async ({ page }) => {
  await page.goto('/examples/hostile.html')
  const widget = page.locator('lapel-widget')
  const input = widget.getByLabel('Your name')
  await expect(input).toHaveCSS('font-size', '16px')
  await expect(input).toHaveCSS('border-top-style', 'solid')
  await expect(input).toHaveCSS('font-style', 'normal')
  const label = widget.getByText('Your name')
  await expect(label).toHaveCSS('font-size', '15px')
  await expect(label).toHaveCSS('text-transform', 'none')
  await expect(label).toHaveCSS('letter-spacing', 'normal')
  await expect(label).toHaveCSS('color', 'rgb(23, 26, 33)')
  expect((await widget.getByRole('button').boundingBox())?.height).toBeGreaterThanOrEqual(44)
})

test('two widgets and two copies of the script get along', async ({ page }) => {
  const checkErrors = watchErrors(page)
  const told = page.waitForEvent('console')
  await page.goto('/examples/two-widgets.html')
  const subscribe = page.locator('[data-lapel-widget]')
  await page.locator('lapel-widget').getByLabel('E-mail').fill('ada@example.com')
  await subscribe.getByLabel('E-mail').fill('visitor@example.com')
  await subscribe.getByRole('checkbox').check()
  await subscribe.getByRole('button').click()
  await expect(subscribe.getByRole('button')).toHaveCount(0)
  await expect(page.locator('lapel-widget').getByLabel('E-mail')).toHaveValue('ada@example.com')
  expect((await told).text()).toBe(`Lapel: ${newsletter} was sent.`)
  checkErrors()
})

test('the page keeps its globals, its storage and its cookies', async ({ page }) => {
  await page.goto('/examples/strict-csp.html')
  const globals = () => page.evaluate(() => Object.getOwnPropertyNames(window))
  await expect(page.locator('lapel-widget').getByRole('button')).toBeVisible()
  const withScript = await globals()
  const stored = () => page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
  expect(await stored()).toEqual([0, 0, ''])
  await page.route('**/lapel.js', (route) => route.abort())
  await page.reload()
  const without = new Set(await globals())
  expect(withScript.filter((name) => !without.has(name))).toEqual(['Lapel'])
})

test('what was typed lives through a move and other attributes, and a new id brings a new form', async ({ page }) => {
  await openHostPage(page, `<main>${tag}</main><aside></aside>`)
  const widget = page.locator('lapel-widget')
  await widget.getByLabel('Your name').fill('Ada')
  await widget.evaluate((element) => {
    document.querySelector('aside')?.append(element)
    element.setAttribute('class', 'wide')
    element.setAttribute('public-id', String(element.getAttribute('public-id')))
  })
  await expect(page.locator('aside lapel-widget').getByLabel('Your name')).toHaveValue('Ada')
  await widget.evaluate((element, id) => element.setAttribute('public-id', id), newsletter)
  await expect(widget.getByRole('button', { name: 'Subscribe' })).toBeVisible()
})

test('widgets that come later are found, and mounting by script is the same', async ({ page }) => {
  await openHostPage(page, '<p>Nothing yet</p>')
  const lapel = await page.evaluateHandle(() => {
    window.Lapel ??= { q: [] }
    return new Promise<LapelApi>((resolve) => window.Lapel?.q.push(resolve))
  })
  await page.evaluate((id) => {
    document.body.insertAdjacentHTML('beforeend', `<section><div data-lapel-widget="${id}"></div></section>`)
  }, contactForm)
  const widget = page.locator('[data-lapel-widget]')
  await expect(widget.getByRole('button')).toBeVisible()
  const data = await widget.evaluate((element, loaded) => {
    const handle = loaded.mount(element as HTMLElement)
    handle?.setField('name', ' Ada ')
    handle?.focus()
    return handle?.getData()
  }, lapel)
  expect(data).toEqual({ name: 'Ada' })
  await expect(widget.getByLabel('Your name')).toBeFocused()
  await expect(widget.getByLabel('Your name')).toHaveValue(' Ada ')
})

test('a widget that does not exist takes no room, shows what the page put there, and tells the developer', async ({
  page,
}) => {
  const checkErrors = watchErrors(page)
  const warnings: string[] = []
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()))
  await openHostPage(
    page,
    `<script>addEventListener('lapel:error', ({ detail: { during, code } }) => { document.title = during + ' ' + code })</script>
     <lapel-widget id="bare" public-id="w_0000000000000000000000"></lapel-widget>
     <lapel-widget id="rich" public-id="w_0000000000000000000000"><a href="mailto:a@b.example">Write to us</a></lapel-widget>`,
  )
  await expect(page).toHaveTitle('load INSTANCE_NOT_FOUND')
  await expect(page.getByRole('link', { name: 'Write to us' })).toBeVisible()
  expect((await page.locator('#bare').boundingBox())?.height).toBe(0)
  expect(warnings.filter((text) => text.includes('INSTANCE_NOT_FOUND'))).toHaveLength(2)
  checkErrors()
})
