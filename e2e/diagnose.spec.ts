import type { Diagnosis, LapelApi } from '@lapel/sdk'
import { expect, type Page, test } from '@playwright/test'
import { publishedInstance } from './installation.ts'
import { openSite, serveSite } from './sites.ts'
import { loadInstance, visitor } from './submissions.ts'
import { contactForm, openHostPage } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const tag = `<lapel-widget public-id="${contactForm}"></lapel-widget>`
const elsewhere = '/sdk/v1/nothing.txt'

/** What the line of the console finds, which needs no script on the page. */
const diagnose = (page: Page, publicId?: string, origin = ''): Promise<Diagnosis> =>
  page.evaluate(
    async ([id, from]) => (await import(`${from}/sdk/v1/diagnose.js`)).diagnose(id) as Promise<Diagnosis>,
    [publicId, origin],
  )

const codes = ({ findings }: Diagnosis) => findings.map(({ code }) => code)

const ready = (page: Page, label = 'Your name') => expect(page.getByLabel(label).first()).toBeVisible()

test('a widget that shows has no findings, whoever asks', async ({ page }) => {
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  await openHostPage(page, tag)
  await ready(page)
  const byPage = await page.evaluate(() => (window.Lapel as LapelApi).diagnose())
  expect(byPage).toEqual({ ok: true, findings: [] })
  expect(await diagnose(page, contactForm)).toEqual({ ok: true, findings: [] })
  expect(said).toEqual([
    '[lapel] the widgets of this page: nothing is wrong.',
    `[lapel] ${contactForm}: nothing is wrong.`,
  ])
})

test('the loader alone can be asked, and says what it misses', async ({ page }) => {
  const said = page.waitForEvent('console')
  await openHostPage(page, '<main></main>')
  await page.waitForFunction(() => !!window.Lapel)
  const found = await page.evaluate((id) => (window.Lapel as LapelApi).diagnose(id), contactForm)
  expect(found).toMatchObject({ ok: false, findings: [{ code: 'ELEMENT_MISSING', severity: 'error' }] })
  expect((await said).text()).toContain(`<lapel-widget public-id="${contactForm}">`)
})

test('a page without the script, with one that failed, and with one that waits for consent', async ({ page }) => {
  await openHostPage(page, tag, elsewhere)
  expect(codes(await diagnose(page))).toEqual(['SCRIPT_MISSING', 'NOT_DRAWN'])
  await page.route('**/lapel.js', (route) => route.fulfill({ status: 404, body: '' }))
  await openHostPage(page, tag)
  const [failed] = (await diagnose(page)).findings
  expect(failed).toMatchObject({ code: 'SCRIPT_FAILED', message: expect.stringContaining('404') })
  await page.route('**/lapel.js', (route) => route.abort('blockedbyclient'))
  await openHostPage(page, tag)
  expect(codes(await diagnose(page))).toEqual(['SCRIPT_UNREACHABLE', 'NOT_DRAWN'])
  await openHostPage(page, `<script type="text/plain" src="/sdk/v1/lapel.js"></script>${tag}`, elsewhere)
  expect((await diagnose(page)).findings[0]).toMatchObject({
    code: 'SCRIPT_WAITS_FOR_CONSENT',
    severity: 'info',
    message: expect.stringContaining('text/plain'),
  })
})

test('two scripts, an old one, and another thing of the name', async ({ page }) => {
  await openHostPage(page, `${tag}<script async src="/sdk/v1/lapel.js?again"></script>`)
  await ready(page)
  expect(codes(await diagnose(page))).toEqual(['SCRIPT_TWICE'])
  await page.route('**/lapel.js', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace(/version:"[\d.]+"/, 'version:"0.0.1"') })
  })
  await openHostPage(page, '<main></main>')
  await page.waitForFunction(() => !!window.Lapel)
  expect((await diagnose(page)).findings[0]).toMatchObject({
    code: 'SCRIPT_OLD',
    message: expect.stringContaining('version 0.0.1 '),
  })
  await page.unroute('**/lapel.js')
  const taken = "Object.defineProperty(window, 'Lapel', { value: 'a coat' })"
  await openHostPage(page, `<script>${taken}</script>${tag}`)
  await page.waitForResponse(/\/runtime\./)
  expect(codes(await diagnose(page))).toEqual(['NAME_TAKEN', 'NOT_DRAWN'])
})

test('a content security policy that stops the script, or its request', async ({ page, context, baseURL }) => {
  await context.setExtraHTTPHeaders({})
  const script = (nonce: string) => `<script async ${nonce} src="${baseURL}/sdk/v1/lapel.js"></script>${tag}`
  const open = async (policy: string, nonce: string) => {
    const site = await openSite(`script-src 'nonce-n1' 'strict-dynamic'; ${policy}`, script(nonce))
    await page.goto(site.url)
    return site
  }
  const first = await open(`connect-src ${baseURL}`, '')
  const stopped = await diagnose(page, undefined, baseURL)
  expect(stopped.findings[0]).toMatchObject({ code: 'SCRIPT_REFUSED', fix: expect.stringContaining('nonce') })
  first.close()
  const second = await open("connect-src 'self'", 'nonce="n1"')
  expect((await diagnose(page, undefined, baseURL)).findings).toEqual([
    expect.objectContaining({ code: 'POLICY', severity: 'error', fix: `Add ${baseURL} to connect-src.` }),
  ])
  second.close()
})

test('a site that is not on the list, and an id that nobody has published', async ({ page, context, baseURL }) => {
  await context.setExtraHTTPHeaders({})
  const { public_id } = publishedInstance(true)
  const unknown = 'w_0000000000000000000000'
  const site = await openSite(
    '',
    `<script async src="${baseURL}/sdk/v1/lapel.js"></script>
     <lapel-widget public-id="${public_id}"></lapel-widget><lapel-widget public-id="${unknown}"></lapel-widget>`,
  )
  const address = new URL(site.url.replace('127.0.0.1', 'shop.localhost'))
  await page.goto(address.href)
  const { findings } = await diagnose(page, undefined, baseURL)
  expect(findings.map(({ code, message }) => [code, message])).toEqual([
    ['ORIGIN_NOT_ALLOWED', `The widget ${public_id} may not be used on ${address.origin}.`],
    ['INSTANCE_NOT_FOUND', `No published widget has the id ${unknown}.`],
  ])
  site.close()
})

test('no answer, and no connection', async ({ page, context }) => {
  await page.route('**/instances/**', (route) => route.abort('connectionrefused'))
  await openHostPage(page, tag)
  expect(codes(await diagnose(page))).toEqual(['NETWORK'])
  await page.unroute('**/instances/**')
  await context.setOffline(true)
  expect(codes(await diagnose(page))).toEqual(['OFFLINE'])
})

test('what the style of the page hides, and names that are missing', async ({ page }) => {
  await openHostPage(
    page,
    `<div id="one" style="display: none">${tag}</div>
     <div class="two" style="visibility: hidden"><p>${tag}</p></div>
     <div id="three" style="height: 0; overflow: hidden">${tag}</div>
     <div style="opacity: 0">${tag}</div>
     <lapel-widget></lapel-widget>`,
  )
  await page.locator('#three').getByLabel('Your name').waitFor({ state: 'attached' })
  const { findings } = await diagnose(page)
  expect(findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'ID_MISSING: A lapel-widget names no widget.',
    'HIDDEN: The style of this page hides lapel-widget: div#one has display: none.',
    'HIDDEN: The style of this page hides lapel-widget: div.two has visibility: hidden.',
    expect.stringMatching(/^NO_ROOM: There is no room for lapel-widget: div#three is \d+ by 0 pixels\.$/),
    'HIDDEN: The style of this page hides lapel-widget: div has opacity: 0.',
  ])
})

const waits: [name: string, attributes: string, code: string, words: string][] = [
  ['a click', 'mode="popover" label="Write to us"', 'OPENS_BY_CLICK', 'its button “Write to us”'],
  ['a click on nothing', 'mode="modal" open-on="click" open-value="#none"', 'TRIGGER_TARGET_MISSING', '#none'],
  ['time', 'mode="modal" open-on="delay" open-value="600"', 'OPENS_LATER', 'after 600 seconds'],
  ['the mouse', 'mode="modal" open-on="exit"', 'OPENS_LATER', 'leaves the page'],
  ['another page', 'mode="bar" pages="/pricing"', 'NOT_ON_THIS_PAGE', '/host-page'],
  ['the next day', 'mode="bar" frequency="1/day"', 'SHOWN_OFTEN_ENOUGH', '1 times per day'],
]

for (const [name, attributes, code, words] of waits) {
  test(`a widget that waits for ${name}`, async ({ page }) => {
    await page.addInitScript((id) => {
      localStorage.setItem(`lapel:seen:${id}`, JSON.stringify([Date.now()]))
      Object.assign(window, { Lapel: { q: [['consent', true]] } })
    }, contactForm)
    await openHostPage(page, `<lapel-widget ${attributes} public-id="${contactForm}"></lapel-widget>`)
    await page.locator('lapel-widget').locator('[part=panel]').waitFor({ state: 'attached' })
    const { ok, findings } = await diagnose(page)
    expect(findings).toEqual([expect.objectContaining({ code, message: expect.stringContaining(words) })])
    expect(ok).toBe(code !== 'TRIGGER_TARGET_MISSING')
  })
}

test('a lazy widget far away, and an open one', async ({ page }) => {
  const far = `<p style="height: 4000px"></p><lapel-widget lazy public-id="${contactForm}"></lapel-widget>`
  await openHostPage(page, `<lapel-widget mode="bar" public-id="${contactForm}"></lapel-widget>${far}`)
  await ready(page)
  expect(codes(await diagnose(page))).toEqual(['WAITS_TO_BE_NEAR'])
})

test('a page that shows an older revision than the one that is published', async ({
  page,
  context,
  request,
  baseURL,
}) => {
  await context.setExtraHTTPHeaders({})
  const embed = await loadInstance(request, contactForm)
  let { revision } = embed
  const host = await serveSite((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.setHeader('cache-control', 'public, max-age=600')
    response.setHeader('access-control-allow-origin', '*')
    response.end(JSON.stringify({ ...embed, revision: revision++ }))
  })
  const site = await openSite(
    '',
    `<script async src="${baseURL}/sdk/v1/lapel.js"></script><lapel-widget host="${host.url}" public-id="${contactForm}"></lapel-widget>`,
  )
  await page.goto(site.url)
  await ready(page)
  const { ok, findings } = await diagnose(page, contactForm, baseURL)
  expect(ok).toBe(true)
  expect(findings[0]).toMatchObject({
    code: 'OUTDATED_REVISION',
    message: `This page may still show revision ${embed.revision} of ${contactForm}; ${embed.revision + 1} is published.`,
  })
  host.close()
  site.close()
})
