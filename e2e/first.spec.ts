import { randomUUID } from 'node:crypto'
import { expect, type Page, type Request, test } from '@playwright/test'
import { signedIn } from './installation.ts'
import { visitor } from './submissions.ts'
import { contactForm, findBarriers, holdRuntime, openHostPage, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const script = `/sdk/w/${contactForm}.js`
const tag = `<lapel-widget public-id="${contactForm}"></lapel-widget>`
const taken = 'lapel-widget form[novalidate]'

async function answerAll(page: Page, mark: string): Promise<void> {
  const widget = page.locator('lapel-widget')
  await widget.locator('[name=name]').fill(mark)
  await widget.locator('[name=email]').fill(`${mark}@example.com`)
  await widget.locator('select').selectOption({ index: 1 })
  await widget.locator('textarea').fill('Written at once')
  await widget.locator('[type=checkbox]').check()
}

async function expectStored(mark: string): Promise<void> {
  const member = await signedIn('owner@northwind.example')
  const { data } = await member.from('widget_submissions').select('payload').eq('payload->>name', mark).throwOnError()
  expect(data).toMatchObject([{ payload: { name: mark, message: 'Written at once' } }])
}

test('a form is there before the runtime, which takes it over with all that was done', async ({ page }) => {
  const checkErrors = watchErrors(page)
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const mark = randomUUID()
  await answerAll(page, mark)
  const name = page.locator('lapel-widget [name=name]')
  await name.focus()
  expect(await findBarriers(page)).toEqual([])
  release()
  await expect(page.locator(taken)).toBeVisible()
  await expect(name).toHaveValue(mark)
  await expect(name).toBeFocused()
  await expect(page.locator('lapel-widget [type=checkbox]')).toBeChecked()
  await expect(page.locator('lapel-widget form')).toHaveCount(1)
  await page.locator('lapel-widget [part=button]').click()
  await expect(page.locator('lapel-widget [part=receipt]')).toBeVisible()
  await expectStored(mark)
  checkErrors()
})

test('what the page changes later leaves the form as it is', async ({ page }) => {
  await openHostPage(page, tag, script)
  await expect(page.locator(taken)).toBeVisible()
  const name = page.locator('lapel-widget [name=name]')
  await name.fill('Ada')
  await page.evaluate(() => window.Lapel?.q.push(['consent', true]))
  await page.locator('lapel-widget').evaluate((element) => element.setAttribute('prefill', 'email=ada@example.com'))
  await expect(page.locator('lapel-widget [name=email]')).toHaveValue('ada@example.com')
  await expect(name).toHaveValue('Ada')
})

test('it looks the same before and after, and a form that nobody touched loads nothing more', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request: Request) => asked.push(request.url()))
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const widget = page.locator('lapel-widget')
  await expect(widget.locator('form')).toBeVisible()
  const before = await widget.screenshot()
  release()
  await expect(page.locator(taken)).toBeVisible()
  expect((await widget.screenshot()).equals(before)).toBe(true)
  expect(asked.filter((url) => url.includes('takeover'))).toEqual([])
})

test('what is sent before the runtime is there is sent once, by the runtime', async ({ page }) => {
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const mark = randomUUID()
  await answerAll(page, mark)
  const button = page.locator('lapel-widget [part=button]')
  await button.click()
  await button.click()
  release()
  await expect(page.locator('lapel-widget [part=receipt]')).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/host-page')
  await expectStored(mark)
})

test('where the runtime does not come, the browser sends the form', async ({ page }) => {
  const { refuse } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const mark = randomUUID()
  await answerAll(page, mark)
  await page.locator('lapel-widget [part=button]').click()
  refuse()
  await expect(page.locator('main h1')).toBeVisible()
  expect(new URL(page.url()).pathname).toContain(contactForm)
  await expectStored(mark)
})

test('where a later part does not come, the browser sends the form', async ({ page }) => {
  const { release } = await holdRuntime(page)
  const failed: string[] = []
  page.on('requestfailed', (request) => failed.push(request.url()))
  await page.route('**/extras/takeover*', (route) => route.abort())
  await openHostPage(page, tag, script)
  const mark = randomUUID()
  await answerAll(page, mark)
  release()
  // The second try as well.
  await expect.poll(() => failed.length).toBe(2)
  await page.locator('lapel-widget [part=button]').click()
  await expect(page.locator('main h1')).toBeVisible()
  await expectStored(mark)
})

test('who has sent waits 20 seconds for the runtime at most', async ({ page }) => {
  await page.clock.install()
  await holdRuntime(page)
  await openHostPage(page, tag, script)
  const mark = randomUUID()
  await answerAll(page, mark)
  await page.locator('lapel-widget [part=button]').click()
  await page.clock.runFor(21_000)
  await expect(page.locator('main h1')).toBeVisible()
  await expectStored(mark)
})

test('a box that was ticked, and nothing else, stays ticked', async ({ page }) => {
  const { release } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const box = page.locator('lapel-widget [type=checkbox]')
  await box.check()
  await box.blur()
  release()
  await expect(page.locator(taken)).toBeVisible()
  await expect(box).toBeChecked()
})

test('a field may have the name of something that a form can do', async ({ page }) => {
  const checkErrors = watchErrors(page)
  await page.route(`**${script}`, async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replace('"name":"message"', '"name":"submit"')
    await route.fulfill({ response, body: body.replace('"name":"name"', '"name":"dataset"') })
  })
  const { refuse } = await holdRuntime(page)
  await openHostPage(page, tag, script)
  const widget = page.locator('lapel-widget')
  await widget.locator('[name=dataset]').fill('Ada')
  await widget.locator('[name=email]').fill('ada@example.com')
  await widget.locator('[name=submit]').fill('Hello')
  await widget.locator('select').selectOption({ index: 1 })
  await widget.locator('[type=checkbox]').check()
  await widget.locator('[part=button]').click()
  const asked = page.waitForRequest((request) => request.method() === 'POST')
  refuse()
  expect((await asked).postData()).toContain('submit=Hello')
  checkErrors()
})

test("a form of the page's own in an element's shadow root stays the page's", async ({ page }) => {
  await holdRuntime(page)
  const own = `<div id="own" data-lapel-widget="${contactForm}"></div><script>
    own.attachShadow({ mode: 'open' }).innerHTML = '<form><input name="q"><button>Go</button></form>'</script>`
  await openHostPage(page, `${own}${tag}`, script)
  await expect(page.locator('lapel-widget form')).toBeVisible()
  await page.locator('#own button').click()
  await expect(page).toHaveURL(/\?q=$/)
})

test('an element that asks for another mode or language waits for the runtime', async ({ page }) => {
  const { release } = await holdRuntime(page)
  const others = ['mode="modal" id="modal"', 'locale="de" id="german"', 'dark="on" id="dark"']
  const elements = others.map((more) => `<lapel-widget ${more} public-id="${contactForm}"></lapel-widget>`)
  await openHostPage(page, `${tag}${elements.join('')}`, script)
  await expect(page.locator('lapel-widget').first().locator('form')).toBeVisible()
  for (const id of ['modal', 'german', 'dark']) await expect(page.locator(`#${id} form`)).toHaveCount(0)
  release()
  await expect(page.locator('#dark form')).toBeVisible()
})
