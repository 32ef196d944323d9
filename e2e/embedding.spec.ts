import { expect, type Page, test } from '@playwright/test'
import { openSite } from './sites.ts'
import { visitor } from './submissions.ts'
import { contactForm, openHostPage, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const tag = `<lapel-widget public-id="${contactForm}"></lapel-widget>`

for (const path of ['/sdk/v1/lapel.js', `/sdk/w/${contactForm}.js`]) {
  test(`${path.slice(0, 8)} works on another site with a strict policy`, async ({ page, context, baseURL }) => {
    // A header of the test's own would make the browser ask before each request to the other site.
    await context.setExtraHTTPHeaders({})
    const policy = [
      "default-src 'none'",
      "script-src 'nonce-n1' 'strict-dynamic'",
      'img-src data:',
      `connect-src ${baseURL}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; ')
    const site = await openSite(
      policy,
      `<script async nonce="n1" src="${baseURL}${path}"></script>
       <lapel-widget id="inline" public-id="${contactForm}"></lapel-widget>
       <lapel-widget id="modal" mode="modal" public-id="${contactForm}"></lapel-widget>`,
    )
    const checkErrors = watchErrors(page)
    const reports: string[] = []
    page.on('console', (message) => reports.push(message.text()))
    await page.goto(site.url)
    await expect(page.locator('#inline').getByLabel('Your name')).toBeVisible()
    await page.locator('#modal').getByRole('button').first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    expect(reports).toEqual([])
    checkErrors()
    site.close()
  })
}

/** Opens a page with a widget's own script, and tells what was asked for until everything is there. */
async function requestsOf(page: Page, publicId: string): Promise<string[]> {
  const requests: string[] = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  await openHostPage(page, `<lapel-widget public-id="${publicId}"></lapel-widget>`, `/sdk/w/${publicId}.js`)
  // What tells the funnel of the first view comes last.
  await expect.poll(() => requests.some((path) => path.includes('/extras/reports.'))).toBe(true)
  return requests.filter((path) => !/\/extras\/(reports|sending|client)\.|\/embed\/v1\/events$/.test(path))
}

test('a form is asked for with one answer, and the runtime with a second', async ({ page }) => {
  const requests = await requestsOf(page, contactForm)
  expect(requests).toEqual([
    '/host-page',
    `/sdk/w/${contactForm}.js`,
    expect.stringMatching(/^\/sdk\/v1\/rest\.\w{8}\.js$/),
  ])
})

test('what only the runtime draws comes with it and its config in one answer', async ({ page }) => {
  const bar = 'w_demoGalleryAnnouncementInline'
  const requests = await requestsOf(page, bar)
  expect(requests.filter((path) => !path.includes('/types/'))).toEqual(['/host-page', `/sdk/w/${bar}.js`])
})

test('a script of a widget that is not published says so, and leaves the page as it is', async ({ page }) => {
  const unknown = 'w_0000000000000000000000'
  const reported = page.waitForRequest('**/embed/v1/errors')
  const warned = page.waitForEvent('console', (message) => message.text().includes('INSTANCE_NOT_FOUND'))
  await openHostPage(
    page,
    `<lapel-widget public-id="${unknown}"><p>Write to us</p></lapel-widget>`,
    `/sdk/w/${unknown}.js`,
  )
  await warned
  expect((await reported).postDataJSON()).toMatchObject({ public_id: unknown, code: 'INSTANCE_NOT_FOUND' })
  await expect(page.getByText('Write to us')).toBeVisible()
})

test('the script of a widget is answered from the cache while nothing has changed', async ({ request }) => {
  const path = `/sdk/w/${contactForm}.js`
  const first = await request.get(path)
  expect(first.headers()).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=60, stale-while-revalidate=600',
  })
  const again = await request.get(path, { headers: { 'if-none-match': String(first.headers().etag) } })
  expect(again.status()).toBe(304)
})

test('changed options leave what the visitor typed', async ({ page }) => {
  await openHostPage(page, tag)
  const widget = page.locator('lapel-widget')
  await widget.getByLabel('Your name').fill('Ada')
  await widget.evaluate((element) => {
    element.setAttribute('prefill', 'name=Bob&email=bob@example.com')
    element.setAttribute('dark', 'on')
  })
  await expect(widget.getByLabel('E-mail')).toHaveValue('bob@example.com')
  await expect(widget.getByLabel('Your name')).toHaveValue('Ada')
  await expect(widget.locator('.card')).toHaveCSS('color-scheme', 'dark')
  await widget.evaluate((element) => Object.assign(element, { mode: 'modal', openOn: 'load' }))
  await expect(page.getByRole('dialog').getByLabel('Your name')).toHaveValue('Ada')
  await widget.evaluate((element) => Object.assign(element, { mode: null }))
  await expect(widget.getByLabel('Your name')).toHaveValue('Ada')
})

test('a lazy widget is loaded when the visitor comes near', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/instances/') && asked.push(request.url()))
  const far = `<p style="height: 4000px"></p><lapel-widget lazy public-id="${contactForm}"></lapel-widget>`
  await openHostPage(page, `${far}<lapel-widget public-id="w_pjkgCf1vdzeAkbvj2KZo1QN4"></lapel-widget>`)
  await expect(page.locator('lapel-widget').last().getByRole('button')).toBeAttached()
  expect(asked).toHaveLength(1)
  await page.evaluate(() => scrollTo(0, 3600))
  await expect(page.locator('lapel-widget').first().getByLabel('Your name')).toBeVisible()
})
