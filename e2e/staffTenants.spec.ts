import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { account, publishedInstance, signedIn } from './installation.ts'
import { clientOf, type Newcomer, newStaff, signUp } from './tenants.ts'

const staff = 'staff@lapel.example'
const support = 'support@lapel.example'
const observer = 'observer@lapel.example'
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

const some = (name: string) => `${name} ${randomUUID().slice(0, 8)}`
const pageOf = (tenant: Pick<Newcomer, 'organizationId'>) => `/organizations/${tenant.organizationId}/show`

async function northwind() {
  const client = await signedIn(staff)
  const { data } = await client.from('organizations').select('id').eq('slug', 'northwind').single().throwOnError()
  return { organizationId: data.id as string }
}

async function stateOf({ organizationId }: Newcomer) {
  const client = await signedIn(staff)
  const { data } = await client
    .from('organization_summaries')
    .select('status,plan_id,plan_status,trial_ends_at')
    .eq('id', organizationId)
    .single()
    .throwOnError()
  return data
}

async function chooseAct(page: Page, act: string) {
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: act, exact: true }).click()
  return page.getByRole('dialog').first()
}

async function givePassword(page: Page, password = account(staff).password) {
  const asked = page
    .getByRole('dialog', { name: 'Confirm' })
    .or(page.getByRole('dialog').filter({ has: page.getByRole('textbox', { name: 'Password' }) }))
  await asked.getByRole('textbox', { name: 'Password' }).fill(password)
  await asked.getByRole('button').last().click()
}

const undo = (page: Page) => page.getByRole('button', { name: 'Undo' })

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

test('staff suspend a tenant, with the password again, and undo it', async ({ page }) => {
  const tenant = await signUp(some('Pausing'))
  await signIn(page, staff)
  await openConsole(page, pageOf(tenant))
  const dialog = await chooseAct(page, 'Suspend')
  const confirm = dialog.getByRole('button', { name: 'Suspend' })
  await expect(confirm).toBeDisabled()
  await dialog.getByLabel('Reason').fill('Chargeback')
  await confirm.click()
  await givePassword(page)
  await expect(page.getByText(`${tenant.name} is suspended.`)).toBeVisible()
  expect((await stateOf(tenant)).status).toBe('suspended')
  await expectAccessible(page)
  await undo(page).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  expect((await stateOf(tenant)).status).toBe('active')
  const client = await clientOf(tenant)
  const { data } = await client.from('audit_entries').select('reason').eq('entity', 'organizations').throwOnError()
  expect(data?.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['Chargeback', 'Undo: Chargeback']))
})

test('a plan is changed after a dry run, a trial extended, and both are taken back', async ({ page }) => {
  const tenant = await signUp(some('Moving'))
  await signIn(page, staff)
  await openConsole(page, pageOf(tenant))
  const dialog = await chooseAct(page, 'Change plan')
  await dialog.getByRole('combobox', { name: 'New plan' }).click()
  await page.getByRole('option', { name: 'Team' }).click()
  await expect(dialog.getByText('Everything it uses fits.')).toBeVisible()
  await dialog.getByLabel('Reason').fill('Upgrade by phone')
  await dialog.getByRole('button', { name: 'Change plan' }).click()
  await expect(page.getByText(`${tenant.name} has another plan.`)).toBeVisible()
  expect((await stateOf(tenant)).plan_id).toBe('team')

  const trial = await chooseAct(page, 'Extend trial')
  await trial.getByLabel('Reason').fill('Wants to try it')
  await trial.getByRole('button', { name: 'Extend trial' }).click()
  await expect(page.getByText(`The trial of ${tenant.name} is extended.`)).toBeVisible()
  const state = await stateOf(tenant)
  expect(state.plan_status).toBe('trialing')
  expect(new Date(state.trial_ends_at).getTime()).toBeGreaterThan(Date.now())
})

test('the dry run names what would not fit', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, pageOf(await northwind()))
  const dialog = await chooseAct(page, 'Change plan')
  await dialog.getByRole('combobox', { name: 'New plan' }).click()
  await page.getByRole('option', { name: 'Free' }).click()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Widgets: uses' })).toContainText('allowed are 3')
  await expectAccessible(page)
})

test('an override is granted until a day, and removed', async ({ page }) => {
  const tenant = await signUp(some('Growing'))
  await signIn(page, staff)
  await openConsole(page, `${pageOf(tenant)}/overrides`)
  await page.getByRole('button', { name: 'Grant override' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: /^Limit/ }).click()
  await page.getByRole('option', { name: 'Users' }).click()
  await dialog.getByLabel('Value').fill('77')
  await dialog.getByLabel('Until the end of').fill('2099-12-31')
  await expectAccessible(page)
  await dialog.getByLabel('Reason').fill('Agreed for the launch')
  await dialog.getByRole('button', { name: 'Grant override' }).click()
  await expect(page.getByText('Users: 77 · Hard')).toBeVisible()
  await page.getByRole('button', { name: 'Remove the override of Users' }).click()
  await page.getByRole('dialog').getByLabel('Reason').fill('Launch is over')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove override' }).click()
  await expect(page.getByText('The limits of its plan hold.')).toBeVisible()
  await undo(page).click()
  await expect(page.getByText('Users: 77 · Hard')).toBeVisible()
})

test('a flag is switched for one tenant and follows the default again', async ({ page }) => {
  const tenant = await signUp(some('Piloting'))
  await signIn(page, staff)
  await openConsole(page, `${pageOf(tenant)}/flags`)
  const flag = page.getByRole('group', { name: 'white_label_preview' })
  await flag.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('dialog').getByLabel('Reason').fill('A pilot')
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click()
  await expect(flag.getByRole('button', { name: 'Follow the default' })).toBeVisible()
  const client = await clientOf(tenant)
  const flags = async () =>
    (await client.rpc('my_flags', { organization_id: tenant.organizationId }).throwOnError()).data
  expect(await flags()).toMatchObject({ white_label_preview: true })
  await undo(page).click()
  await expect(flag.getByRole('button', { name: 'Follow the default' })).toHaveCount(0)
  expect(await flags()).toMatchObject({ white_label_preview: false })
})

test('an export is asked for, a person erased, and a tenant deleted by its slug and kept after all', async ({
  page,
}) => {
  const tenant = await signUp(some('Leaving'))
  await signIn(page, staff)
  await openConsole(page, pageOf(tenant))
  const exporting = await chooseAct(page, 'Export data')
  await exporting.getByLabel('Reason').fill('Asked by letter')
  await exporting.getByRole('button', { name: 'Ask for the export' }).click()
  await expect(page.getByText('The export is asked for.')).toBeVisible()

  const erasing = await chooseAct(page, 'Erase a person')
  await erasing.getByLabel('E-mail of the visitor').fill('gone@visitor.example')
  await erasing.getByLabel('Reason').fill('Asked by letter')
  await erasing.getByLabel(`Type ${tenant.slug} to confirm`).fill(tenant.slug)
  await expectAccessible(page)
  await erasing.getByRole('button', { name: 'Erase' }).click()
  await givePassword(page)
  await expect(page.getByText('The erasure is asked for.')).toBeVisible()

  const deleting = await chooseAct(page, 'Delete')
  await deleting.getByLabel('Reason').fill('Closed the business')
  await deleting.getByLabel(`Type ${tenant.slug} to confirm`).fill('something else')
  await expect(deleting.getByRole('button', { name: 'Delete' })).toBeDisabled()
  await deleting.getByLabel(`Type ${tenant.slug} to confirm`).fill(tenant.slug)
  // The password was given a moment ago.
  await deleting.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText(`${tenant.name} is closed. It will be deleted in a week.`)).toBeVisible()
  expect((await stateOf(tenant)).status).toBe('deleting')
  const calling = await chooseAct(page, 'Call off the deletion')
  await calling.getByLabel('Reason').fill('Stays after all')
  await calling.getByRole('button', { name: 'Call off' }).click()
  await expect(page.getByText(`The deletion of ${tenant.name} is called off.`)).toBeVisible()
  expect((await stateOf(tenant)).status).toBe('active')
  const { data } = await (await clientOf(tenant)).from('privacy_requests').select('kind').throwOnError()
  expect(data?.map(({ kind }) => kind).sort()).toEqual(['erase', 'export'])
})

test('staff see a tenant as its members do, and change nothing', async ({ page }) => {
  test.slow()
  const tenant = await signUp(some('Watched'))
  const helper = await newStaff('support')
  const client = await clientOf(helper)
  await signIn(page, helper.email, helper.password)
  await openConsole(page, pageOf(tenant))
  const dialog = await chooseAct(page, 'View as this tenant')
  await expect(dialog.getByRole('radio', { name: /needs the staff role admin/ })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByLabel('Reason').fill('Ticket 4711')
  await dialog.getByRole('button', { name: 'Start' }).click()

  const banner = page.getByRole('region', { name: 'Impersonation' })
  await expect(banner).toContainText(`You see ${tenant.name} as its members do.`)
  await expect(banner.getByRole('timer')).toHaveText('60 minutes left')
  await expect(page.getByRole('menuitem', { name: 'Plans' })).toHaveCount(0)
  await settled(page)
  await expectAccessible(page)
  const { data: seen } = await client.from('organizations').select('id').throwOnError()
  expect(new Set(seen?.map(({ id }) => id))).toEqual(new Set([tenant.organizationId, helper.organizationId]))
  const { data: widgets } = await client.from('widgets').select('organization_id').throwOnError()
  expect(widgets).toEqual([])
  const { error: refused } = await client.rpc('update_organization', {
    organization_id: tenant.organizationId,
    name: 'Mine',
  })
  expect(refused?.message).toBe('FORBIDDEN')
  const { error: waits } = await client.rpc('extend_trial', {
    organization_id: tenant.organizationId,
    until: new Date(Date.now() + 1e8).toISOString(),
    reason: 'Now',
  })
  expect(waits?.message).toBe('FORBIDDEN')

  await banner.getByRole('button', { name: 'End' }).click()
  await expect(banner).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Actions' })).toBeVisible()
  const { data: all } = await client.from('organizations').select('id').throwOnError()
  expect(all?.length).toBeGreaterThan(2)
  const owner = await clientOf(tenant)
  const { data: told } = await owner.from('impersonation_sessions').select('reason,read_only,staff_id').throwOnError()
  expect(told).toEqual([{ reason: 'Ticket 4711', read_only: true, staff_id: helper.userId }])
  const { data: platform } = await (await signedIn(staff))
    .from('audit_entries')
    .select('organization_id')
    .eq('entity', 'impersonation_sessions')
    .eq('action', 'insert')
    .eq('reason', 'Ticket 4711')
    .is('organization_id', null)
    .throwOnError()
  expect(platform?.length).toBe(1)
})

test('a staff viewer is offered nothing that the database refuses', async ({ page }) => {
  const tenant = await signUp(some('Observed'))
  await signIn(page, observer)
  await openConsole(page, pageOf(tenant))
  await page.getByRole('button', { name: 'Actions' }).click()
  const items = page.getByRole('menuitem')
  await expect(items).toHaveCount(8)
  for (const item of await items.all()) await expect(item).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('menuitem', { name: 'Suspend' }).click({ force: true })
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await openConsole(page, `${pageOf(tenant)}/notes`)
  // The menu of acts, which says the same, may still be fading.
  await expect(page.getByRole('main').getByText('Needs the staff role support.')).toBeVisible()
  await openConsole(page, '/organizations')
  await settled(page)
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await openConsole(page, '/plans/matrix')
  await expect(page.getByText('Only staff with the role admin change limits. Your role is viewer.')).toBeVisible()
  await expect(page.getByRole('table').getByRole('textbox')).toHaveCount(0)

  const client = await signedIn(observer)
  const id = tenant.organizationId
  const reason = 'Trying my luck'
  const acts: [string, object][] = [
    ['set_organization_status', { organization_ids: [id], status: 'suspended', reason }],
    ['change_plan', { organization_id: id, plan_id: 'team', reason }],
    ['set_limit_override', { organization_id: id, limit_type: 'users', limit_value: 9, reason }],
    ['extend_trial', { organization_id: id, until: new Date(Date.now() + 1e8).toISOString(), reason }],
    ['start_impersonation', { organization_id: id, reason }],
    ['request_privacy', { organization_id: id, kind: 'export', subject_type: 'organization', reason }],
    ['request_organization_deletion', { organization_id: id, reason }],
    ['add_organization_note', { organization_id: id, body: 'Mine' }],
    ['set_organization_flag', { key: 'new_editor', organization_id: id, enabled: true, reason }],
    ['save_plans', { changes: [{ kind: 'limit', plan_id: 'free', key: 'users' }], reason }],
  ]
  for (const [name, args] of acts) {
    const { error } = await client.rpc(name, args)
    expect(error?.message, name).toBe('FORBIDDEN')
  }
})

test('staff of support help, and what needs an admin says so', async ({ page }) => {
  const tenant = await signUp(some('Helped'))
  await signIn(page, support)
  await openConsole(page, pageOf(tenant))
  await page.getByRole('button', { name: 'Actions' }).click()
  for (const name of ['View as this tenant', 'Extend trial', 'Export data'])
    await expect(page.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'false')
  await expect(page.getByRole('menuitem', { name: 'Suspend' })).toContainText('Needs the staff role admin.')
  await page.keyboard.press('Escape')

  const trial = await chooseAct(page, 'Extend trial')
  await trial.getByLabel('Reason').fill('No subscription yet')
  await trial.getByRole('button', { name: 'Extend trial' }).click()
  const answered = trial.getByRole('alert').or(page.getByText(`The trial of ${tenant.name} is extended.`))
  await expect(answered.first()).toBeVisible()
  // A dialog that has just been answered may still be busy with closing by itself.
  await expect(async () => {
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0, { timeout: 2000 })
  }).toPass()

  await openConsole(page, `${pageOf(tenant)}/notes`)
  await page.getByLabel('New note').fill('They called about the invoice.')
  await page.getByRole('button', { name: 'Add note' }).click()
  const note = page.getByRole('listitem').filter({ hasText: 'They called about the invoice.' })
  await expect(note).toBeVisible()
  await note.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Edit note').fill('They called, and paid.')
  await page.getByRole('button', { name: 'Save' }).click()
  const edited = page.getByRole('listitem').filter({ hasText: 'They called, and paid.' }).first()
  await edited.getByRole('button', { name: '1 earlier wording' }).click()
  await expect(edited).toContainText('They called about the invoice.')
  await expectAccessible(page)
  await edited.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText('They called, and paid.')).toHaveCount(0)
  await undo(page).click()
  await expect(page.getByText('They called, and paid.')).toBeVisible()
  const owner = await clientOf(tenant)
  const { error } = await owner.from('organization_notes').select('id')
  expect(error?.code).toBe('42501')
})

test('many tenants are suspended at once; what was refused is named and tried again', async ({ page }) => {
  const group = some('Batch')
  const tenants = [await signUp(`${group} one`), await signUp(`${group} two`), await signUp(`${group} three`)]
  const [, unlucky] = tenants
  await signIn(page, staff)
  let refusing = true
  await page.route('**/rest/v1/rpc/set_organization_status', (route) =>
    refusing &&
    route
      .request()
      .postData()
      ?.includes(unlucky?.organizationId ?? '')
      ? route.fulfill({ status: 409, json: { code: 'PT409', message: 'CONFLICT', details: '', hint: '' } })
      : route.continue(),
  )
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill(group)
  await expect(page.getByRole('row')).toHaveCount(4)
  await page.getByRole('row').first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Suspend' }).click()
  const dialog = page.getByRole('dialog', { name: 'Suspend' })
  await dialog.getByLabel('Reason').fill('Spam ring')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await givePassword(page)
  const refusal = dialog.getByRole('listitem').filter({ hasText: unlucky?.name ?? '' })
  await expect(refusal).toContainText('This clashes with something that exists')
  await expectAccessible(page)
  refusing = false
  await dialog.getByRole('button', { name: /again/i }).click()
  await expect(refusal).not.toContainText('This clashes with something that exists')
  await dialog.getByRole('button', { name: 'Close' }).click()
  for (const tenant of tenants) expect((await stateOf(tenant)).status).toBe('suspended')
})

test('many tenants get another plan after a dry run', async ({ page }) => {
  const group = some('Lift')
  const tenants = [await signUp(`${group} one`), await signUp(`${group} two`)]
  await signIn(page, staff)
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill(group)
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('row').first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Change plan' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change plan' })
  await expect(dialog.getByRole('button', { name: 'Change plan' })).toBeDisabled()
  await dialog.getByRole('combobox', { name: 'New plan' }).click()
  await page.getByRole('option', { name: 'Team' }).click()
  await expect(dialog.getByText('Everything that these tenants use fits.')).toBeVisible()
  await dialog.getByLabel('Reason').fill('A campaign')
  await dialog.getByRole('button', { name: 'Change plan' }).click()
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeEnabled()
  for (const tenant of tenants) expect((await stateOf(tenant)).plan_id).toBe('team')
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

async function makePlan() {
  const client = await signedIn(staff)
  const plan_id = `journey_${randomUUID().slice(0, 8)}`
  const name = `Journey ${plan_id.slice(-8)}`
  const values = { name, price: 1900, currency: 'EUR', interval: 'month', sort: 90, public: false, archived: false }
  const users = { limit_value: 5, enforcement: 'hard', grace_amount: 0 }
  const changes = [
    { kind: 'plan', plan_id, key: null, before: null, after: values },
    { kind: 'limit', plan_id, key: 'users', before: null, after: users },
  ]
  await client.rpc('save_plans', { changes, reason: 'A journey' }).throwOnError()
  const limits = async () => {
    const { data } = await client
      .from('plan_limits')
      .select('limit_type,limit_value')
      .eq('plan_id', plan_id)
      .throwOnError()
    return Object.fromEntries((data ?? []).map(({ limit_type, limit_value }) => [limit_type, limit_value]))
  }
  return { client, plan_id, name, limits }
}

test('cells of the plans are changed together, a clash is told, and saving is undone', async ({ page }) => {
  test.slow()
  const { client, plan_id, name, limits } = await makePlan()
  const tenant = await signUp(some('Affected'))
  await client
    .rpc('change_plan', { organization_id: tenant.organizationId, plan_id, reason: 'A journey' })
    .throwOnError()
  await signIn(page, staff)
  await openConsole(page, '/plans/matrix')
  await page.getByLabel(`Users on ${name}`, { exact: true }).fill('0')
  await page.getByLabel(`Sites on ${name}`, { exact: true }).fill('3')
  await page.getByRole('checkbox', { name: `webhooks on ${name}` }).check()
  await expect(page.getByText('3 unsaved changes')).toBeVisible()
  await settled(page)
  await expectAccessible(page)
  // Somebody else, meanwhile.
  await client
    .rpc('set_plan_limit', {
      plan_id,
      limit_type: 'users',
      limit_value: 6,
      enforcement: 'hard',
      grace_amount: 0,
      reason: 'Meanwhile',
    })
    .throwOnError()

  await page.getByRole('button', { name: 'Review and save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save 3 changes?' })
  await expect(dialog.getByRole('listitem').filter({ hasText: `Users on ${name}` })).toContainText(
    '1 tenant · 1 would be above',
  )
  await expectAccessible(page)
  await dialog.getByLabel('Reason').fill('New prices')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(
    dialog.getByText(`Somebody else has changed this meanwhile: Users on ${name}.`, { exact: false }),
  ).toBeVisible()
  expect(await limits()).toEqual({ users: 6 })
  await expect(
    dialog
      .getByRole('listitem')
      .filter({ hasText: `Users on ${name}` })
      .getByRole('deletion'),
  ).toHaveText('6 · Hard +0')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('3 changes are saved.')).toBeVisible()
  expect(await limits()).toEqual({ users: 0, sites: 3 })

  await page.getByLabel(`Users on ${name}`, { exact: true }).fill('')
  await page.getByRole('button', { name: 'Review and save' }).click()
  const again = page.getByRole('dialog', { name: 'Save 1 changes?' })
  await again.getByLabel('Reason').fill('Unlimited for all')
  await again.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('1 change is saved.')).toBeVisible()
  expect(await limits()).toEqual({ sites: 3 })
  await undo(page).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  expect(await limits()).toEqual({ users: 0, sites: 3 })
})

test('an archived plan keeps its tenants and is offered to no other', async ({ page }) => {
  const { client, plan_id, name } = await makePlan()
  const tenant = await signUp(some('Grandfathered'))
  await client
    .rpc('change_plan', { organization_id: tenant.organizationId, plan_id, reason: 'A journey' })
    .throwOnError()
  await signIn(page, staff)
  await openConsole(page, '/plans/matrix')
  await page.getByRole('button', { name: `Edit the plan ${name}` }).click()
  const editing = page.getByRole('dialog', { name: `Edit the plan ${name}` })
  await editing.getByRole('switch', { name: 'Archived' }).check()
  await expect(editing.getByText('its 1 tenant keeps it.', { exact: false })).toBeVisible()
  await expectAccessible(page)
  await editing.getByRole('button', { name: 'Keep for the review' }).click()
  await page.getByRole('button', { name: 'Review and save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save 1 changes?' })
  await dialog.getByLabel('Reason').fill('Old offer')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('1 change is saved.')).toBeVisible()
  expect((await stateOf(tenant)).plan_id).toBe(plan_id)
  const other = await signUp(some('Newcomer'))
  await openConsole(page, pageOf(other))
  await (await chooseAct(page, 'Change plan')).getByRole('combobox', { name: 'New plan' }).click()
  await expect(page.getByRole('option', { name: 'Team' })).toBeVisible()
  await expect(page.getByRole('option', { name })).toHaveCount(0)
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
