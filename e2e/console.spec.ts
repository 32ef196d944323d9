import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { openConsole, settled, signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'

const staff = 'staff@lapel.example'
const observer = 'observer@lapel.example'
const owner = 'owner@northwind.example'

const sitesOfBusiness = async () => {
  const client = await signedIn(staff)
  const { data } = await client
    .from('plan_limits')
    .select('limit_value')
    .match({ plan_id: 'business', limit_type: 'sites' })
    .single()
    .throwOnError()
  return Number(data.limit_value)
}

async function signUp(page: Page, { name, company }: { name: string; company: string }) {
  const email = `${randomUUID()}@signup.example`
  await openConsole(page, '/login')
  await page.getByRole('link', { name: 'Create account' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Company').fill(company)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(randomUUID())
  await page.getByRole('button', { name: 'Create account' }).click()
  return email
}

test('staff changes a plan limit with a reason and sees the audit entry it wrote', async ({ page }) => {
  const before = await sitesOfBusiness()
  const reason = `Agreed with sales, ${randomUUID()}`
  await signIn(page, staff)
  await openConsole(page, '/plans/business/show')
  await page.getByRole('button', { name: 'Change Sites' }).click()

  const dialog = page.getByRole('dialog', { name: 'Change limit' })
  const save = dialog.getByRole('button', { name: 'Save limit' })
  await expect(save).toBeDisabled()
  await dialog.getByLabel('Value').fill(String(before + 1))
  await save.click()
  await expect(dialog.getByText('Required')).toBeVisible()
  await dialog.getByLabel('Reason').fill(reason)
  await save.click()
  await dialog.getByRole('link', { name: 'See the audit entry' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Plan limit changed' })).toBeVisible()
  await expect(page.getByText(reason)).toBeVisible()
  const change = page.getByRole('row', { name: 'limit_value' })
  await expect(change.getByRole('deletion')).toHaveText(String(before))
  await expect(change.getByRole('insertion')).toHaveText(String(before + 1))
  expect(await sitesOfBusiness()).toBe(before + 1)
})

test('staff without the role admin is told why, and the database refuses them in words', async ({ page }) => {
  const before = await sitesOfBusiness()
  await signIn(page, observer)
  await openConsole(page, '/plans/business/show')
  const change = page.getByRole('button', { name: 'Change Sites' })
  await expect(change).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByText('Only staff with the role admin change limits. Your role is viewer.')).toBeVisible()
  await change.click({ force: true })
  await expect(page.getByRole('dialog')).toHaveCount(0)

  // A console that believes the viewer to be an admin, as one left open after a demotion would.
  await page.route('**/rest/v1/rpc/my_access', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), staff_role: 'admin' } })
  })
  await page.reload()
  await change.click()
  const dialog = page.getByRole('dialog', { name: 'Change limit' })
  await dialog.getByLabel('Value').fill('1')
  await dialog.getByLabel('Reason').fill('Trying my luck.')
  await dialog.getByRole('button', { name: 'Save limit' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('This is not allowed for your role')
  expect(await sitesOfBusiness()).toBeGreaterThanOrEqual(before)
})

test('an owner sees the own organization and nothing of the platform', async ({ page }) => {
  await signIn(page, owner)
  const menu = page.getByRole('menu').or(page.getByRole('navigation'))
  await expect(menu.getByRole('menuitem', { name: 'Submissions' })).toBeVisible()
  for (const name of ['Organizations', 'Plans', 'Plan limits']) {
    await expect(page.getByRole('menuitem', { name, exact: true })).toHaveCount(0)
  }

  const client = await signedIn(owner)
  const { data: access } = await client.rpc('my_access').throwOnError()
  const organization = access.organizations[0].id
  for (const resource of ['widget_submissions', 'widgets', 'members', 'audit_logs']) {
    const view = resource === 'audit_logs' ? 'audit_entries' : resource
    const answer = page.waitForResponse((response) => response.url().includes(`/rest/v1/${view}?offset`))
    await openConsole(page, `/${resource}`)
    const rows: { organization_id: string }[] = await (await answer).json()
    expect(rows.length, resource).toBeGreaterThan(0)
    expect(new Set(rows.map((row) => row.organization_id)), resource).toEqual(new Set([organization]))
  }

  await openConsole(page, '/organizations')
  await expect(page.getByText('Not Found', { exact: false })).toBeVisible()
})

test('sign-up leads to a workspace of one’s own that says what comes next', async ({ page }) => {
  const company = `Harbour ${randomUUID().slice(0, 8)}`
  await signUp(page, { name: 'Ada Quay', company })
  await expect(page.getByRole('heading', { name: 'Welcome, Ada Quay' })).toBeVisible()
  await expect(page.getByText(`Your workspace ${company} is ready.`, { exact: false })).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Submissions a month' })).toHaveAttribute('aria-valuenow', '0')
})

test('a CSV export runs no formula', async ({ page }) => {
  await signUp(page, { name: '=HYPERLINK("https://evil.example")', company: 'Plain Ltd' })
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  await openConsole(page, '/members')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`)
  expect(csv).not.toMatch(/(^|,)"?[=+@-]/m)
})

test('staff find an organization, filter and sort a list, and choose its columns', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill('northwind')
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') })
  await expect(rows).toHaveCount(1)
  await expect(page.getByRole('columnheader', { name: 'Slug' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page
    .getByRole('menu')
    .getByLabel('Slug')
    .or(page.getByRole('switch', { name: 'Slug' }))
    .first()
    .click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'Slug' })).toBeVisible()
  await rows.getByRole('link').first().press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: /Northwind/ })).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Submissions a month' })).toBeVisible()
})

test('the filter of a tenant’s audit log offers what a tenant can see', async ({ page }) => {
  await signIn(page, 'owner@northwind.example')
  await openConsole(page, '/audit_logs')
  await page.getByRole('button', { name: 'Add filter' }).click()
  await page
    .getByRole('menuitemcheckbox', { name: 'Entity' })
    .or(page.getByRole('menuitem', { name: 'Entity' }))
    .click()
  await page.getByRole('combobox', { name: 'Entity' }).click()
  await expect(page.getByRole('option', { name: 'Widget', exact: true })).toBeVisible()
  for (const name of ['Plan', 'Plan limit', 'Plan feature', 'Staff', 'Flag'])
    await expect(page.getByRole('option', { name, exact: true })).toHaveCount(0)
  await page.getByRole('option', { name: 'Widget', exact: true }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Widget' }).first()).toBeVisible()
})

test("a tenant's audit chain verifies", async ({ page }) => {
  await signIn(page, owner)
  await openConsole(page, '/audit_logs')
  await settled(page)
  await page.getByRole('button', { name: 'Verify chain' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Intact' })).toBeVisible()
})

test('an ended session leads to the sign-in page with a word', async ({ page }) => {
  await signIn(page, owner)
  await page.evaluate(() => {
    const session = JSON.parse(localStorage.getItem('lapel.session') ?? '{}')
    localStorage.setItem('lapel.session', JSON.stringify({ ...session, expires_at: 1, refresh_token: 'gone' }))
  })
  await page.reload()
  await expect(page.getByText('Your session has ended. Sign in again to continue.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
})

test('a submission shows its answers as text, whatever a visitor typed', async ({ page }) => {
  const answer = '<img src=x onerror=alert(1)>'
  await page.route('**/rest/v1/widget_submissions?*', async (route) => {
    const response = await route.fetch()
    const body = await response.json()
    const rows = [body].flat().map((row: object) => ({ ...row, payload: { note: answer } }))
    await route.fulfill({ response, json: Array.isArray(body) ? rows : rows[0] })
  })
  await signIn(page, owner)
  await openConsole(page, '/widget_submissions')
  await page.getByRole('row').nth(1).getByRole('link').first().click()
  await settled(page)
  await expect(page.getByRole('definition').filter({ hasText: answer })).toBeVisible()
  await expect(page.locator('img[src=x]')).toHaveCount(0)
})
