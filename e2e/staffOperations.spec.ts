import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { account, signedIn } from './installation.ts'

const admin = 'staff@lapel.example'
const support = 'support@lapel.example'
const viewer = 'observer@lapel.example'

const views = ['status', 'jobs', 'webhooks', 'embeds', 'database', 'flags', 'staff']
const rooms = ['/usage_events', '/audit_logs', ...views.map((view) => `/operations?view=${view}`)]

/** Opens a room and waits until everything in it has loaded. */
async function enter(page: Page, route: string) {
  await openConsole(page, route)
  await settled(page)
  // Outlines stand where something is still being loaded.
  await expect(page.locator('main .MuiSkeleton-root')).toHaveCount(0)
  await expect(page.getByText('This could not be loaded.')).toHaveCount(0)
}

const region = (page: Page, name: string) => page.getByRole('region', { name })

/** Gives the reason in the open dialog and confirms; the password again where the act asks for it. */
async function confirm(page: Page, { button, reason, email }: { button: string; reason: string; email?: string }) {
  const dialog = page.getByRole('dialog').first()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason)
  await dialog.getByRole('button', { name: button, exact: true }).click()
  if (!email) return
  const again = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await again.getByRole('textbox', { name: 'Password' }).fill(account(email).password)
  await again.getByRole('button', { name: 'Confirm' }).click()
}

test('the first view tells what fails, what waits and how far behind the worker is, each leading to its place', async ({
  page,
}) => {
  await page.route('**/rest/v1/rpc/staff_home', async (route) => {
    const answer = await (await route.fetch()).json()
    const others = answer.attention.filter(({ kind }: { kind: string }) => kind !== 'worker_lag')
    await route.fulfill({ json: { ...answer, attention: [...others, { kind: 'worker_lag', count: 184 }] } })
  })
  await signIn(page, viewer)
  await enter(page, '/operations')
  const figure = (name: string) => page.getByRole('main').locator('.MuiCard-root', { hasText: name })
  await expect(figure('Worker behind')).toContainText('184 sec')
  await expect(figure('Jobs waiting')).toContainText(/\d/)
  await page.getByRole('link', { name: 'Failed jobs' }).click()
  await expect(page).toHaveURL(/view=jobs&state=failed/)
  await expect(page.getByRole('search').getByLabel('State')).toHaveText('Failed')
})

for (const role of [admin, support, viewer]) {
  test(`${role} reads every room`, async ({ page }) => {
    await signIn(page, role)
    for (const route of rooms) await enter(page, route)
    await enter(page, '/operations?view=jobs')
    await expect(page.getByRole('link', { name: 'refresh_rollups' })).toBeVisible()
  })
}

test('the rooms are accessible, in the dark too', async ({ page }) => {
  test.slow()
  await signIn(page, admin)
  for (const route of rooms) {
    await enter(page, route)
    await expectAccessible(page)
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  for (const route of ['/usage_events', '/audit_logs', '/operations?view=webhooks&state=all']) {
    await enter(page, route)
    await expectAccessible(page)
  }
})

test('a tenant finds neither operations nor its figures', async ({ page }) => {
  await signIn(page, 'owner@northwind.example')
  await expect(page.getByRole('menuitem', { name: 'Operations' })).toHaveCount(0)
  await openConsole(page, '/operations')
  await expect(page.getByText('Not Found', { exact: false })).toBeVisible()
  const client = await signedIn('owner@northwind.example')
  for (const call of ['job_overview', 'webhook_log', 'partition_sizes', 'audit_chain_heads', 'my_exports']) {
    const { error } = await client.rpc(call)
    expect(error?.code, call).toBe('42501')
  }
})

test('usage is narrowed to a tenant, and its figures are held against the record', async ({ page }) => {
  await signIn(page, admin)
  await enter(page, '/usage_events')
  await region(page, 'Who used most?').getByRole('link').first().click()
  await expect(page).toHaveURL(/organization_id=[0-9a-f-]{36}/)
  const truth = region(page, 'Do the figures hold?')
  await expect(truth.getByText('They equal the record.')).toBeVisible()
  await expect(truth.getByText(/in the record, [\d,]+ in the figures/)).toBeVisible()
  // The address alone brings the same state back.
  await page.reload()
  await settled(page)
  await expect(region(page, 'Who used most?')).toHaveCount(0)
  const events = region(page, 'Events on record')
  const first = await events.getByRole('row').nth(1).textContent()
  await events.getByRole('button', { name: 'Older' }).click()
  await expect(page).toHaveURL(/before=/)
  await settled(page)
  await expect(events.getByRole('row').nth(1)).not.toHaveText(first ?? '')
  await page.goBack()
  await expect(events.getByRole('row').nth(1)).toHaveText(first ?? '')
})

test('a large export is asked for, written by the job and downloaded', async ({ page }) => {
  test.slow()
  await signIn(page, support)
  await enter(page, '/usage_events')
  await region(page, 'Events on record').getByRole('button', { name: 'Export all by a job' }).click()
  const exports = region(page, 'My large exports')
  await expect(
    exports
      .getByText('Waiting for the job', { exact: false })
      .or(exports.getByText(/[\d,]+ rows/))
      .first(),
  ).toBeVisible()
  const button = exports.getByRole('button', { name: 'Download CSV' }).first()
  await expect(button).toBeVisible({ timeout: 150_000 })
  const download = page.waitForEvent('download')
  await button.click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv.split('\r\n')[0]).toContain('"id","created_at","organization"')
  expect(csv.split('\r\n').length).toBeGreaterThan(100)
})

test('the audit log reads as a timeline, is filtered by the address, and its chains are verified', async ({ page }) => {
  const client = await signedIn(admin)
  const key = `flag_${randomUUID().slice(0, 8)}`
  const reason = `Trying it out, ${randomUUID()}`
  await client.rpc('set_flag', { key, reason, enabled: false }).throwOnError()
  await client.rpc('set_flag', { key, reason, enabled: true, rollout_percent: 20 }).throwOnError()
  await signIn(page, admin)
  await enter(page, `/audit_logs?entity=feature_flags&entity_id=${key}`)
  const timeline = region(page, 'What happened')
  await expect(timeline.getByText('Rollout percent changed from 0 to 20')).toBeVisible()
  await expect(timeline.getByText(reason).first()).toBeVisible()
  await timeline.getByRole('link', { name: 'Flag · changed' }).press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Flag changed' })).toBeVisible()

  await enter(page, '/audit_logs')
  const chains = region(page, 'Chains')
  await chains.getByLabel('Find a tenant’s chain').fill('northwind')
  await chains.getByRole('button', { name: 'Verify the chain of Northwind Studio' }).click()
  await expect(chains.getByText(/^Intact, [\d,]+ verified$/)).toBeVisible()
})

test('a failed delivery is sent again with a reason, by support and not by a viewer', async ({ page, browser }) => {
  await signIn(page, viewer)
  await enter(page, '/operations?view=webhooks')
  const refused = page.getByRole('button', { name: /^Send again:/ }).first()
  await expect(refused).toHaveAttribute('aria-disabled', 'true')
  await expect(refused).toHaveAccessibleDescription('This needs the staff role support. Your role is viewer.')

  const other = await (await browser.newContext()).newPage()
  await signIn(other, support)
  await enter(other, '/operations?view=webhooks&state=failed')
  const failed = other.getByRole('button', { name: /^Send again:/ }).last()
  const name = await failed.getAttribute('aria-label')
  await failed.press('Enter')
  await expectAccessible(other)
  const dialog = other.getByRole('dialog', { name: 'Send again?' })
  // Not without a reason.
  await expect(dialog.getByRole('button', { name: 'Send again' })).toBeDisabled()
  await confirm(other, { button: 'Send again', reason: 'Their server answers again' })
  await expect(other.getByText('The deliveries are on their way.')).toBeVisible()
  await expect(other.getByRole('button', { name: name ?? '' })).toHaveCount(0)
  await other.context().close()
})

test('maintenance is switched by an admin, seen everywhere, and ended', async ({ page }) => {
  await signIn(page, support)
  await enter(page, '/operations')
  await expect(page.getByRole('button', { name: 'Start maintenance' })).toHaveAttribute('aria-disabled', 'true')
  // That it starts and ends is tried against an answer of the test's own: other journeys go on writing meanwhile.
  let value = false
  await page.route('**/rest/v1/rpc/my_access', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), staff_role: 'admin' } })
  })
  await page.route('**/rest/v1/rpc/set_maintenance', async (route) => {
    value = (route.request().postDataJSON() as { active: boolean }).active
    await route.fulfill({ json: true })
  })
  await page.route('**/rest/v1/platform_settings?*', (route) =>
    route.fulfill({
      json: { key: 'maintenance_all', value, description: '', updated_at: '2026-11-21T10:00:00+00:00' },
    }),
  )
  await page.reload()
  await settled(page)
  await page.getByRole('button', { name: 'Start maintenance' }).click()
  await confirm(page, { button: 'Start maintenance', reason: 'Moving the database', email: support })
  await expect(page.getByText('Maintenance is on: tenants read and change nothing.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'End maintenance' }).click()
  await confirm(page, { button: 'End maintenance', reason: 'The database has moved' })
  await expect(page.getByText('Off. Tenants work as usual.')).toBeVisible()
})

test('the database refuses staff who are not admin in words', async ({ page }) => {
  await signIn(page, support)
  await page.route('**/rest/v1/rpc/my_access', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), staff_role: 'admin' } })
  })
  await enter(page, '/operations?view=flags')
  await page.reload()
  await page.getByRole('button', { name: 'Add a flag' }).click()
  await page.getByRole('dialog').getByLabel('Key').fill('never_made')
  await confirm(page, { button: 'Save flag', reason: 'Trying my luck' })
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText('This is not allowed for your role')
})

test('an admin makes a flag for a share, a plan and a tenant by keyboard, and its change is on record', async ({
  page,
}) => {
  const key = `flag_${randomUUID().slice(0, 8)}`
  await signIn(page, admin)
  await enter(page, '/operations?view=flags')
  await page.getByRole('button', { name: 'Add a flag' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add a flag' })
  await expectAccessible(page)
  await dialog.getByLabel('Key').fill(key)
  await dialog.getByRole('slider').focus()
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('ArrowRight')
  await dialog.getByRole('combobox', { name: 'Add a tenant' }).fill('northwind')
  await page.getByRole('option', { name: 'Northwind Studio' }).click()
  await confirm(page, { button: 'Save flag', reason: 'The new editor for a quarter' })
  const row = page.getByRole('row').filter({ hasText: key })
  await expect(row).toContainText('25 %')
  await expect(row).toContainText('1 on, 0 off')
  await expect(row).toContainText('The new editor for a quarter')
})

test('staff get roles from an admin, and the last admin stays', async ({ page }) => {
  await signIn(page, admin)
  await enter(page, '/operations?view=staff')
  const row = (email: string) =>
    page
      .getByRole('row')
      .filter({ hasText: email })
      .filter({ hasNot: page.getByText(`Granted ${email}`) })
  const own = page.getByRole('row').nth(1)
  await expect(own).toContainText(admin)
  // Another journey makes an admin, for as long as it takes.
  await expect(async () => {
    await page.reload()
    await expect(own.getByRole('button', { name: 'Remove' })).toHaveAttribute('aria-disabled', 'true', {
      timeout: 5000,
    })
  }).toPass()
  await expect(own.getByRole('button', { name: 'Remove' })).toHaveAccessibleDescription(/keeps at least one admin/)

  await page.getByRole('button', { name: 'Add staff' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make somebody staff' })
  await expectAccessible(page)
  const client = await signedIn(admin)
  const { data: candidates } = await client
    .from('profiles')
    .select('email')
    .like('email', '%northwind.example')
    .throwOnError()
  const email = candidates.find((candidate) => candidate.email !== 'owner@northwind.example')?.email as string
  await dialog.getByRole('combobox').fill(email)
  await page.getByRole('option', { name: email }).click()
  await confirm(page, { button: 'Add staff', reason: 'Helps out for a week', email: admin })
  await expect(row(email)).toContainText('reads everything')
  await row(email).getByRole('button', { name: 'Remove' }).click()
  await confirm(page, { button: 'Remove', reason: 'The week is over' })
  await expect(row(email)).toHaveCount(0)
})

test.describe('in German', () => {
  test.use({ locale: 'de-DE' })

  test('the rooms speak it', async ({ page }) => {
    await openConsole(page)
    await page.getByLabel('E-Mail').fill(viewer)
    await page.getByRole('textbox', { name: 'Passwort' }).fill(account(viewer).password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Start' })).toBeVisible()
    await enter(page, '/operations?view=database')
    await expect(region(page, 'Monatliche Partitionen')).toBeVisible()
    await enter(page, '/audit_logs')
    await expect(region(page, 'Was geschah')).toBeVisible()
  })
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('the rooms are cards, nothing scrolls sideways, and they are accessible', async ({ page }) => {
    test.slow()
    await signIn(page, admin)
    for (const route of rooms) {
      await enter(page, route)
      await expect(page.getByRole('table')).toHaveCount(0)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    }
  })
})
