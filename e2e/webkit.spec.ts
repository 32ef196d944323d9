import { randomUUID } from 'node:crypto'
import { expect, test as journey } from '@playwright/test'
import type { WebDriver } from 'selenium-webdriver'
import { By, Key, until, type WebElement } from 'selenium-webdriver'
import { account, installation, signedIn } from './installation.ts'
import { openSite } from './sites.ts'
import { ensureWebKit, openWebKit } from './webkit.ts'
import { contactForm } from './widgets.ts'

const isThere = ensureWebKit()

const test = journey.extend<object, { webkit: WebDriver }>({
  webkit: [
    // biome-ignore lint/correctness/noEmptyPattern: the shape that Playwright reads the fixtures' names from
    async ({}, use) => {
      const { driver, close } = await openWebKit()
      await use(driver)
      await close()
    },
    { scope: 'worker' },
  ],
})

const at = (route: string) => installation().url + route

/** Runs in the page, with the shadow root of its widget as `root`; null before there is one. */
const inWidget = <T>(driver: WebDriver, script: string) =>
  driver.executeScript<T | null>(
    `const root = document.querySelector('lapel-widget')?.shadowRoot; return root ? (${script}) : null`,
  )

const find = (driver: WebDriver, selector: string) =>
  inWidget<WebElement>(driver, `root.querySelector(${JSON.stringify(selector)})`)

async function shown(driver: WebDriver, selector: string): Promise<WebElement> {
  await expect
    .poll(async () => (await find(driver, selector))?.isDisplayed() ?? false, { message: selector })
    .toBe(true)
  return (await find(driver, selector)) as WebElement
}

async function answerAll(driver: WebDriver, mark: string): Promise<void> {
  await (await shown(driver, '[name=name]')).sendKeys(mark)
  await (await shown(driver, '[name=email]')).sendKeys(`${mark}@example.com`)
  await (await shown(driver, 'textarea')).sendKeys('Written in WebKit')
  await (await shown(driver, 'select')).findElement(By.css('option:last-child')).click()
  await (await shown(driver, '[type=checkbox]')).click()
}

async function expectSentOnce(driver: WebDriver, mark: string): Promise<void> {
  await (await shown(driver, 'button[type=submit]')).click()
  await expect.poll(() => inWidget<string>(driver, 'root.textContent')).toMatch(/thank/i)
  const member = await signedIn('owner@northwind.example')
  const { data } = await member.from('widget_submissions').select('payload').eq('payload->>name', mark).throwOnError()
  expect(data).toMatchObject([{ payload: { name: mark, message: 'Written in WebKit' } }])
}

if (!isThere) {
  journey('there is no WebKit on this system: checked elsewhere', () => expect(isThere).toBe(false))
} else {
  journey.describe('in WebKit', () => {
    test('a form names what is missing, and is sent once that is there', async ({ webkit }) => {
      await webkit.get(at('/examples/inline.html'))
      await (await shown(webkit, 'button[type=submit]')).click()
      await expect
        .poll(() => inWidget<string>(webkit, 'root.activeElement?.textContent'))
        .toContain('Please check your answers')
      const mark = randomUUID()
      await answerAll(webkit, mark)
      await expectSentOnce(webkit, mark)
    })

    for (const example of ['hostile.html', 'strict-csp.html', 'two-widgets.html', 'react/']) {
      test(`the example ${example} draws its widgets, in their own styles`, async ({ webkit }) => {
        await webkit.get(at(`/examples/${example}`))
        const button = await shown(webkit, '[part=button]')
        expect(await button.getCssValue('appearance')).toBe('none')
        expect((await button.getRect()).height).toBeGreaterThan(40)
      })
    }

    for (const type of ['form', 'poll', 'feedback', 'newsletter', 'lead', 'announcement']) {
      test(`the gallery's ${type} is drawn`, async ({ webkit }) => {
        await webkit.get(at(`/examples/gallery.html?type=${type}&mode=inline`))
        const drawn = await shown(webkit, 'button')
        await expect.poll(async () => (await drawn.getRect()).height).toBeGreaterThan(20)
      })
    }

    test("a plugin's code runs in its frame", async ({ webkit }) => {
      await webkit.get(at('/examples/gallery.html?type=plugin&mode=inline'))
      await webkit.switchTo().frame(await shown(webkit, 'iframe'))
      await expect.poll(() => webkit.executeScript('return document.body.innerText')).toContain('We answer')
      await webkit.switchTo().defaultContent()
    })

    test('a modal opens by a click and closes by Escape', async ({ webkit }) => {
      const tag = `<lapel-widget public-id="${contactForm}" mode="modal" open-on="click" open-value="#ask"></lapel-widget>`
      const script = `<script async src="${at('/sdk/v1/lapel.js')}"></script>`
      const site = await openSite('', `<button id="ask">Ask us</button>${tag}${script}`)
      await webkit.get(site.url)
      await expect.poll(async () => (await find(webkit, '[part=panel]')) !== null).toBe(true)
      await webkit.findElement(By.id('ask')).click()
      await (await shown(webkit, '[name=name]')).sendKeys('Ada', Key.ESCAPE)
      await expect.poll(async () => (await find(webkit, '[name=name]'))?.isDisplayed()).toBe(false)
      expect(await webkit.executeScript('return document.activeElement.id')).toBe('ask')
      site.close()
    })

    test('the instant form is there before any script, and is taken over with what was typed', async ({ webkit }) => {
      const snippet = await (await fetch(at(`/sdk/w/${contactForm}.html`))).text()
      const [markup = ''] = snippet.split('<script')
      const site = await openSite('', `<main>${markup}</main>`)
      await webkit.get(site.url)
      const mark = randomUUID()
      await answerAll(webkit, mark)
      const source = JSON.stringify(at(`/sdk/w/${contactForm}.js`))
      await webkit.executeScript(
        `document.body.append(Object.assign(document.createElement('script'), { src: ${source} }))`,
      )
      await shown(webkit, 'form[novalidate]')
      expect(await (await shown(webkit, '[name=name]')).getAttribute('value')).toBe(mark)
      await expectSentOnce(webkit, mark)
      site.close()
    })

    test('the short snippet draws the form by itself, and it is sent', async ({ webkit }) => {
      const tag = `<lapel-widget public-id="${contactForm}"></lapel-widget>`
      const site = await openSite('', `${tag}<script async src="${at(`/sdk/w/${contactForm}.js`)}"></script>`)
      await webkit.get(site.url)
      // The driver keeps hold of what it found: until then the runtime may draw it anew.
      await shown(webkit, 'form[novalidate]')
      const mark = randomUUID()
      await answerAll(webkit, mark)
      await expectSentOnce(webkit, mark)
      site.close()
    })

    test('staff sign in and see the plans', async ({ webkit }) => {
      const { email, password } = account('staff@lapel.example')
      await webkit.get(at('/admin/'))
      await webkit.wait(until.elementLocated(By.css('input[type=password]'))).sendKeys(password)
      await webkit.findElement(By.css('input[type=email], input[name=email]')).sendKeys(email, Key.ENTER)
      await webkit.wait(until.elementLocated(By.css('main h1, h1')))
      await webkit.get(at('/admin/#/plans'))
      await expect.poll(() => webkit.executeScript('return document.body.textContent')).toContain('Business')
    })
  })
}
