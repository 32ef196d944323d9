import type { LapelApi } from '@lapel/sdk'
import { expect, type Page, test } from '@playwright/test'
import { visitor } from './submissions.ts'
import { openHostPage, watchErrors } from './widgets.ts'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

/** Texts that run, close, or lead somewhere wherever one of them is taken for more than text. */
const corpus = [
  '<script>ran=1</script>',
  '<img src=x onerror=ran=1>',
  '"><svg onload=ran=1>',
  `'onfocus='ran=1' autofocus='`,
  '" style="background:url(javascript:ran=1)" onmouseover="ran=1" x="',
  '</style></textarea></title><iframe srcdoc="<script>parent.ran=1</script>">',
  'javascript:ran=1',
  ' java\tscript:ran=1//https://',
  'data:text/html,<script>opener.ran=1</script>',
  '{{constructor.constructor("ran=1")()}}',
  '} * { background: red } @import "//evil.example"; {',
  '<a href="javascript:ran=1"><math><mi xlink:href="data:x,<script>ran=1</script>">',
  '__proto__',
  '\u202e<!--]]>&lt;script&gt;ran=1',
]

/** What says how a config is built: with another word in it the endpoint would have refused it. */
const structure = /^(type|key|field|fields|is|mode|scale|kind|sha256|locale|parameter|public_id)$/

function spoil(value: unknown, text: string, name = ''): unknown {
  if (typeof value === 'string') return structure.test(name) ? value : text
  if (Array.isArray(value))
    return value.map((one, index) => spoil(one, name === 'options' ? `${text}${index}` : text, name))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner, text, key)]))
}

/** Answers for the widgets `w_hostile0`, `w_hostile1`, ... with a real config in which every text is one of the corpus. */
async function serveSpoiled(page: Page, publicId: string): Promise<void> {
  const embed = await (await page.request.get(`/functions/v1/embed/v1/instances/${publicId}`)).json()
  // The gallery has no link within a text.
  embed.config.content?.push({ type: 'paragraph', runs: [{ text: 'More', href: 'https://northwind.example' }] })
  await page.route(/\/instances\/w_hostile\d+/, (route) => {
    const url = new URL(route.request().url())
    const text = corpus[Number(/w_hostile(\d+)/.exec(url.pathname)?.[1])] ?? ''
    const problem = { code: 'VALIDATION_FAILED', status: 422, title: text, detail: text }
    if (route.request().method() === 'POST')
      return route.fulfill({
        status: 422,
        json: { ...problem, errors: [{ pointer: `/payload/${text}`, code: text, detail: text }] },
      })
    return route.fulfill({ json: { ...embed, config: spoil(embed.config, text) } })
  })
}

/** What is in the widgets and should not be: handlers, scripts, frames, addresses that run, and styles. */
const findIntruders = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const roots = [...document.querySelectorAll('lapel-widget')].flatMap(({ shadowRoot }) => shadowRoot ?? [])
    const all = roots.flatMap((root) => [...root.querySelectorAll('*')])
    const isOdd = ({ name, value }: Attr) =>
      /^on|^srcdoc$/i.test(name) ||
      (/^(href|src|action|formaction|xlink:href)$/i.test(name) && !/^(https|mailto|http:\/\/localhost)/.test(value))
    return all
      .filter(
        (element) =>
          /^(script|img|object|embed|link|style|base|meta|math)$/i.test(element.localName) ||
          [...element.attributes].some(isOdd),
      )
      .map((element) => element.outerHTML.slice(0, 200))
  })

const types = ['Form', 'Poll', 'Feedback', 'Newsletter', 'Lead', 'Announcement', 'Plugin']

for (const type of types) {
  test(`no text of a ${type.toLowerCase()} and no value is more than text`, async ({ page }) => {
    const checkErrors = watchErrors(page)
    page.on('dialog', (dialog) => dialog.dismiss())
    await serveSpoiled(page, `w_demoGallery${type}Inline`)
    const values = (text: string) =>
      ['name', 'email', 'need', 'source', 'missing', 'work_email', 'brief', 'choice', 'comment']
        .map((key) => `${key}=${encodeURIComponent(text)}`)
        .join('&')
    const widgets = corpus.map(
      (text, index) =>
        `<lapel-widget public-id="w_hostile${index}" prefill="${values(text)}" hidden-fields="${values(text)}"></lapel-widget>`,
    )
    await openHostPage(page, widgets.join(''))
    const all = page.locator('lapel-widget')
    for (const [index, text] of corpus.entries()) {
      const words = text.trim().slice(0, 12)
      if (type === 'Plugin') await expect(all.nth(index).locator('iframe')).toHaveAttribute('title', text)
      else await expect(all.nth(index).locator('[part~=card]').first()).toContainText(words)
    }
    await page.evaluate((texts) => {
      for (const [index, element] of document.querySelectorAll<HTMLElement>('lapel-widget').entries()) {
        const handle = (window.Lapel as LapelApi).mount(element)
        const fields = element.shadowRoot?.querySelectorAll<HTMLInputElement>('input, textarea, select') ?? []
        for (const { name, type } of fields) if (type !== 'file') handle.setField(name, texts[index] ?? '')
        handle.focus()
        element.shadowRoot?.querySelector<HTMLButtonElement>('button:not([part~=close])')?.click()
      }
    }, corpus)
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await findIntruders(page)).toEqual([])
    expect(await page.evaluate(() => 'ran' in window || 'ran' in Object.prototype)).toBe(false)
    checkErrors()
  })
}
