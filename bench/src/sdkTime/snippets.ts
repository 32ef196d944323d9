import type { Browser } from '@playwright/test'
import type { DemoInstallation } from '../installation.ts'
import { longestWait } from './visit.ts'

/** What the console prints for an instance, to be pasted into a page. */
export interface Snippets {
  short: string
  instant: string
}

/** Reads an instance's snippets as its owner does, in the console. */
export async function readSnippets(
  browser: Browser,
  { url, password, signedIn }: DemoInstallation,
  { publicId, owner }: { publicId: string; owner: string },
): Promise<Snippets> {
  const member = await signedIn(owner)
  const instance = member.from('widget_instances').select('id').eq('public_id', publicId)
  const { data } = await instance.single().throwOnError()
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(longestWait)
    await page.goto(`${url}/admin/#/widget_instances/${data.id}/show`)
    await page.getByLabel('E-mail').fill(owner)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const text = page.getByRole('group', { name: 'Snippet', exact: true })
    const read = async () => (await text.textContent()) ?? ''
    const short = await read()
    await page.getByRole('button', { name: 'Instant' }).click()
    return { short, instant: await read() }
  } finally {
    await context.close()
  }
}
