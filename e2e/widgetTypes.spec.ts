import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { signedIn } from './installation.ts'
import { tabTo } from './keyboard.ts'
import { visitor } from './submissions.ts'
import { findBarriers, openHostPage, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

type Type = 'Feedback' | 'Poll' | 'Newsletter' | 'Lead' | 'Announcement'
const tag = (type: Type) => `<lapel-widget public-id="w_demoGallery${type}Inline"></lapel-widget>`

/** Shows a widget of the gallery; its published config is changed on the way where a test needs another. */
async function open(page: Page, type: Type, change: object = {}): Promise<void> {
  await page.route('**/instances/*', async (route) => {
    const response = await route.fetch()
    const embed = await response.json()
    await route.fulfill({ response, json: { ...embed, config: { ...embed.config, ...change } } })
  })
  const scheme = '<style>:root { color-scheme: light dark }</style>'
  await openHostPage(page, `${scheme}<main>${tag(type)}</main>`)
  await expect(page.locator('lapel-widget [part=title], lapel-widget .announcement').first()).toBeVisible()
}

/** Sends with the keyboard, and reads what was stored as a member does. */
async function sendAndRead(page: Page): Promise<unknown> {
  const stored = page.waitForResponse(
    (response) => response.url().endsWith('/submissions') && response.request().method() === 'POST',
  )
  await tabTo(page, 'submit')
  await page.keyboard.press('Enter')
  const { id } = (await (await stored).json()) as { id: string }
  await expect(page.locator('lapel-widget [part=receipt]')).toBeVisible()
  const member = await signedIn('owner@northwind.example')
  const { data } = await member.from('widget_submissions').select('payload').eq('id', id).single().throwOnError()
  return data.payload
}

async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.type(text)
}

test('a score is chosen with the arrow keys, and the question for it is asked', async ({ page }) => {
  const checkErrors = watchErrors(page)
  await open(page, 'Feedback')
  await tabTo(page, 'score')
  await page.keyboard.press('Space')
  await expect(page.getByRole('radio', { name: '0 Not at all likely' })).toBeChecked()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('radio', { name: '10 Very likely' })).toBeChecked()
  const mark = randomUUID()
  await typeInto(page, 'liked', mark)
  expect(await sendAndRead(page)).toEqual({ score: 10, liked: mark })
  checkErrors()
})

test('a score of 0 is stored as a number', async ({ page }) => {
  await open(page, 'Feedback')
  await tabTo(page, 'score')
  await page.keyboard.press('Space')
  expect(await sendAndRead(page)).toEqual({ score: 0 })
})

test('a vote is cast with the keyboard', async ({ page }) => {
  await open(page, 'Poll')
  await tabTo(page, 'choice')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  expect(await sendAndRead(page)).toEqual({ choice: 'colour' })
})

test('whoever has voted sees what others chose, and the own vote among it', async ({ page }) => {
  await open(page, 'Poll')
  await page.getByRole('radio', { name: 'Code' }).check()
  await sendAndRead(page)
  const own = page.locator('lapel-widget .results li', { hasText: 'Code' })
  await expect(own).toContainText('your vote')
  await expect(own).not.toContainText(/\D0%/)
  await expect(page.locator('lapel-widget .results p')).toHaveText(/People who voted: [1-9]/)
  expect(await findBarriers(page)).toEqual([])
})

test('a letter is subscribed to with the keyboard', async ({ page }) => {
  await open(page, 'Newsletter')
  const email = `${randomUUID()}@example.com`
  await typeInto(page, 'email', email)
  await tabTo(page, 'consent')
  await page.keyboard.press('Space')
  expect(await sendAndRead(page)).toEqual({ email, consent: true })
})

test('a lead is sent with the keyboard', async ({ page }) => {
  await open(page, 'Lead')
  const email = `${randomUUID()}@example.com`
  await typeInto(page, 'name', 'Ada')
  await typeInto(page, 'work_email', email)
  await typeInto(page, 'brief', 'A website')
  expect(await sendAndRead(page)).toEqual({ name: 'Ada', work_email: email, brief: 'A website' })
})

test('an announcement is closed with the keyboard, and nothing is stored', async ({ page }) => {
  await open(page, 'Announcement')
  const region = page.getByRole('region', { name: 'Announcement' })
  await expect(region.getByRole('link', { name: 'See the dates' })).toHaveAttribute('href', /^https:/)
  await page.getByRole('button', { name: 'Close' }).focus()
  await page.keyboard.press('Enter')
  await expect(region).toBeHidden()
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, ''])
  await page.reload()
  await expect(region).toBeVisible()
})

const hostile = '"><img src=x onerror="ran=1"><script>ran=1</script><svg onload="ran=1"></svg>{{ran=1}}'

test('hostile text in an announcement is text, and hostile addresses are no links', async ({ page }) => {
  const checkErrors = watchErrors(page)
  const run = { text: hostile, bold: true, italic: true, href: 'javascript:ran=1' }
  const content = [
    { type: 'paragraph', runs: [run] },
    { type: 'list', ordered: true, items: [[run], [{ ...run, href: hostile }]] },
    { type: hostile, runs: [run] },
  ]
  await open(page, 'Announcement', { title: hostile, content, action: { label: hostile, href: 'javascript:ran=1' } })
  await expect(page.locator('lapel-widget li').first()).toHaveText(hostile)
  await expect(page.locator('lapel-widget :is(a, img, script, svg, iframe)')).toHaveCount(0)
  expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined()
  checkErrors()
})

const looks: [Type, string, object][] = [
  ['Feedback', 'NPS', {}],
  ['Feedback', 'stars', { scale: 'stars', followUps: undefined }],
  ['Feedback', 'CSAT', { scale: 'csat', followUps: undefined }],
  ['Poll', 'one choice', {}],
  ['Poll', 'several choices', { multiple: true }],
  ['Newsletter', 'with a name', { name: { label: 'Name' } }],
  ['Lead', 'quote', {}],
  ['Announcement', 'with a link', {}],
]
for (const [type, name, change] of looks) {
  test(`${type} (${name}) has no barrier, light, dark, refused, on a phone and from right to left`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 375, height: 700 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await open(page, type, change)
      expect(await findBarriers(page)).toEqual([])
      if (type !== 'Announcement') {
        await page.locator('lapel-widget [type=submit]').click()
        await expect(page.locator('lapel-widget [part=summary]')).toBeVisible()
        expect(await findBarriers(page)).toEqual([])
      }
    }
    await page.locator('lapel-widget').evaluate((element) => element.setAttribute('locale', 'ar'))
    await expect(page.locator('lapel-widget .card')).toHaveCSS('direction', 'rtl')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  })
}

test('what is touched is large enough for a thumb', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 700 })
  await open(page, 'Feedback')
  for (const point of await page.locator('lapel-widget .point').all()) {
    const box = await point.boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(40)
  }
})
