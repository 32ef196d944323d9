import type { Field } from '@lapel/contract/fieldRules'
import { expect, type FileChooser, type Page, test } from '@playwright/test'
import { expectNoSidewaysScroll } from './consolePage.ts'
import { account, signedIn } from './installation.ts'
import { tabTo } from './keyboard.ts'
import { publishForm } from './ownWidget.ts'
import { visitor } from './submissions.ts'
import { findBarriers, focusedElement, openHostPage, watchErrors } from './widgets.ts'

test.use({ locale: 'en-US', viewport: { width: 375, height: 800 } })
test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const options = [
  { value: 'shop', label: 'A shop' },
  { value: 'blog', label: 'A blog' },
  { value: 'booking', label: 'Bookings' },
]
const fields: Field[] = [
  { key: 'name', type: 'text', label: 'Name', required: true },
  { key: 'parts', type: 'multiselect', label: 'What belongs to it?', required: true, maxChoices: 2, options },
  { key: 'day', type: 'date', label: 'When is it?', required: true },
  { key: 'doors', type: 'time', label: 'When do the doors open?', required: true },
  { key: 'stars', type: 'rating', label: 'How was our last work?', required: true },
  { key: 'score', type: 'scale', label: 'Would you recommend us?', required: true, lowLabel: 'No', highLabel: 'Yes' },
  { key: 'pages', type: 'slider', label: 'How many pages?', required: true, min: 1, max: 50, step: 1, unit: 'pages' },
  { key: 'photo', type: 'file', label: 'Photos', required: true, types: ['image/png'], maxFiles: 2 },
  {
    key: 'consent',
    type: 'consent',
    label: 'You may store my answers.',
    required: true,
    text: [{ type: 'paragraph', runs: [{ text: 'Our privacy page', href: 'https://northwind.example/privacy' }] }],
  },
]

/** The payload that was stored under this name. */
async function storedAs(name: string): Promise<Record<string, unknown>[]> {
  const client = await signedIn(account('staff@lapel.example').email)
  const rows = client.from('widget_submissions').select('payload').eq('payload->>name', name)
  const { data } = await rows.throwOnError()
  return data.map(({ payload }) => payload)
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

const widgetOf = (publicId: string) => `<meta name="color-scheme" content="light dark">
  <meta name="viewport" content="width=device-width"><lapel-widget public-id="${publicId}"></lapel-widget>`

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every type of field is answered with the keyboard and stored (${colorScheme})`, async ({ page }) => {
    const checkErrors = watchErrors(page)
    const name = `Ada ${crypto.randomUUID()}`
    const { public_id: publicId } = await publishForm(await signedIn('owner@northwind.example'), fields)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openHostPage(page, widgetOf(publicId))
    const widget = page.locator('lapel-widget')
    await expect(widget.getByLabel('Name')).toBeVisible()
    await tabTo(page, 'submit')
    await press(page, 'Enter')
    const summary = widget.getByRole('group', { name: 'Please check your answers' })
    await expect(summary.getByRole('button')).toHaveCount(fields.length)
    expect(await findBarriers(page)).toEqual([])
    await expectNoSidewaysScroll(page)

    await tabTo(page, 'name')
    await page.keyboard.type(name)
    await tabTo(page, 'parts')
    await press(page, 'Space', 'Tab', 'Tab', 'Space')
    await tabTo(page, 'day')
    await page.keyboard.type('12052026')
    await tabTo(page, 'doors')
    await page.keyboard.type('0730PM')
    await tabTo(page, 'stars')
    await press(page, 'Space', 'ArrowRight', 'ArrowRight', 'ArrowRight')
    await tabTo(page, 'score')
    await press(page, 'Space')
    await tabTo(page, 'pages')
    await press(page, 'Home', 'ArrowRight', 'ArrowRight')
    await tabTo(page, 'photo')
    let chooser: FileChooser | undefined
    // A busy browser may take no notice of the first key.
    await expect(async () => {
      const choosing = page.waitForEvent('filechooser', { timeout: 10_000 })
      await press(page, 'Enter')
      chooser = await choosing
    }).toPass()
    await chooser?.setFiles({ name: 'photo.png', mimeType: 'image/png', buffer: png })
    await expect(widget.getByText('Sent', { exact: false }).first()).toBeVisible()
    await tabTo(page, 'consent')
    await press(page, 'Space')
    await expect(summary).toBeHidden()
    expect(await findBarriers(page)).toEqual([])
    await expectNoSidewaysScroll(page)

    await tabTo(page, 'submit')
    await press(page, 'Enter')
    await expect(widget.getByRole('heading', { name: 'Thank you' })).toBeFocused()
    expect(await storedAs(name)).toEqual([
      {
        name,
        parts: ['shop', 'booking'],
        day: '2026-12-05',
        doors: '19:30',
        stars: 4,
        score: 0,
        pages: 3,
        photo: [expect.stringMatching(/^[\da-f-]{36}$/)],
        consent: true,
      },
    ])
    checkErrors()
  })
}

test('steps follow the answers with the keyboard, and what was left behind is not stored', async ({ page }) => {
  const checkErrors = watchErrors(page)
  const name = `Ada ${crypto.randomUUID()}`
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openHostPage(page, widgetOf('w_demoGalleryFormInline'))
  const steps = await page.evaluateHandle(() => {
    const told: string[] = []
    document.addEventListener('lapel:step', (event) => told.push((event as CustomEvent<{ step: string }>).detail.step))
    return told
  })
  const widget = page.locator('lapel-widget')
  const heading = (title: string) => widget.getByRole('heading', { name: title, exact: true })
  const next = async (title: string, progress: string) => {
    await press(page, 'Enter')
    await expect(heading(title)).toBeFocused()
    await expect(heading(title)).toHaveAccessibleDescription(progress)
    expect(await findBarriers(page)).toEqual([])
    await expectNoSidewaysScroll(page)
  }
  await expect(heading('The project')).toBeVisible()

  await test.step('an error keeps the visitor on the step', async () => {
    await tabTo(page, 'submit')
    await press(page, 'Enter')
    await expect(widget.getByRole('group', { name: 'Please check your answers' })).toBeFocused()
    await expect(heading('The project')).toBeVisible()
    expect(await findBarriers(page)).toEqual([])
  })

  await test.step('the first way is taken, and left', async () => {
    await tabTo(page, 'kind')
    await press(page, 'Space')
    await next('Your website', 'Step 2 of 3')
    await tabTo(page, 'pages')
    await press(page, 'Home')
    await widget.getByRole('button', { name: 'Back' }).focus()
    await next('The project', 'Step 1 of 3')
  })

  await test.step('the second is taken to the end', async () => {
    await tabTo(page, 'kind')
    await press(page, 'ArrowDown')
    await next('Your event', 'Step 2 of 3')
    await tabTo(page, 'day')
    await page.keyboard.type('12052026')
    await tabTo(page, 'submit')
    await next('About you', 'Step 3 of 3')
    await tabTo(page, 'name')
    await page.keyboard.type(name)
    await tabTo(page, 'email')
    await page.keyboard.type('ada@example.com')
    await tabTo(page, 'consent')
    await press(page, 'Space')
    await tabTo(page, 'submit')
    await press(page, 'Enter')
    await expect(heading('Thank you')).toBeFocused()
    expect(await focusedElement(page)).not.toBe('submit')
  })

  expect(await steps.jsonValue()).toEqual(['website', 'need', 'event', 'you'])
  expect(await storedAs(name)).toEqual([
    { kind: 'event', day: '2026-12-05', name, email: 'ada@example.com', consent: true },
  ])
  checkErrors()
})
