import { expect, test } from '@playwright/test'
import { account, signedIn } from './installation.ts'
import { loadInstance, visitor } from './submissions.ts'
import { answerAll, contactForm, findBarriers, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

/** How many submissions came from the visitor with this mark. */
async function countStored(mark: string): Promise<number> {
  const client = await signedIn(account('staff@lapel.example').email)
  const { count } = await client
    .from('widget_submissions')
    .select('id', { count: 'exact', head: true })
    .eq('payload->>email', `visitor-${mark}@example.com`)
    .throwOnError()
  return Number(count)
}

const newMark = () => crypto.randomUUID().slice(0, 8)

for (const colorScheme of ['light', 'dark'] as const) {
  test(`errors lead back to their fields, and no step has a barrier (${colorScheme})`, async ({ page, request }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto('/examples/inline.html')
    const widget = page.locator('lapel-widget')
    const embed = await loadInstance(request, contactForm)
    await widget.getByRole('button', { name: embed.config.submitLabel }).focus()
    expect(await findBarriers(page)).toEqual([])

    await page.keyboard.press('Enter')
    const summary = widget.getByRole('group', { name: 'Please check your answers' })
    await expect(summary).toBeFocused()
    expect(await findBarriers(page)).toEqual([])

    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const first = widget.getByLabel('Your name')
    await expect(first).toBeFocused()
    await expect(first).toHaveAttribute('aria-invalid', 'true')
    await expect(first).toHaveAccessibleDescription('Please fill this in.')
    await page.keyboard.type('Ada')
    await expect(first).toHaveAttribute('aria-invalid', 'false')

    await answerAll(widget, embed, newMark())
    await expect(summary).toBeHidden()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(widget.getByRole('heading', { name: embed.config.receipt.title })).toBeFocused()
    expect(await findBarriers(page)).toEqual([])
  })
}

test('an answer that got lost on its way back is asked for again, and stored once', async ({ page, request }) => {
  const mark = newMark()
  const ids: unknown[] = []
  let lastTryMayEnd = () => {}
  const seen = new Promise<void>((resolve) => {
    lastTryMayEnd = resolve
  })
  await page.route('**/submissions', async (route) => {
    ids.push(route.request().postDataJSON().id)
    if (ids.length === 1) return route.abort('connectionreset')
    await seen
    const response = await route.fetch()
    return ids.length === 2 ? route.abort('connectionreset') : route.fulfill({ response })
  })
  await page.goto('/examples/inline.html')
  const widget = page.locator('lapel-widget')
  const embed = await loadInstance(request, contactForm)
  await answerAll(widget, embed, mark)
  await widget.getByRole('button').dblclick()
  await expect(widget.getByRole('button', { name: 'Sending…' })).toHaveAttribute('aria-disabled', 'true')
  lastTryMayEnd()
  const receipt = widget.getByRole('heading', { name: embed.config.receipt.title })
  await expect(receipt).toBeVisible()
  expect(ids).toHaveLength(3)
  expect(new Set(ids).size).toBe(1)
  expect(await countStored(mark)).toBe(1)
})

test('what cannot be sent stays, and can be sent again', async ({ page, request }) => {
  const mark = newMark()
  const embed = await loadInstance(request, contactForm)
  await page.clock.install()
  const outbox = page.waitForResponse(/extras\/offline/)
  await page.goto('/examples/inline.html')
  const widget = page.locator('lapel-widget')
  await answerAll(widget, embed, mark)
  await outbox
  let tries = 0
  await page.route('**/submissions', (route) => {
    tries += 1
    return route.abort('internetdisconnected')
  })
  await widget.getByRole('button').click()
  for (const attempt of [1, 2, 3, 4, 5]) {
    // A clock that is set forward goes on by itself as well: a try may have come early.
    await expect.poll(() => tries).toBeGreaterThanOrEqual(attempt)
    await page.clock.runFor(11_000)
  }
  await expect(widget.getByRole('alert')).toHaveText('Not sent yet. We send it as soon as you are online.')
  expect(tries).toBe(5)
  await expect(widget.getByLabel('E-mail')).toHaveValue(`visitor-${mark}@example.com`)
  await page.unroute('**/submissions')
  await widget.getByRole('button', { name: 'Try again' }).click()
  await expect(widget.getByRole('heading', { name: embed.config.receipt.title })).toBeVisible()
  expect(await countStored(mark)).toBe(1)
})

test('a strict content security policy has nothing to report', async ({ page, request }) => {
  const checkErrors = watchErrors(page)
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`violation: ${violatedDirective} ${blockedURI}`)
    })
  })
  const reports: string[] = []
  page.on('console', (message) => reports.push(message.text()))
  await page.goto('/examples/strict-csp.html')
  const widget = page.locator('lapel-widget')
  const embed = await loadInstance(request, contactForm)
  await widget.getByRole('button').click()
  await answerAll(widget, embed, newMark())
  await widget.getByRole('button', { name: embed.config.submitLabel }).click()
  await expect(widget.getByRole('heading', { name: embed.config.receipt.title })).toBeVisible()
  expect(reports).toEqual([])
  checkErrors()
})
