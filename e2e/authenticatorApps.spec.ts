import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { FactorServer } from './factorServer.ts'
import { anonymous, lapel } from './installation.ts'
import { chooseAct, pageOf, some, stateOf } from './staffTenant.ts'
import { endStaff, type Newcomer, newStaff, signUp } from './tenants.ts'
import { base32, totp } from './totp.ts'

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const stepUp = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' })
const apps = (page: Page) => page.getByRole('region', { name: 'Authenticator app' })
const code = (page: Page) => page.getByRole('textbox', { name: 'Code' })

async function givePassword(page: Page, { password }: Newcomer) {
  await stepUp(page).getByRole('textbox', { name: 'Password' }).fill(password)
  await stepUp(page).getByRole('button', { name: 'Confirm' }).click()
}

async function addApp(page: Page, server: FactorServer) {
  const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' })
  // The text that is typed into an app where no camera is.
  const secret = await dialog.getByRole('group', { name: 'Secret' }).textContent()
  const typed = (secret ?? '').replaceAll(' ', '')
  expect(typed).toBe(server.factors.at(-1)?.secret)
  await code(page).fill(totp(typed))
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(dialog).toHaveCount(0)
}

/** Somebody with an app, who is signed in on this page. */
async function withApp(page: Page, somebody: Newcomer): Promise<FactorServer> {
  const server = new FactorServer()
  await server.serve(page.context())
  await signIn(page, somebody.email, somebody.password)
  await openConsole(page, '/account')
  await apps(page).getByRole('button', { name: 'Add an app' }).click()
  await givePassword(page, somebody)
  await addApp(page, server)
  await expect(apps(page).getByRole('listitem')).toHaveCount(1)
  return server
}

async function signInAgain(page: Page, { email, password }: Newcomer) {
  await page.getByRole('button', { name: /account/ }).click()
  await page.getByRole('menuitem', { name: 'Logout' }).click()
  await givenPassword(page, { email, password })
}

async function givenPassword(page: Page, { email, password }: Pick<Newcomer, 'email' | 'password'>) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(heading(page, 'One more step')).toBeVisible()
}

test('the codes of these journeys are those of RFC 6238', () => {
  const secret = base32(Buffer.from('12345678901234567890'))
  expect([59, 1_111_111_109, 20_000_000_000].map((seconds) => totp(secret, seconds))).toEqual([
    '287082',
    '081804',
    '353130',
  ])
})

test('an app is added after the password, and a code that it shows', async ({ page }) => {
  const nell = await signUp('Careful')
  const server = new FactorServer()
  await server.serve(page.context())
  await signIn(page, nell.email, nell.password)
  await openConsole(page, '/account')
  await expect(apps(page)).toContainText('A stolen password alone opens nothing.')
  await apps(page).getByRole('button', { name: 'Add an app' }).click()
  await givePassword(page, nell)
  const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' })
  const picture = dialog.getByRole('img', { name: 'QR code' })
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await expectAccessible(page)
  await expect(code(page)).toHaveAttribute('autocomplete', 'one-time-code')
  await code(page).fill('12345')
  await code(page).press('Enter')
  await expect(code(page)).toHaveAttribute('aria-invalid', 'true')
  await code(page).fill(server.code() === '000000' ? '000001' : '000000')
  await code(page).press('Enter')
  await expect(dialog.getByRole('alert')).toContainText('This code is not right')
  await addApp(page, server)
  await expect(apps(page).getByRole('listitem')).toContainText('App 1')
  await expect(apps(page)).toContainText('Keep two')
  await expectAccessible(page)
})

test('signing in asks for the code, and the password alone opens nothing', async ({ page }) => {
  const nell = await signUp('Careful')
  const server = await withApp(page, nell)
  await signInAgain(page, nell)
  await expectAccessible(page)
  await openConsole(page, '/')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await givenPassword(page, nell)
  await page.getByRole('button', { name: 'Back to sign in' }).click()
  await givenPassword(page, nell)
  await expect(code(page)).toBeFocused()
  await code(page).fill(server.code() === '000000' ? '000001' : '000000')
  await code(page).press('Enter')
  await expect(page.getByRole('alert')).toContainText('This code is not right')
  // Apps show it in two groups.
  await code(page).fill(`${server.code().slice(0, 3)} ${server.code().slice(3)}`)
  await code(page).press('Enter')
  await expect(heading(page, 'Home')).toBeVisible()
  await page.reload()
  await expect(heading(page, 'Home')).toBeVisible()
})

test('staff with an app confirm what is dangerous with a code', async ({ page }) => {
  const tenant = await signUp(some('Pausing'))
  const admin = await newStaff('admin')
  try {
    const server = await withApp(page, admin)
    // A new page remembers no confirmation.
    await openConsole(page, pageOf(tenant))
    await page.reload()
    const dialog = await chooseAct(page, 'Suspend')
    await dialog.getByLabel('Reason').fill('Chargeback')
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await expect(stepUp(page)).toContainText(`a code of the authenticator app of ${admin.email}`)
    await expect(stepUp(page).getByRole('textbox', { name: 'Password' })).toHaveCount(0)
    await expectAccessible(page)
    await code(page).fill(server.code())
    await code(page).press('Enter')
    await expect(page.getByText(`${tenant.name} is suspended.`)).toBeVisible()
    expect((await stateOf(tenant)).status).toBe('suspended')
  } finally {
    await endStaff(admin)
  }
})

test('of two apps the right one is asked, and one is taken away', async ({ page }) => {
  const nell = await signUp('Careful')
  const server = await withApp(page, nell)
  await apps(page).getByRole('button', { name: 'Add an app' }).click()
  await addApp(page, server)
  await expect(apps(page).getByRole('listitem')).toHaveCount(2)
  await signInAgain(page, nell)
  await page.getByRole('combobox', { name: 'Authenticator app' }).click()
  await page.getByRole('option', { name: 'App 2' }).click()
  await code(page).fill(server.code())
  await code(page).press('Enter')
  await expect(heading(page, 'Home')).toBeVisible()
  await openConsole(page, '/account')
  await apps(page).getByRole('button', { name: 'Remove App 2' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('combobox', { name: 'Authenticator app' }).click()
  await page.getByRole('option', { name: 'App 1' }).click()
  await code(page).fill(server.code(0))
  await code(page).press('Enter')
  await expect(apps(page).getByRole('listitem')).toHaveCount(1)
  await expect(apps(page).getByRole('listitem')).toContainText('App 1')
})

test('a link for a new password does not do without the code', async ({ page }) => {
  const nell = await signUp('Forgetful')
  const server = await withApp(page, nell)
  await page.evaluate(() => localStorage.clear())
  const { link } = lapel('users', 'recovery-link', nell.email) as { link: string }
  await page.goto(link)
  await expect(page.getByRole('textbox', { name: 'New password' })).toHaveCount(0)
  await code(page).fill(server.code())
  await code(page).press('Enter')
  const password = randomUUID()
  await page.getByRole('textbox', { name: 'New password' }).fill(password)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(heading(page, 'Home')).toBeVisible()
  expect((await anonymous().auth.signInWithPassword({ email: nell.email, password })).error).toBeNull()
})

test.describe('on a German phone in the dark', () => {
  test.use({ locale: 'de-DE', colorScheme: 'dark', viewport: { width: 320, height: 640 } })

  test('an app is added', async ({ page }) => {
    const nell = await signUp('Vorsichtig')
    const server = new FactorServer()
    await server.serve(page.context())
    await signIn(page, nell.email, nell.password)
    await openConsole(page, '/account')
    await page.getByRole('button', { name: 'App hinzufügen' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Passwort' }).fill(nell.password)
    await page.getByRole('button', { name: 'Bestätigen' }).click()
    await expect(page.getByRole('img', { name: 'QR-Code' })).toBeVisible()
    await settled(page)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.getByRole('textbox', { name: 'Code' }).fill(server.code())
    await page.getByRole('button', { name: 'Hinzufügen', exact: true }).click()
    await expect(page.getByRole('listitem').filter({ hasText: 'App 1' })).toBeVisible()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  })
})
