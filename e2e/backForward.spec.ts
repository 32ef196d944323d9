import { expect, test } from '@playwright/test'
import { findWholeChromium } from './chromium.ts'
import { loadInstance, visitor } from './submissions.ts'
import { answerAll, contactForm } from './widgets.ts'

// Playwright switches the back/forward cache off, as most of its users would be surprised by it, and the shell has none.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      executablePath: findWholeChromium() ?? '',
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    }),
})
test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

test('a form comes back as it was left, and is sent once', async ({ page, request }) => {
  const sent: string[] = []
  page.on('request', (one) => one.url().endsWith('/submissions') && sent.push(one.url()))
  await page.goto('/examples/inline.html')
  const widget = page.locator('lapel-widget')
  const embed = await loadInstance(request, contactForm)
  await answerAll(widget, embed, crypto.randomUUID().slice(0, 8))
  await page.evaluate(() =>
    addEventListener('pageshow', ({ persisted }) => document.body.setAttribute('data-persisted', `${persisted}`)),
  )
  await page.goto('/examples/hostile.html')
  await page.evaluate(() => history.back())
  await expect(page.locator('body')).toHaveAttribute('data-persisted', 'true')
  await widget.getByRole('button', { name: embed.config.submitLabel }).click()
  await expect(widget.getByRole('heading', { name: embed.config.receipt.title })).toBeVisible()
  expect(sent).toHaveLength(1)
})
