import { expect, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { account, signedIn } from './installation.ts'
import { contactForm, openHostPage } from './widgets.ts'

/** The route of an instance's page. */
async function routeOf(publicId: string): Promise<string> {
  const client = await signedIn(account('staff@lapel.example').email)
  const { data } = await client.from('widget_instances').select('id').eq('public_id', publicId).single().throwOnError()
  return `/widget_instances/${data.id}/show`
}

test('a person learns why a widget does not show on their page, and the line to paste runs there', async ({ page }) => {
  await signIn(page, 'owner@northwind.example')
  await openConsole(page, await routeOf(contactForm))
  const check = page.getByRole('region', { name: 'Check an installation' })
  await expect(check.getByText('The widget is published.')).toBeVisible()
  await expect(check.getByText(/^Last seen by a visitor: /)).toBeVisible()
  await expect(check.getByText(/^Last submission: /)).toBeVisible()
  await expect(check.getByText('The browser got no answer')).toBeVisible()
  await expect(check.getByText('https://northwind.example/contact · 14 times')).toBeVisible()

  const address = check.getByLabel('Address of your page')
  await address.fill('a page')
  await expect(check.getByText('This is no address of a page.')).toBeVisible()
  await address.fill('https://somewhere.example/contact')
  await expect(check.getByText('https://somewhere.example may not show it.')).toBeVisible()
  await expect(check.getByText('No browser has reported a failure on this page')).toBeVisible()
  await address.fill('northwind.example/contact')
  await expect(check.getByText('https://northwind.example may show it.')).toBeVisible()
  await expect(check.getByText('14 times')).toBeVisible()
  await settled(page)
  await expectAccessible(page)

  const line = await check.getByRole('group', { name: 'Line for the developer tools' }).textContent()
  await openHostPage(page, '<p>The snippet is not here.</p>', '/sdk/v1/nothing.txt')
  const { ok, findings } = (await page.evaluate(`${line}`)) as { ok: boolean; findings: { code: string }[] }
  expect(ok).toBe(false)
  expect(findings.map(({ code }) => code)).toEqual(['SCRIPT_MISSING', 'ELEMENT_MISSING'])
})

test('the check fits a phone, in the dark too, and says when its facts cannot be read', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await signIn(page, 'owner@northwind.example')
  await page.route('**/rest/v1/widget_fetch_errors*', (route) => route.abort())
  await openConsole(page, await routeOf(contactForm))
  const check = page.getByRole('region', { name: 'Check an installation' })
  await expect(check.getByText('This could not be loaded.')).toBeVisible()
  await page.unroute('**/rest/v1/widget_fetch_errors*')
  await check.getByRole('button', { name: 'Try again' }).click()
  await expect(check.getByText('The widget is published.')).toBeVisible()
  await settled(page)
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
})
