import { expect, type Page, test } from '@playwright/test'
import { account, installation, signedIn } from './installation.ts'
import { visitor } from './submissions.ts'
import { contactForm, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

/** What a page has stored in the browser. */
const stored = (page: Page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    cookies: document.cookie,
    caches: await caches.keys(),
  }))

const nothing = { local: [], session: [], databases: [], cookies: '', caches: [] }

test('the start page tells of every example, and each shows a widget without an error', async ({ page }) => {
  await page.goto('/')
  const { pages } = installation()
  expect(pages.length).toBeGreaterThan(9)
  for (const { name, about } of pages) {
    await expect(page.getByRole('link', { name: `Example: ${name} ${about}` })).toBeVisible()
  }
  const checkErrors = watchErrors(page)
  for (const { url } of pages) {
    await page.goto(url)
    if (url.includes('single-page-app')) await page.getByRole('link', { name: 'Contact' }).click()
    await expect(page.locator('lapel-widget').getByRole('button').first(), url).toBeVisible()
  }
  checkErrors()
})

test('an application of one page has its forms where its views have them', async ({ page }) => {
  await page.goto('/examples/single-page-app.html')
  const widget = page.locator('lapel-widget')
  await expect(widget).toHaveCount(0)
  await page.getByRole('link', { name: 'Contact' }).click()
  await widget.getByLabel('Your name').fill('Ada')
  await page.getByRole('link', { name: 'Letter' }).click()
  await expect(widget.getByRole('button', { name: 'Subscribe' })).toBeVisible()
  await page.goBack()
  await expect(widget.getByLabel('Your name')).toHaveValue('')
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible()
  await expect(widget).toHaveCount(0)
})

test('a consent banner decides what is stored', async ({ page, context }) => {
  await page.goto('/examples/consent-banner.html')
  const widget = page.locator('lapel-widget')
  await context.setOffline(false)
  await widget.getByLabel('Your name').fill('Ada')
  expect(await stored(page)).toEqual(nothing)
  await page.getByRole('button', { name: 'Refuse' }).click()
  await widget.getByLabel('Your name').fill('Ada Lovelace')
  expect(await stored(page)).toEqual({ ...nothing, local: ['northwind-consent'] })
  await page.reload()
  await expect(page.getByRole('status')).toHaveText('You refused.')
  await expect(page.getByRole('region', { name: 'Storage' })).toBeHidden()
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await page.getByRole('button', { name: 'Agree' }).click()
  await expect(page.getByRole('status')).toHaveText('You agreed.')
})

test('on a slow connection nothing jumps, and the form is asked for once', async ({ page, context }) => {
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/instances/') && asked.push(request.url()))
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 300,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  })
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        (window as never as { shift: number }).shift += (entry as never as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto('/examples/slow-network.html')
  await expect(page.getByText('The form did not come.')).toBeHidden()
  await expect(page.locator('lapel-widget').getByLabel('Your name')).toBeVisible()
  expect(await page.evaluate(() => (window as never as { shift: number }).shift)).toBeLessThan(0.05)
  expect(asked).toHaveLength(1)
})

test('without a script the page shows what stands in', async ({ page }) => {
  await page.route('**/lapel.js', (route) => route.abort())
  await page.goto('/examples/slow-network.html')
  await expect(page.getByRole('link', { name: 'Write to us by e-mail.' })).toBeVisible()
})

test('a draft is seen in its place by who has its key, and the key does not stay in the address', async ({ page }) => {
  const client = await signedIn(account('owner@northwind.example').email)
  const draft = 'w_y3o76CbDvOHSADkoUVwqN1Eg'
  const { data } = await client.from('widget_instances').select('id').eq('public_id', draft).single().throwOnError()
  const { data: made } = await client.rpc('create_embed_token', { instance_id: data.id }).throwOnError()
  const widget = page.locator('lapel-widget')
  await page.goto(`/examples/draft-preview.html#lapel-preview=${made.token}`)
  await expect(widget).toHaveAttribute('public-id', draft)
  await expect(widget.getByRole('textbox').first()).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')

  await page.goto('/examples/draft-preview.html?again#lapel-preview=none')
  await expect(page.getByText('This preview has ended.')).toBeVisible()
  await page.goto('/examples/draft-preview.html')
  await expect(widget).toHaveAttribute('public-id', contactForm)
  await expect(widget.getByLabel('Your name')).toBeVisible()
})
