import { expect, type Page, test } from '@playwright/test'
import { visitor } from './submissions.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

interface Held {
  bytes: number
  nodes: number
  listeners: number
}

/** What the page holds after its garbage is collected. */
async function weigh(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  // A second time for what only the first one has let go.
  for (let rounds = 0; rounds < 2; rounds += 1) await session.send('HeapProfiler.collectGarbage')
  const { usedSize: bytes } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners: listeners } = await session.send('Memory.getDOMCounters')
  await session.detach()
  return { bytes, nodes, listeners }
}

/** Goes from view to view by the links of the page, and waits for each form. */
const wander = (page: Page, times: number) =>
  page.evaluate(async (count) => {
    const link = (view: string) => document.querySelector<HTMLElement>(`nav a[href="?view=${view}"]`)
    for (let visits = 0; visits < count; visits += 1) {
      const ready = new Promise((resolve) => document.addEventListener('lapel:ready', resolve, { once: true }))
      link(visits % 2 ? 'letter' : 'contact')?.click()
      await ready
    }
    link('welcome')?.click()
  }, times)

test('a hundred views of an application later the page holds what it held before', async ({ page }) => {
  await page.goto('/examples/single-page-app.html')
  await page.waitForFunction(() => !!window.Lapel)
  await wander(page, 20)
  const before = await weigh(page)
  await wander(page, 100)
  const after = await weigh(page)
  expect(after.listeners).toBeLessThanOrEqual(before.listeners + 4)
  expect(after.nodes).toBeLessThanOrEqual(before.nodes + 20)
  // A widget that stayed would be some ten times this, a hundred times.
  expect(after.bytes - before.bytes).toBeLessThan(100_000)
})
