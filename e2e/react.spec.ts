import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import { build, type Rolldown } from 'vite'
import { loadInstance, visitor } from './submissions.ts'
import { answerAll, contactForm, findBarriers, watchErrors } from './widgets.ts'

const root = join(import.meta.dirname, '..', 'examples', 'react')
const path = '/examples/react/'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const entries: Record<string, string> = {
  react: import.meta.resolve('@lapel/react-18/react'),
  'react/jsx-runtime': import.meta.resolve('@lapel/react-18/jsx-runtime'),
  'react-dom/client': import.meta.resolve('@lapel/react-18/client'),
}

/** What asks for React: the example and the SDK. React's own files are to find each other. */
const asks = /\/(examples\/react\/src|sdk\/dist\/react)\//

/** Serves the example built with React 18 in place of what the installation has built. */
async function serveReact18(page: Page): Promise<void> {
  const resolveId = (id: string, importer = '') =>
    entries[id] && asks.test(importer) ? fileURLToPath(entries[id]) : null
  const plugins = [{ name: 'react-18', enforce: 'pre' as const, resolveId }]
  const output = await build({ root, base: './', logLevel: 'error', plugins, build: { write: false } })
  const files = new Map(
    (output as Rolldown.RolldownOutput).output.map((file) => [
      file.fileName,
      file.type === 'chunk' ? file.code : `${file.source}`,
    ]),
  )
  await page.route(`**${path}**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(path.length) || 'index.html'
    const type = { html: 'text/html', js: 'text/javascript', css: 'text/css' }[name.split('.').at(-1) ?? '']
    return route.fulfill({ contentType: `${type}; charset=utf-8`, body: files.get(name) ?? '' })
  })
}

for (const version of [18, 19]) {
  test(`React ${version} adds, changes and takes away a form, and hears of it`, async ({ page, request }) => {
    const checkErrors = watchErrors(page)
    const complaints: string[] = []
    page.on('console', (message) => message.type() !== 'info' && complaints.push(message.text()))
    if (version === 18) await serveReact18(page)
    await page.goto(path)
    const widget = page.locator('lapel-widget')
    const news = page.getByRole('listitem')
    await expect(news).toHaveText([/^ready, revision \d+$/])
    expect(await findBarriers(page)).toEqual([])

    await widget.getByLabel('E-mail').fill('ada@example.com')
    await expect(news.last()).toHaveText('start')
    await page.getByRole('button', { name: 'Dark' }).click()
    await expect(widget.locator('.card')).toHaveCSS('color-scheme', 'dark')
    await expect(widget.getByLabel('E-mail')).toHaveValue('ada@example.com')
    await page.getByRole('button', { name: 'Fill in a name' }).click()
    await expect(widget.getByLabel('Your name')).toHaveValue('Ada Lovelace')
    await page.getByRole('button', { name: 'Go to the form' }).click()
    await expect(widget.getByLabel('Your name')).toBeFocused()

    await page.getByRole('button', { name: 'Take the form away' }).click()
    await expect(widget).toHaveCount(0)
    await page.getByRole('button', { name: 'Show the form' }).click()
    await expect(widget.getByLabel('E-mail')).toHaveValue('')
    await expect(news).toHaveText([/^ready/, 'start', /^ready/])

    const sent = page.waitForRequest('**/submissions')
    const embed = await loadInstance(request, contactForm)
    await answerAll(widget, embed, crypto.randomUUID().slice(0, 8))
    await widget.getByRole('button', { name: embed.config.submitLabel }).click()
    await expect(widget.getByRole('heading', { name: embed.config.receipt.title })).toBeVisible()
    await expect(news.last()).toHaveText('success, accepted')
    expect((await sent).url()).toContain(contactForm)
    expect(complaints).toEqual([])
    checkErrors()
  })
}

test('a form that cannot load shows what the application put there, and says why', async ({ page }) => {
  await page.route('**/instances/**', (route) =>
    route.fulfill({ status: 404, json: { code: 'INSTANCE_NOT_FOUND', title: 'Not found', status: 404 } }),
  )
  await page.goto(path)
  await expect(page.getByRole('link', { name: 'Write to us by e-mail' })).toBeVisible()
  await expect(page.getByRole('listitem')).toHaveText(['error, INSTANCE_NOT_FOUND'])
  expect((await page.locator('lapel-widget').boundingBox())?.height).toBeLessThan(100)
})
