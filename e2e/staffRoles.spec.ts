import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'
import { chooseAct, observer, pageOf, some, staff, support, undo } from './staffTenant.ts'
import { clientOf, newStaff, signUp } from './tenants.ts'

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
  expect(seen).toEqual([{ id: tenant.organizationId }])
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
