import { createHash, randomInt, randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { signedIn } from './installation.ts'
import { publishWidget } from './ownWidget.ts'
import { visitor } from './submissions.ts'
import { findBarriers, openHostPage, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const tag = (publicId: string) => `<main><lapel-widget public-id="${publicId}"></lapel-widget></main>`
const frameOf = (page: Page) => page.frameLocator('lapel-widget iframe')

/** Publishes a plugin that runs this code, and returns its public id. */
async function publishPlugin(code: string, config: object): Promise<string> {
  const content = `${code} // ${randomUUID()}`
  const member = await signedIn('owner@northwind.example')
  const sha256 = createHash('sha256').update(content).digest('hex')
  const whole = { version: 1, title: 'Ask', height: 120, sha256, ...config }
  const own = await publishWidget(member, 'plugin', whole, async (widget) => {
    const hex = `\\x${Buffer.from(content).toString('hex')}`
    const artifact = { ...widget, version: `1.0.${randomInt(1e6)}`, content: hex }
    const { data } = await member.from('plugin_artifacts').insert(artifact).select('id').single().throwOnError()
    await member.rpc('approve_artifact', { artifact_id: data.id }).throwOnError()
  })
  return own.public_id
}

/** Code that asks for a name, sends it, and shows what it was told. */
const asking = `
  const tell = (message) => parent.postMessage(message, '*')
  const told = document.createElement('output')
  addEventListener('message', ({ source, data }) => {
    if (source === parent) told.append(JSON.stringify(data) + ' ')
  })
  document.body.innerHTML = '<form><label>Name <input name="name"></label> <button>Send</button></form>'
  document.body.append(told)
  document.forms[0].onsubmit = (event) => {
    event.preventDefault()
    tell({ lapel: 'submit', payload: { name: document.forms[0].name.value, other: 'x' } })
  }
  tell({ lapel: 'ready' })
`
const fields = [{ key: 'name', type: 'text', label: 'Name', required: true }]

test('the plugin of the gallery runs in its frame, which is as high as what it shows', async ({ page }) => {
  const checkErrors = watchErrors(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openHostPage(page, `<style>:root { color-scheme: light dark }</style>${tag('w_demoGalleryPluginInline')}`)
    await expect(frameOf(page).getByText('We answer within one working day.')).toBeVisible()
    await expect(page.getByTitle('Opening hours')).toHaveAttribute('height', '40')
    const ofWholePages = /^(landmark-one-main|page-has-heading-one|region):.*iframe/
    expect((await findBarriers(page)).filter((line) => !ofWholePages.test(line))).toEqual([])
  }
  await expect(page.getByTitle('Opening hours')).toHaveAttribute('sandbox', 'allow-scripts allow-forms')
  checkErrors()
})

test('a plugin is told its settings, what is wrong with its answers, and that they are stored', async ({ page }) => {
  const publicId = await publishPlugin(asking, { fields, settings: { city: 'Bristol' } })
  await openHostPage(page, tag(publicId))
  const told = frameOf(page).locator('output')
  await expect(told).toContainText('{"lapel":"settings","settings":{"city":"Bristol"},"language":""}')
  await frameOf(page).getByRole('button').click()
  await expect(told).toContainText('{"lapel":"refused","errors":{"name":"Please fill this in."}}')
  const name = randomUUID()
  await frameOf(page).getByLabel('Name').fill(name)
  await frameOf(page).getByRole('button').press('Enter')
  await expect(told).toContainText('{"lapel":"sent"}')
  const member = await signedIn('owner@northwind.example')
  const { data } = await member
    .from('widget_submissions')
    .select('payload')
    .eq('payload->>name', name)
    .single()
    .throwOnError()
  expect(data.payload).toEqual({ name })
})

test('messages of other windows are passed over', async ({ page }) => {
  const publicId = await publishPlugin(asking, { fields })
  await openHostPage(page, tag(publicId))
  await expect(frameOf(page).getByLabel('Name')).toBeVisible()
  const frame = page.getByTitle('Ask')
  const height = await frame.getAttribute('height')
  await page.evaluate(() => {
    const other = document.body.appendChild(document.createElement('iframe'))
    other.srcdoc = `<script>
      parent.postMessage({ lapel: 'failed' }, '*')
      parent.postMessage({ lapel: 'height', height: 999 }, '*')
      parent.postMessage('last', '*')
    </script>`
    return new Promise((resolve) => addEventListener('message', ({ data }) => data === 'last' && resolve(data)))
  })
  await expect(frame).toBeVisible()
  await expect(frame).toHaveAttribute('height', `${height}`)
})

test('a plugin reaches no other host, and runs under a strict policy that names the frame', async ({ page }) => {
  const code = `
    const tried = []
    const attempt = (run) => run().then(() => tried.push('got'), (error) => tried.push(error.name))
    await attempt(() => fetch('https://elsewhere.example/'))
    await attempt(() => import('https://elsewhere.example/more.js'))
    await attempt(async () => parent.document.title)
    document.body.textContent = tried.join()`
  const publicId = await publishPlugin(code, {})
  const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'self'"
  const content = `${policy}; require-trusted-types-for 'script'; trusted-types 'none'`
  const refused: string[] = []
  page.on('console', (message) => {
    if (message.text().includes('violates') && !message.text().includes('elsewhere')) refused.push(message.text())
  })
  await openHostPage(page, `<meta http-equiv="Content-Security-Policy" content="${content}">${tag(publicId)}`)
  await expect(frameOf(page).locator('body')).toHaveText('TypeError,TypeError,SecurityError')
  expect(refused).toEqual([])
})

test('code that is not there is said to be missing', async ({ page }) => {
  await page.route('**/plugins/*.js', (route) => route.fulfill({ status: 404 }))
  await openHostPage(page, tag('w_demoGalleryPluginInline'))
  await expect(page.getByText('This could not be loaded.')).toBeVisible()
})
