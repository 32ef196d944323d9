import { randomUUID } from 'node:crypto'
import { expect, test as journey } from '@playwright/test'
import type { Browser, Page } from 'puppeteer-core'
import { ensureFirefox, openFirefox } from './firefox.ts'
import { account, installation, signedIn } from './installation.ts'
import { openSite } from './sites.ts'
import { contactForm } from './widgets.ts'

const path = ensureFirefox()

interface Opened {
  page: Page
  /** What the page complained about so far. */
  complaints: string[]
}

// Firefox asks every site for an icon, and says so where a policy forbids it.
const isAboutPage = (text: string) => !text.includes('favicon.ico')

async function openPage(browser: Browser): Promise<Opened> {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  const complaints: string[] = []
  const note = (text: string) => isAboutPage(text) && complaints.push(text)
  page.on('pageerror', (error) => note(error instanceof Error ? error.message : String(error)))
  page.on('console', (message) => message.type() === 'error' && note(message.text()))
  return { page, complaints }
}

const test = journey.extend<{ firefox: Opened }, { browserProcess: Browser }>({
  browserProcess: [
    // biome-ignore lint/correctness/noEmptyPattern: the shape that Playwright reads the fixtures' names from
    async ({}, use) => {
      const browser = await openFirefox(path ?? '')
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  firefox: async ({ browserProcess }, use) => {
    const opened = await openPage(browserProcess)
    await use(opened)
    await opened.page.browserContext().close()
  },
})

const inWidget = (selector: string) => `lapel-widget >>> ${selector}`
const at = (route: string) => installation().url + route

async function answerAll(page: Page, mark: string): Promise<void> {
  await page.locator(inWidget('[name=name]')).fill(mark)
  await page.locator(inWidget('[name=email]')).fill(`${mark}@example.com`)
  await page.locator(inWidget('textarea')).fill('Written in Firefox')
  const subject = await page.$(inWidget('select'))
  await subject?.select((await subject.$eval('option:last-child', (option) => Reflect.get(option, 'value'))) as string)
  await page.locator(inWidget('[type=checkbox]')).click()
}

const shownText = (page: Page) =>
  page.evaluate(() => document.querySelector('lapel-widget')?.shadowRoot?.textContent ?? '')

async function expectStoredOnce(mark: string): Promise<void> {
  const member = await signedIn('owner@northwind.example')
  const { data } = await member.from('widget_submissions').select('payload').eq('payload->>name', mark).throwOnError()
  expect(data).toMatchObject([{ payload: { name: mark, message: 'Written in Firefox' } }])
}

if (!path) {
  journey('there is no Firefox on this system: checked elsewhere', () => expect(path).toBeNull())
} else {
  journey.describe('in Firefox', () => {
    test('a form names what is missing, and is sent once that is there', async ({ firefox: { page, complaints } }) => {
      await page.goto(at('/examples/inline.html'))
      await page.locator(inWidget('button[type=submit]')).click()
      const focused = () =>
        page.evaluate(() => document.querySelector('lapel-widget')?.shadowRoot?.activeElement?.textContent ?? '')
      await expect.poll(focused).toContain('Please check your answers')
      const mark = randomUUID()
      await answerAll(page, mark)
      await page.locator(inWidget('button[type=submit]')).click()
      await expect.poll(() => shownText(page)).toMatch(/thank/i)
      await expectStoredOnce(mark)
      expect(complaints).toEqual([])
    })

    for (const example of ['hostile.html', 'strict-csp.html', 'two-widgets.html', 'react/']) {
      test(`the example ${example} draws its widgets, in their own styles`, async ({ firefox }) => {
        const { page, complaints } = firefox
        await page.goto(at(`/examples/${example}`))
        const button = await page.locator(inWidget('[part=button]')).waitHandle()
        expect(await button.evaluate((one) => getComputedStyle(one).appearance)).toBe('none')
        expect((await button.boundingBox())?.height).toBeGreaterThan(40)
        expect(complaints).toEqual([])
      })
    }

    for (const type of ['form', 'poll', 'feedback', 'newsletter', 'lead', 'announcement', 'plugin']) {
      for (const mode of ['inline', 'modal']) {
        test(`the gallery's ${type} is drawn, ${mode}`, async ({ firefox: { page, complaints } }) => {
          await page.goto(at(`/examples/gallery.html?type=${type}&mode=${mode}`))
          const drawn = await page.locator(inWidget(type === 'plugin' ? 'iframe' : 'button')).waitHandle()
          await expect.poll(async () => (await drawn.boundingBox())?.height ?? 0).toBeGreaterThan(20)
          expect(complaints).toEqual([])
        })
      }
    }

    test('a modal keeps the keyboard and closes by Escape', async ({ firefox: { page, complaints } }) => {
      const tag = `<lapel-widget public-id="${contactForm}" mode="modal" open-on="click" open-value="#ask"></lapel-widget>`
      const script = `<script async src="${at('/sdk/v1/lapel.js')}"></script>`
      const site = await openSite('', `<button id="ask">Ask us</button>${tag}${script}`)
      await page.goto(site.url)
      await page.locator(inWidget('[part=panel]')).setVisibility(null).wait()
      await page.locator('#ask').click()
      await page.locator(inWidget('[name=name]')).fill('Ada')
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab')
        expect(await page.evaluate(() => document.activeElement?.id)).not.toBe('ask')
      }
      await page.keyboard.press('Escape')
      await page.locator(inWidget('[part=panel]')).setVisibility('hidden').wait()
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('ask')
      expect(complaints).toEqual([])
      site.close()
    })

    test('the instant form is there before any script, and is taken over with what was typed', async ({ firefox }) => {
      const { page, complaints } = firefox
      const snippet = await (await fetch(at(`/sdk/w/${contactForm}.html`))).text()
      const [markup = ''] = snippet.split('<script')
      const site = await openSite('', `<main>${markup}</main>`)
      await page.goto(site.url)
      const mark = randomUUID()
      await answerAll(page, mark)
      await page.addScriptTag({ url: at(`/sdk/w/${contactForm}.js`) })
      await page.locator(inWidget('form[novalidate]')).wait()
      expect(await page.$eval(inWidget('[name=name]'), (input) => Reflect.get(input, 'value'))).toBe(mark)
      await page.locator(inWidget('button[type=submit]')).click()
      await expect.poll(() => shownText(page)).toMatch(/thank/i)
      await expectStoredOnce(mark)
      expect(complaints).toEqual([])
      site.close()
    })

    test('the short snippet draws the form by itself, and it is sent', async ({ firefox: { page, complaints } }) => {
      const tag = `<lapel-widget public-id="${contactForm}"></lapel-widget>`
      const site = await openSite('', `${tag}<script async src="${at(`/sdk/w/${contactForm}.js`)}"></script>`)
      await page.goto(site.url)
      const mark = randomUUID()
      await answerAll(page, mark)
      await page.locator(inWidget('button[type=submit]')).click()
      await expect.poll(() => shownText(page)).toMatch(/thank/i)
      await expectStoredOnce(mark)
      expect(complaints).toEqual([])
      site.close()
    })

    test('staff sign in and see the plans', async ({ firefox: { page, complaints } }) => {
      const { email, password } = account('staff@lapel.example')
      await page.goto(at('/admin/'))
      await page.locator('input[name=email], input[type=email]').fill(email)
      await page.locator('input[type=password]').fill(password)
      await page.locator('button[type=submit]').click()
      await page.locator('main h1, h1').wait()
      await page.goto(at('/admin/#/plans'))
      await expect.poll(() => page.evaluate(() => document.body.textContent)).toContain('Business')
      expect(complaints).toEqual([])
    })
  })
}
