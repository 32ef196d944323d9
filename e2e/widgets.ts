import AxeBuilder from '@axe-core/playwright'
import type { EmbedOf } from '@lapel/contract/embed'
import { expect, type Locator, type Page, type Route } from '@playwright/test'
import { answer } from './submissions.ts'

/** The form of the example pages. */
export const contactForm = 'w_4mVx2QpZr8TnKc6LsYd1BgH9'

/** Opens a page of a customer's: `body` and the script at `path`, on the installation's own origin. */
export async function openHostPage(page: Page, body: string, path = '/sdk/v1/lapel.js'): Promise<void> {
  const head = `<!doctype html><title>Host</title><link rel="icon" href="data:,"><script async src="${path}"></script>`
  await page.route('/host-page', (route) => route.fulfill({ contentType: 'text/html', body: `${head}<body>${body}` }))
  await page.goto('/host-page')
}

/** Holds the runtime back, or another file: `release` lets it go, `refuse` breaks it. */
export async function holdRuntime(page: Page, file = '**/sdk/v1/rest.*') {
  let decide = (_: 'continue' | 'abort') => {}
  const decided = new Promise<'continue' | 'abort'>((resolve) => {
    decide = resolve
  })
  await page.route(file, async (route: Route) => route[await decided]())
  return { release: () => decide('continue'), refuse: () => decide('abort') }
}

/** Answers every field of a form. */
export async function answerAll(widget: Locator, { config }: EmbedOf<'form'>, mark: string): Promise<void> {
  for (const field of config.fields) {
    const control = widget.locator(`[name=${field.key}]`).first()
    const value = String(answer(field, mark))
    if (field.type === 'checkbox' || field.type === 'radio') await control.check()
    else if (field.type === 'select') await control.selectOption(value)
    else await control.fill(value)
  }
}

/** What axe finds wrong in the page by WCAG 2.2 AA, as one line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await new AxeBuilder({ page }).include('lapel-widget').withTags(tags).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** Fails the test if the page reports an error that nobody caught. */
export function watchErrors(page: Page): () => void {
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  return () => expect(errors).toEqual([])
}

/** Name or id of the element that has the keyboard, inside shadow roots too. */
export function focusedElement(page: Page): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    return focused?.getAttribute('name') ?? focused?.id ?? ''
  })
}

/** Collects the names of the widgets' events from now on. Returns the function that reads them. */
export async function tellEvents(page: Page): Promise<() => Promise<string[]>> {
  const told = await page.evaluateHandle(() => {
    const names: string[] = []
    for (const name of ['view', 'start', 'change', 'submit', 'success', 'error', 'close']) {
      document.addEventListener(`lapel:${name}`, () => names.push(name))
    }
    return names
  })
  return () => told.jsonValue()
}
