// Takes the pictures of the README from a fresh installation with the demo data: node scripts/screenshots.ts
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from '../e2e/browser.ts'
import { settled, signIn } from '../e2e/consolePage.ts'
import { root } from './checks/command.ts'
import { launch } from './checks/launch.ts'
import { withScratch } from './checks/scratch.ts'

const folder = join(root, 'docs', 'images')
const picture = (name: string) => ({ path: join(folder, `${name}.png`), animations: 'disabled' as const })

async function takeAll(url: string): Promise<void> {
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
    })
    const page = await context.newPage()
    await page.goto('/examples/inline.html')
    await page.locator('lapel-widget').getByRole('button').waitFor()
    await page.screenshot(picture('inline'))
    await signIn(page, 'staff@lapel.example', 'lapel-demo-2026')
    await settled(page)
    await page.mouse.move(0, 0)
    await page.screenshot(picture('console'))
  } finally {
    await browser.close()
  }
}

await mkdir(folder, { recursive: true })
await withScratch('screenshots', async (dataDir) => {
  const { url, stop } = await launch(dataDir)
  // The journeys' sign-in asks the installation that these name.
  Object.assign(process.env, { LAPEL_DATA_DIR: dataDir, LAPEL_PORT: new URL(url).port })
  await takeAll(url).finally(stop)
})
