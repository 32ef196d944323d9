import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, signIn } from './consolePage.ts'
import { anonymous, lapel } from './installation.ts'
import { type Newcomer, signUp } from './tenants.ts'

/** The link that an operator makes, as the mail of an auth server that sends mails has it. */
const linkFor = ({ email }: Newcomer) => (lapel('users', 'recovery-link', email) as { link: string }).link

/** As where the auth server sends mail. The embedded one answers the same and sends none. */
const sendsMail = (page: Page) =>
  page.route('**/admin/config.json', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), sendsMail: true } })
  })

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

const choose = async (page: Page, password: string) => {
  await page.getByRole('textbox', { name: 'New password' }).fill(password)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
}

const passwordIs = async ({ email }: Newcomer, password: string) =>
  (await anonymous().auth.signInWithPassword({ email, password })).error === null

test('who forgot the password hears the same whether or not there is an account', async ({ page }) => {
  const { email } = await signUp('Forgetful')
  await sendsMail(page)
  const heard: string[] = []
  for (const address of [email, `${randomUUID()}@nobody.example`]) {
    await openConsole(page, '/login')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await expect(heading(page, 'Get back into your account')).toBeVisible()
    await expectAccessible(page)
    await page.getByLabel('E-mail').fill(address)
    await page.getByLabel('E-mail').press('Enter')
    const status = page.getByRole('status')
    await expect(status).toContainText(`If there is an account for ${address}`)
    heard.push(((await status.textContent()) ?? '').replace(address, ''))
    await expectAccessible(page)
  }
  expect(heard[1]).toBe(heard[0])
})

test('who forgot the password where no mail is sent hears whom to ask', async ({ page }) => {
  await openConsole(page, '/login')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(page.getByText('This installation sends no mail. Ask whoever runs it')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveCount(0)
  await expectAccessible(page)
})

test('who confirmed an address signs in, and the address bar and the history forget the tokens', async ({ page }) => {
  await page.goto('/admin/#access_token=a&refresh_token=r&token_type=bearer&type=signup')
  await expect(page.getByRole('status')).toContainText('Your address is confirmed.')
  expect(page.url()).not.toContain('token')
  await expectAccessible(page)
  expect(await page.evaluate(() => ({ ...localStorage, ...sessionStorage }))).not.toHaveProperty('lapel.recovery')
})

test('the link leads to a new password, signs in, ends other sessions and works once', async ({ page, browser }) => {
  const nell = await signUp('Forgetful')
  const elsewhere = await (await browser.newContext()).newPage()
  await signIn(elsewhere, nell.email, nell.password)
  await expect(heading(elsewhere, 'Home')).toBeVisible()
  const link = linkFor(nell)
  // Nobody takes a link away by asking for another.
  await anonymous().auth.resetPasswordForEmail(nell.email)
  await anonymous().auth.signInWithOtp({ email: nell.email })

  await page.goto(link)
  await expect(heading(page, 'Choose a new password')).toBeVisible()
  await expect(page.getByText(nell.email)).toBeVisible()
  // Neither the address bar nor the history keeps the tokens, and nobody is signed in yet.
  expect(page.url()).not.toContain('token')
  expect(await page.evaluate(() => localStorage.getItem('lapel.session'))).toBeNull()
  const field = page.getByRole('textbox', { name: 'New password' })
  await expect(field).toHaveAttribute('autocomplete', 'new-password')
  await expect(field).toHaveAccessibleDescription('At least 8 characters.')
  await expect(page.locator('input[autocomplete=username]')).toHaveValue(nell.email)
  await expectAccessible(page)

  // A phone that was away at its password manager may load the page anew.
  await page.reload()
  await choose(page, 'short')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await choose(page, nell.password)
  await expect(page.getByRole('alert').filter({ hasText: 'This is the password you have now.' })).toBeVisible()
  const password = randomUUID()
  await choose(page, password)
  await expect(heading(page, 'Home')).toBeVisible()
  expect(await passwordIs(nell, password)).toBe(true)
  expect(await passwordIs(nell, nell.password)).toBe(false)

  await elsewhere.reload()
  await expect(elsewhere.getByText('Your session has ended', { exact: false })).toBeVisible()
  await sendsMail(elsewhere)
  await elsewhere.goto(link)
  await expect(elsewhere.getByRole('status')).toContainText('This link no longer works')
  await expectAccessible(elsewhere)
  await elsewhere.getByRole('link', { name: 'Forgot your password?' }).click()
  await elsewhere.getByLabel('E-mail').fill(nell.email)
  await elsewhere.getByRole('button', { name: 'Send the link' }).click()
  await expect(elsewhere.getByRole('status')).toContainText('a link is on its way')
  await elsewhere.context().close()
})

test('a link that cannot be looked at now is looked at again', async ({ page }) => {
  const nell = await signUp('Forgetful')
  await page.route('**/auth/v1/user', (route) => route.abort())
  await page.goto(linkFor(nell))
  await expect(page.getByRole('alert')).toContainText('could not be loaded')
  await page.unroute('**/auth/v1/user')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('textbox', { name: 'New password' })).toBeVisible()
})

test.describe('on a German phone in the dark', () => {
  test.use({ locale: 'de-DE', colorScheme: 'dark', viewport: { width: 320, height: 640 } })

  test('the pages fit and can be read', async ({ page }) => {
    const nell = await signUp('Vergesslich')
    await sendsMail(page)
    await openConsole(page, '/forgot-password')
    await expect(heading(page, 'Zurück ins eigene Konto')).toBeVisible()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.goto(linkFor(nell))
    await expect(heading(page, 'Neues Passwort wählen')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Neues Passwort' })).toBeFocused()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  })
})

test('a password is changed after the present one is given, and ends other sessions', async ({ page, browser }) => {
  const nell = await signUp('Careful')
  const elsewhere = await (await browser.newContext()).newPage()
  await signIn(elsewhere, nell.email, nell.password)
  await expect(heading(elsewhere, 'Home')).toBeVisible()
  await signIn(page, nell.email, nell.password)
  await page.getByRole('button', { name: /account/ }).click()
  await page.getByRole('menuitem', { name: 'Password and sign-in' }).click()
  await expect(heading(page, 'Password and sign-in')).toBeVisible()
  // The embedded auth server takes no authenticator apps: nobody is offered one.
  await expect(page.getByRole('region')).toHaveCount(1)
  await expectAccessible(page)
  const password = randomUUID()
  await page.getByRole('textbox', { name: 'New password' }).fill(password)
  await page.getByRole('button', { name: 'Change password' }).click()
  const again = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await again.getByRole('textbox', { name: 'Password' }).fill(nell.password)
  await again.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByText('Your password is changed. Sessions elsewhere are ended.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'New password' })).toHaveValue('')
  expect(await passwordIs(nell, password)).toBe(true)
  await elsewhere.reload()
  await expect(elsewhere.getByText('Your session has ended', { exact: false })).toBeVisible()
  await elsewhere.context().close()
})
