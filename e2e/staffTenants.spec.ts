import { expect, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { publishedInstance, signedIn } from './installation.ts'
import { chooseAct, northwind, observer, pageOf, some, staff } from './staffTenant.ts'
import { signUp } from './tenants.ts'

const sections = [
  'workspaces',
  'members',
  'overrides',
  'flags',
  'usage',
  'submissions',
  'widgets',
  'webhooks',
  'integrations',
  'audit',
  'notes',
]

test('every section of a tenant has an address, and is accessible', async ({ page }) => {
  test.slow()
  await signIn(page, observer)
  const tenant = await northwind()
  await openConsole(page, pageOf(tenant))
  await expect(page.getByRole('progressbar', { name: 'Submissions a month' })).toBeVisible()
  await settled(page)
  await expectAccessible(page)
  for (const section of sections) {
    await openConsole(page, `${pageOf(tenant)}/${section}`)
    await expect(page.getByRole('tab', { selected: true })).toHaveAttribute('id', `tab-${section}`)
    await settled(page)
    await expect(page.getByRole('tabpanel').getByRole('status', { name: 'Loading' })).toHaveCount(0)
    await expect(page.getByText('This could not be loaded.')).toHaveCount(0)
    await expectAccessible(page)
  }
})

test('tabs and acts are reached by keyboard', async ({ page }) => {
  const tenant = await signUp(some('Keys'))
  await signIn(page, staff)
  await openConsole(page, pageOf(tenant))
  await page.getByRole('tab', { name: 'Overview' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/show\/workspaces$/)
  await page.getByRole('button', { name: 'Actions' }).press('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: `Change the plan of ${tenant.name}?` })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('older rows of a tenant have an address of their own', async ({ page }) => {
  await signIn(page, observer)
  await openConsole(page, `${pageOf(await northwind())}/submissions`)
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') })
  await expect(rows).toHaveCount(25)
  // What refers to other rows is filled in later: the link is there at once.
  const first = rows.first().getByRole('link')
  const newest = (await first.getAttribute('href')) ?? ''
  await page.getByRole('button', { name: 'Older' }).click()
  await expect(page).toHaveURL(/[?&]before=/)
  await expect(first).not.toHaveAttribute('href', newest)
  await page.getByRole('button', { name: 'Older' }).click()
  await page.getByRole('button', { name: 'Newest' }).click()
  await expect(first).toHaveAttribute('href', newest)
})

test('a tenant’s use and log are filtered on its own page, and the address keeps what is shown', async ({ page }) => {
  await signIn(page, observer)
  const tenant = await northwind()
  await openConsole(page, `${pageOf(tenant)}/usage`)
  const events = page.getByRole('region', { name: 'Events on record' })
  const rows = events.getByRole('row').filter({ has: page.getByRole('cell') })
  await page.getByRole('region', { name: 'Of what?' }).getByRole('link', { name: 'API request' }).click()
  await expect(page).toHaveURL(/show\/usage\?event_type=api_request/)
  await expect(rows.first()).toContainText('API request')
  await expect(rows.filter({ hasText: 'View' })).toHaveCount(0)
  await expect(page.getByRole('search').getByLabel('Organization')).toHaveCount(0)
  await expectAccessible(page)

  await openConsole(page, `${pageOf(tenant)}/submissions`)
  await page.getByRole('search').getByLabel('Status').click()
  await page.getByRole('option', { name: 'Spam' }).click()
  await expect(page).toHaveURL(/show\/submissions\?status=spam/)
  const submissions = page
    .getByRole('tabpanel')
    .getByRole('row')
    .filter({ has: page.getByRole('cell') })
  await expect(submissions.first()).toContainText('Spam')
  await expect(submissions.filter({ hasNotText: 'Spam' })).toHaveCount(0)
  await expectAccessible(page)

  await openConsole(page, `${pageOf(tenant)}/audit?entity=widget_instances`)
  const log = page.getByRole('region', { name: 'What happened' })
  await expect(log.getByRole('link', { name: 'Instance · created' }).first()).toBeVisible()
  await expect(log.getByRole('link', { name: /^(?!Instance)/ })).toHaveCount(0)
  await expectAccessible(page)
})

test('an agency’s clients stand below it, with what they use of what they were given', async ({ page }) => {
  const client = await signedIn(staff)
  const { data } = await client.from('organizations').select('id').eq('slug', 'harbour-pine').single().throwOnError()
  await signIn(page, observer)
  await openConsole(page, `${pageOf({ organizationId: data.id as string })}/workspaces`)
  const agency = page.getByRole('listitem').filter({ hasText: 'Agency · 2 clients' })
  await expect(agency.first()).toContainText('Handed out: Published instances 5 · Submissions a month 500 · Widgets 3')
  const given = agency.getByRole('list', { name: 'Used of what the agency gave' })
  await expect(given.getByRole('progressbar', { name: 'Widgets' })).toBeVisible()
  const { data: allocated } = await client
    .from('workspace_allocations')
    .select('workspace_id')
    .eq('organization_id', data.id)
    .throwOnError()
  const { data: counters } = await client
    .from('usage_counters')
    .select('used')
    .eq('limit_type', 'widgets')
    .in(
      'scope_id',
      allocated.map(({ workspace_id }) => workspace_id),
    )
    .throwOnError()
  await expect(given).toContainText(`Widgets${counters[0]?.used ?? 0} / 3`)
  await expectAccessible(page)
})

test('tenants are found by name, member, public id, and by being above a limit', async ({ page }) => {
  const tenant = await signUp(some('Findable'))
  await signIn(page, observer)
  await openConsole(page, '/organizations')
  const search = page.getByRole('textbox', { name: 'Search' })
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') })
  for (const [typed, name] of [
    [tenant.slug, tenant.name],
    [tenant.email, tenant.name],
    [tenant.organizationId, tenant.name],
    [publishedInstance(false).public_id, 'Northwind'],
  ] as const) {
    await search.fill(typed)
    await expect(rows).toHaveCount(1)
    await expect(rows).toContainText(name)
  }
  await search.fill('')
  await openConsole(page, `/organizations?filter=${encodeURIComponent('{"limits_exceeded@gt":"0"}')}`)
  await settled(page)
  for (const row of await rows.all()) await expect(row).toContainText(/\d limits?/)
})

const walked = ['', '/overrides', '/audit', '/notes']

for (const [where, use] of [
  ['on a phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ['in the dark', { colorScheme: 'dark' }],
] as const) {
  test.describe(where, () => {
    test.use(use)
    test('pages and dialogs are accessible, and nothing scrolls sideways', async ({ page }) => {
      test.slow()
      const tenant = await northwind()
      await signIn(page, staff)
      for (const route of [...walked.map((section) => pageOf(tenant) + section), '/plans/matrix']) {
        await openConsole(page, route)
        await settled(page)
        await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
        await expectNoSidewaysScroll(page)
        await expectAccessible(page)
      }
      await openConsole(page, pageOf(tenant))
      await chooseAct(page, 'Grant an override')
      await expect(page.getByLabel('Until the end of')).toBeVisible()
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    })
  })
}
