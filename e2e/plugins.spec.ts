import { createHash, randomInt, randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { signedIn } from './installation.ts'
import { publishForm } from './ownWidget.ts'

/** Code that tries what it must not be able to do, and tells the page around it how that went. */
const code = `
  const tried = {}
  const attempt = async (name, run) => {
    try { tried[name] = 'got ' + (await run()) } catch (error) { tried[name] = error.name }
  }
  document.documentElement.dataset.ran = 'yes'
  tried.origin = self.origin
  await attempt('page', () => parent.document.title)
  await attempt('frame', () => frameElement && frameElement.outerHTML)
  await attempt('global', () => parent.secret)
  await attempt('cookie', () => document.cookie)
  await attempt('setCookie', () => { document.cookie = 'a=b' })
  await attempt('localStorage', () => localStorage.length)
  await attempt('sessionStorage', () => sessionStorage.length)
  await attempt('indexedDB', () => new Promise((resolve, reject) => {
    const opening = indexedDB.open('x')
    opening.onsuccess = () => resolve('a database')
    opening.onerror = () => reject(opening.error)
  }))
  await attempt('caches', () => caches.keys())
  await attempt('navigate', () => { top.location.href = 'about:blank' })
  await attempt('popup', () => open('/') === null ? 'nothing' : 'a window')
  await attempt('host', () => fetch(new URL('/healthz', import.meta.url)).then((answer) => answer.text()))
  parent.postMessage(tried, '*')
`

async function approve(content: string): Promise<string> {
  const member = await signedIn('owner@northwind.example')
  const { public_id: _, ...widget } = await publishForm(member, [{ key: 'name', type: 'text', label: 'Name' }])
  const hex = `\\x${Buffer.from(content).toString('hex')}`
  const artifact = { ...widget, version: `1.0.${randomInt(1e6)}`, content: hex }
  const { data } = await member.from('plugin_artifacts').insert(artifact).select('id').single().throwOnError()
  await member.rpc('approve_artifact', { artifact_id: data.id }).throwOnError()
  return `/functions/v1/embed/v1/plugins/${createHash('sha256').update(content).digest('hex')}.js`
}

/** A page on the installation's own origin, which is the worst case, with something to lose. */
async function openHost(page: Page, body: string): Promise<void> {
  await page.goto('/healthz')
  const listen =
    '<script>window.secret = "s"; addEventListener("message", ({ data }) => { if (data.origin) window.told = data })</script>'
  await page.setContent(`<!doctype html><title>Host</title>${listen}<body>${body}`)
  await page.context().addCookies([{ name: 'session', value: 'secret', url: page.url() }])
  await page.evaluate(() => localStorage.setItem('session', 'secret'))
}

test('a plugin in a sandboxed frame reaches neither its page nor cookies nor storage', async ({ page, baseURL }) => {
  const address = `${baseURL}${await approve(`${code} // ${randomUUID()}`)}`
  const asked = page.waitForRequest(address)
  const [, hash] = /(\w{64})\.js$/.exec(address) ?? []
  await openHost(
    page,
    `<iframe sandbox="allow-scripts allow-forms" src="/sdk/v1/plugin.html#${hash}" title="Plugin"></iframe>`,
  )
  const headers = await (await asked).allHeaders()
  expect([headers.origin, headers.cookie]).toEqual(['null', undefined])
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'told'))).toBeTruthy()
  expect(await page.evaluate(() => Reflect.get(window, 'told'))).toEqual({
    origin: 'null',
    page: 'SecurityError',
    frame: 'got null',
    global: 'SecurityError',
    cookie: 'SecurityError',
    setCookie: 'SecurityError',
    localStorage: 'SecurityError',
    sessionStorage: 'SecurityError',
    indexedDB: 'SecurityError',
    caches: 'SecurityError',
    navigate: 'SecurityError',
    popup: 'got nothing',
    host: 'TypeError',
  })
  expect(page.url()).toBe(`${baseURL}/healthz`)
  expect(await page.evaluate(() => [document.cookie, document.documentElement.dataset.ran])).toEqual([
    'session=secret',
    undefined,
  ])
})

test('its address runs nothing when it is opened, framed, or named by a page', async ({ page, baseURL }) => {
  const address = await approve(`document.documentElement.dataset.ran = 'yes' // ${randomUUID()}`)
  const opened = await page.goto(address)
  expect(opened?.status()).toBe(403)
  expect(await page.evaluate(() => document.documentElement.dataset.ran)).toBeUndefined()

  for (const script of [
    `<script src="${address}"></script>`,
    `<script src="${address}" crossorigin></script>`,
    `<script type="module" src="${address}"></script>`,
    `<iframe src="${address}" title="Plugin"></iframe>`,
  ]) {
    const answered = page.waitForResponse(`${baseURL}${address}`)
    await openHost(page, script)
    expect([script, (await answered).status()]).toEqual([script, 403])
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => document.documentElement.dataset.ran)).toBeUndefined()
  }
})
