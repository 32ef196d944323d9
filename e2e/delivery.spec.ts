import type { LapelApi } from '@lapel/sdk'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import type { SupabaseClient } from '@supabase/supabase-js'
import { signedIn } from './installation.ts'
import { type OwnWidget, publishForm } from './ownWidget.ts'
import { visitor } from './submissions.ts'
import { openHostPage, watchErrors } from './widgets.ts'

const fields = [
  { key: 'name', type: 'text', label: 'Name', required: true },
  { key: 'note', type: 'textarea', label: 'Note' },
]

let member: SupabaseClient

test.beforeAll(async () => {
  member = await signedIn('owner@northwind.example')
})
test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const tag = ({ public_id }: OwnWidget) => `<lapel-widget public-id="${public_id}"></lapel-widget>`
const widgetOf = (page: Page) => page.locator('lapel-widget')

/** What the owner sees of a widget: status and payload of each submission, and of what is not sent yet. */
async function stored({ widget_id }: OwnWidget) {
  const read = (table: string, columns: string) =>
    member
      .from(table)
      .select(columns)
      .eq('widget_id', widget_id)
      .overrideTypes<object[], { merge: false }>()
      .throwOnError()
  const { data: sent } = await read('widget_submissions', 'status, payload')
  const { data: begun } = await read('partial_submissions', 'payload')
  return [...sent, ...begun.map((row) => ({ status: 'partial', ...row }))] as { status: string; payload: object }[]
}

async function storedEvents({ widget_id }: OwnWidget) {
  const { data } = await member.from('widget_events').select('type, meta').eq('widget_id', widget_id).throwOnError()
  return data.map(({ type }) => type).sort()
}

/** All that this page's site has in the browser. */
async function storage(page: Page, context: BrowserContext) {
  const own = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
  }))
  return { ...own, cookies: await context.cookies() }
}
const nothing = { databases: [], local: [], session: [], cookies: [] }

/** Waits until a companion of the widget is there. Call it before what loads it. */
const companion = (page: Page, name: string) =>
  page.waitForResponse((response) => response.url().includes(`/extras/${name}`))

const consent = (page: Page, granted = true) =>
  page.evaluate((isGranted) => (window.Lapel as LapelApi).consent(isGranted), granted)

async function openForm(page: Page, widget: OwnWidget) {
  const viewed = companion(page, 'reports')
  await openHostPage(page, tag(widget))
  await expect(widgetOf(page).getByLabel('Name')).toBeVisible()
  await viewed
}

/** Fills in the form, and waits until what keeps its answers is loaded. */
async function fillIn(page: Page, name: string) {
  const ready = companion(page, 'offline')
  await widgetOf(page).getByLabel('Name').fill(name)
  await ready
}

const send = (page: Page) => widgetOf(page).getByRole('button').click()
const receipt = (page: Page) => widgetOf(page).getByRole('heading', { name: 'Thank you' })

/** Lets all tries pass without an answer. */
async function useUpTries(page: Page) {
  await expect(widgetOf(page).getByRole('alert')).toHaveText('No answer yet. Still trying…')
  for (let tried = 0; tried < 4; tried += 1) await page.clock.runFor(11_000)
  await expect(widgetOf(page).getByRole('alert')).toHaveText('Not sent yet. We send it as soon as you are online.')
}

test('sent while offline, the answers arrive once when the connection is back', async ({ page, context }) => {
  const checkErrors = watchErrors(page)
  const widget = await publishForm(member, fields)
  await page.clock.install()
  await openForm(page, widget)
  await fillIn(page, 'Ada')
  await context.setOffline(true)
  await send(page)
  await useUpTries(page)
  expect(await storage(page, context)).toEqual(nothing)
  await context.setOffline(false)
  await expect(receipt(page)).toBeVisible()
  expect(await stored(widget)).toEqual([{ status: 'accepted', payload: { name: 'Ada' } }])
  checkErrors()
})

test('a flaky network, and a visitor who tries again, make one row', async ({ page }) => {
  const widget = await publishForm(member, fields)
  await page.clock.install()
  await openForm(page, widget)
  await fillIn(page, 'Ada')
  let tries = 0
  await page.route('**/submissions', async (route) => {
    tries += 1
    // The server has it, and the answer gets lost.
    if (tries % 2) await route.fetch()
    await route.abort('connectionreset')
  })
  await send(page)
  await useUpTries(page)
  await page.unroute('**/submissions')
  await widgetOf(page).getByRole('button', { name: 'Try again' }).click()
  await expect(receipt(page)).toBeVisible()
  expect(await stored(widget)).toHaveLength(1)
  expect(tries).toBeGreaterThan(2)
})

test('a page that closes while answers wait sends them with a beacon', async ({ page }) => {
  const widget = await publishForm(member, fields)
  await openForm(page, widget)
  await fillIn(page, 'Ada')
  await page.route('**/submissions', (route) =>
    route.request().resourceType() === 'ping' ? route.continue() : route.abort('internetdisconnected'),
  )
  await send(page)
  await expect(widgetOf(page).getByRole('alert')).toHaveText('No answer yet. Still trying…')
  await page.goto('about:blank')
  await expect.poll(() => stored(widget)).toHaveLength(1)
})

test('with consent, answers wait for the next visit and arrive once', async ({ page, context }) => {
  const widget = await publishForm(member, fields)
  await openForm(page, widget)
  const ready = companion(page, 'offline')
  await consent(page)
  await ready
  await widgetOf(page).getByLabel('Name').fill('Ada')
  // As if the browser were ended: no beacon leaves with the page.
  await page.evaluate(() => Object.assign(navigator, { sendBeacon: () => false }))
  await context.setOffline(true)
  await send(page)
  await expect(widgetOf(page).getByRole('alert')).toHaveText('No answer yet. Still trying…')
  await expect.poll(async () => (await storage(page, context)).databases).toEqual(['lapel'])
  await page.close()
  await context.setOffline(false)

  const next = await context.newPage()
  await openForm(next, widget)
  expect(await stored(widget)).toEqual([])
  await consent(next)
  await expect.poll(() => stored(widget)).toEqual([{ status: 'accepted', payload: { name: 'Ada' } }])
  await next.reload()
  await expect(widgetOf(next).getByLabel('Name')).toBeVisible()
  const flushed = companion(next, 'offline')
  await consent(next)
  await flushed
  expect(await stored(widget)).toHaveLength(1)
  await consent(next, false)
  await expect.poll(() => storage(next, context)).toEqual(nothing)
})

test('nothing is stored before the visitor acts and agrees', async ({ page, context }) => {
  const widget = await publishForm(member, fields, { resume: true, partial: true })
  await openForm(page, widget)
  const looked = [companion(page, 'offline'), companion(page, 'partials')]
  await consent(page)
  await Promise.all(looked)
  // Consent alone stores nothing: there is nothing to keep.
  expect(await storage(page, context)).toEqual(nothing)
  await page.reload()
  const partial = page.waitForResponse('**/submissions')
  await widgetOf(page).getByLabel('Name').fill('Ada')
  await partial
  expect(await storage(page, context)).toEqual(nothing)
})

test('what happens is told once, with ids, and never before the widget was seen', async ({ page }) => {
  const widget = await publishForm(member, fields)
  const batches: { events: { id: string; type: string }[] }[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/embed/v1/events')) batches.push(JSON.parse(String(request.postData())))
  })
  await openHostPage(page, `<p style="height: 3000px"></p>${tag(widget)}`)
  await expect(widgetOf(page).getByLabel('Name')).toBeAttached()
  await page.clock.install()
  await page.clock.runFor(10_000)
  expect(batches).toEqual([])
  const viewed = companion(page, 'reports')
  await widgetOf(page).scrollIntoViewIfNeeded()
  await viewed
  await fillIn(page, 'Ada')
  await page.clock.runFor(3000)
  await expect.poll(() => storedEvents(widget)).toEqual(['start', 'view'])
  await send(page)
  await expect(receipt(page)).toBeVisible()
  // The rest goes with a beacon.
  await page.goto('about:blank')
  await expect.poll(() => storedEvents(widget)).toEqual(['start', 'submit', 'view'])
  const events = batches.flatMap((batch) => batch.events)
  // The browser does not show us what leaves with the page; what came before has ids of its own.
  expect(events.map(({ type }) => type).slice(0, 2)).toEqual(['view', 'start'])
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  expect(events.every(({ id }) => /^[0-9a-f-]{36}$/.test(id))).toBe(true)
})

test('a widget that cannot load is reported, without the page’s query', async ({ page }) => {
  await page.goto('/readyz')
  const reported = page.waitForRequest('**/embed/v1/errors')
  await openHostPage(page, '<lapel-widget public-id="w_0000000000000000000000"></lapel-widget>')
  const report = (await reported).postDataJSON()
  expect(report).toMatchObject({ public_id: 'w_0000000000000000000000', code: 'INSTANCE_NOT_FOUND' })
  expect(report.page).toMatch(/\/host-page$/)
})

test('the owner sees what was entered until the visitor sends it', async ({ page }) => {
  const widget = await publishForm(member, fields, { partial: true })
  const posted: string[] = []
  page.on('request', (request) => request.url().includes('/submissions') && posted.push(request.method()))
  await openForm(page, widget)
  expect(posted).toEqual([])
  await widgetOf(page).getByLabel('Note').fill('Half a thought')
  await expect.poll(() => stored(widget)).toEqual([{ status: 'partial', payload: { note: 'Half a thought' } }])
  await widgetOf(page).getByLabel('Name').fill('Ada')
  await send(page)
  await expect(receipt(page)).toBeVisible()
  expect(await stored(widget)).toEqual([{ status: 'accepted', payload: { name: 'Ada', note: 'Half a thought' } }])
})

test('a partial leaves with the page, and goes on after a reload under its id', async ({ page }) => {
  const widget = await publishForm(member, fields, { partial: true, resume: true })
  await openForm(page, widget)
  await consent(page)
  const sent = page.waitForResponse('**/submissions')
  await widgetOf(page).getByLabel('Name').fill('Ada')
  await sent
  const ready = companion(page, 'partials')
  await widgetOf(page).getByLabel('Note').fill('On my way')
  await page.reload()
  await expect.poll(() => stored(widget)).toEqual([{ status: 'partial', payload: { name: 'Ada', note: 'On my way' } }])
  await expect(widgetOf(page).getByLabel('Name')).toHaveValue('')
  await consent(page)
  await ready
  await expect(widgetOf(page).getByLabel('Name')).toHaveValue('Ada')
  await widgetOf(page).getByLabel('Note').fill('Here')
  await send(page)
  await expect(receipt(page)).toBeVisible()
  expect(await stored(widget)).toEqual([{ status: 'accepted', payload: { name: 'Ada', note: 'Here' } }])
  await page.reload()
  const looked = companion(page, 'partials')
  await expect(widgetOf(page).getByLabel('Name')).toBeVisible()
  await consent(page)
  await looked
  await expect(widgetOf(page).getByLabel('Name')).toHaveValue('')
})

test('a form that asks for work and time accepts what a visitor sends, and holds what a program fills in', async ({
  page,
}) => {
  const widget = await publishForm(member, fields, { spam: { minSeconds: 1, workBits: 12 } })
  await page.clock.install()
  await openForm(page, widget)
  await fillIn(page, 'Ada')
  await page.clock.runFor(2000)
  await send(page)
  await expect(receipt(page)).toBeVisible()
  expect(await stored(widget)).toEqual([{ status: 'accepted', payload: { name: 'Ada' } }])

  await page.reload()
  await widgetOf(page).getByLabel('Name').fill('Bot')
  await widgetOf(page).locator('input.trap').fill('https://casino.example', { force: true })
  await send(page)
  await expect(receipt(page)).toBeVisible()
  expect((await stored(widget)).map(({ status }) => status).sort()).toEqual(['accepted', 'spam'])
})
