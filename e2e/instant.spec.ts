import { randomUUID } from 'node:crypto'
import { trapField } from '@lapel/contract/proof'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'
import { visitor } from './submissions.ts'
import { contactForm, findBarriers, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const script = `/sdk/w/${contactForm}.js`

const unchanged = (snippet: string) => snippet

/** Opens a page into which the instant snippet was pasted, changed where a test wants that. */
async function openPage(page: Page, change = unchanged, { query = '', policy = '' } = {}): Promise<void> {
  const snippet = await (await page.request.get(`/sdk/w/${contactForm}.html${query}`)).text()
  const head = '<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,">'
  const body = `${head}<main>${change(snippet)}<p>Below</p></main>`
  const headers = { 'content-security-policy': policy }
  await page.route('/host-page', (route) => route.fulfill({ contentType: 'text/html', body, headers }))
  // The script may be on its way for as long as a test wants.
  await page.goto('/host-page', { waitUntil: 'commit' })
}

/** Holds the script back until it is let go. */
async function holdScript(page: Page): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(`**${script}`, async (route) => {
    await released
    await route.continue()
  })
  return release
}

/** Tells how far what a page shows was moved, as of now. */
async function watchShifts(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const shifts: number[] = []
    Object.assign(window, { shifts })
    const read = (list: PerformanceObserverEntryList) =>
      shifts.push(...list.getEntries().map((entry) => Reflect.get(entry, 'value') as number))
    new PerformanceObserver(read).observe({ type: 'layout-shift', buffered: true })
  })
  return () => page.evaluate(() => Reflect.get(window, 'shifts') as number[])
}

async function openInConsole(page: Page, publicId = contactForm): Promise<void> {
  await signIn(page, 'owner@northwind.example')
  const owner = await signedIn('owner@northwind.example')
  const { data } = await owner.from('widget_instances').select('id').eq('public_id', publicId).single().throwOnError()
  await openConsole(page, `/widget_instances/${data.id}/show`)
}

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

test.describe('without any script', () => {
  test.use({ javaScriptEnabled: false })

  for (const asked of [{}, { query: '?styles=linked', policy: "style-src 'self'" }]) {
    test(`the form is there and is styled${asked.policy ? ' where inline styles are forbidden' : ''}`, async ({
      page,
    }) => {
      await openPage(page, unchanged, asked)
      const button = page.locator('lapel-widget [part=button]')
      await expect(button).toBeVisible()
      await expect(button).toHaveCSS('border-radius', '10px')
    })
  }

  test('the form is sent by the browser itself', async ({ page }) => {
    await openPage(page)
    const button = page.locator('lapel-widget [part=button]')
    const mark = randomUUID()
    await answerAll(page, mark)
    await button.click()
    await expect(page.locator('main h1')).toBeVisible()
    await expectStored(mark)
  })
})

test('the SDK takes the form over with what was typed, the keyboard and the caret, and nothing moves', async ({
  page,
}) => {
  const checkErrors = watchErrors(page)
  const release = await holdScript(page)
  const readShifts = await watchShifts(page)
  await openPage(page)
  const mark = randomUUID()
  await answerAll(page, mark)
  const name = page.locator('lapel-widget [name=name]')
  await name.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  expect(await findBarriers(page)).toEqual([])
  release()
  await expect(page.locator('lapel-widget form[novalidate]')).toBeVisible()
  await expect(name).toHaveValue(mark)
  await expect(name).toBeFocused()
  expect(await name.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(1)
  await expect(page.locator('lapel-widget form')).toHaveCount(1)
  await expect(page.locator('lapel-widget [type=checkbox]')).toBeChecked()
  expect(await readShifts()).toEqual([])
  await page.locator('lapel-widget [part=button]').click()
  await expect(page.locator('lapel-widget [part=receipt]')).toBeVisible()
  await expectStored(mark)
  checkErrors()
})

test('what a program had entered into the trap quarantines its submission', async ({ page }) => {
  const release = await holdScript(page)
  await openPage(page)
  const mark = randomUUID()
  await answerAll(page, mark)
  const trap = page.locator(`lapel-widget [name=${trapField}]`)
  await trap.evaluate((input: HTMLInputElement) => {
    input.value = 'https://casino.example'
  })
  release()
  await expect(page.locator('lapel-widget form[novalidate]')).toBeVisible()
  await expect(trap).toHaveValue('https://casino.example')
  await page.locator('lapel-widget [part=button]').click()
  await expect(page.locator('lapel-widget [part=receipt]')).toBeVisible()
  const member = await signedIn('owner@northwind.example')
  const { data } = await member
    .from('widget_submissions')
    .select('status, spam_reasons')
    .eq('payload->>name', mark)
    .throwOnError()
  expect(data).toMatchObject([{ status: 'spam', spam_reasons: expect.arrayContaining(['trap']) }])
})

test('a snippet of an older revision is replaced, and the site’s developer is told', async ({ page }) => {
  const told: string[] = []
  page.on('console', (message) => told.push(message.text()))
  await openPage(page, (snippet) =>
    snippet.replace(/data-revision="\d+"/, 'data-revision="0"').replace('Your name', 'Old'),
  )
  await expect(page.locator('lapel-widget form[novalidate]')).toBeVisible()
  await expect(page.locator('lapel-widget')).toContainText('Your name')
  expect(told.join()).toContain('copy its snippet again')
})

test('what only a script can draw has no such snippet', async ({ request }) => {
  for (const path of ['w_demoGalleryAnnouncementInline.html', 'w_0000000000000000000000.css']) {
    expect((await request.get(`/sdk/w/${path}`)).status()).toBe(404)
  }
})

test('its owner copies it from the console', async ({ page }) => {
  await openInConsole(page)
  await page.getByRole('button', { name: 'Instant' }).click()
  const snippet = page.getByRole('group', { name: 'Snippet', exact: true })
  await expect(snippet).toContainText('<template shadowrootmode="open">')
  await expect(snippet).toContainText('action="http')
  await expect(snippet).toContainText('<style>')
  await page.getByRole('checkbox', { name: 'forbids inline styles' }).check()
  await expect(snippet).toContainText('<link rel="stylesheet"')
  await expect(snippet).not.toContainText('style>')
  await page.getByRole('button', { name: 'Short' }).click()
  await expect(snippet).not.toContainText('style=')
  await settled(page)
  await expectAccessible(page)
})

/** The short snippet of an instance, as its owner copies it. */
async function copyShort(page: Page, publicId: string): Promise<string> {
  await openInConsole(page, publicId)
  const text = page.getByRole('group', { name: 'Snippet', exact: true })
  await expect(text).toContainText(publicId)
  return (await text.textContent()) ?? ''
}

// What of the gallery is inline, and why it needs a script.
const inline: [publicId: string, needs: RegExp | null][] = [
  [contactForm, null],
  ['w_demoGalleryAnnouncementInline', /does nothing without its script/],
]

for (const [publicId, needs] of inline) {
  test(`the short one of ${publicId} keeps its place free on a phone, and nothing moves`, async ({ page }) => {
    const text = await copyShort(page, publicId)
    expect(text).toMatch(/ style="display:block;min-height:\d{2,3}px">/)
    await expect(page.getByText(needs ?? /no instant snippet/)).toHaveCount(needs ? 1 : 0)
    const readShifts = await watchShifts(page)
    await page.setViewportSize({ width: 360, height: 740 })
    const head = '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Host</title>'
    await page.route('/host-page', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `${head}<body style="margin:16px">${text}<main>Below</main>`,
      }),
    )
    await page.goto('/host-page')
    await expect(page.locator('lapel-widget .card')).toBeVisible()
    await page.waitForLoadState('networkidle')
    expect(await readShifts()).toEqual([])
  })
}
