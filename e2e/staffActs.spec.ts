import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, signIn } from './consolePage.ts'
import { chooseAct, givePassword, northwind, pageOf, setStatus, some, staff, stateOf, undo } from './staffTenant.ts'
import { clientOf, signUp } from './tenants.ts'

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

test('undoing stays on offer whatever is clicked, and leaves alone what a colleague has done since', async ({
  page,
}) => {
  // The notification waits for a slow machine.
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window)
    window.setTimeout = ((act: () => void, after = 0) =>
      wait(act, after === 10_000 ? 200_000 : after)) as typeof window.setTimeout
  })
  const tenant = await signUp(some('Pausing'))
  await signIn(page, staff)
  await openConsole(page, pageOf(tenant))
  const dialog = await chooseAct(page, 'Suspend')
  await dialog.getByLabel('Reason').fill('Chargeback')
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await givePassword(page)
  await expect(page.getByText(`${tenant.name} is suspended.`)).toBeVisible()
  await page.getByRole('heading', { level: 1 }).click()
  await setStatus(tenant, 'active')
  await undo(page).click()
  await expect(page.getByText('Left as it is: somebody else has changed it since.')).toBeVisible()
  await expect(page.getByText('Undone.')).toHaveCount(0)
  expect((await stateOf(tenant)).status).toBe('active')
})

test('who comes second to suspend or to reactivate hears so, and is offered nothing to undo', async ({ page }) => {
  const tenant = await signUp(some('Pausing'))
  await signIn(page, staff)
  for (const [act, status, said] of [
    ['Suspend', 'suspended', `${tenant.name} was suspended already.`],
    ['Reactivate', 'active', `${tenant.name} was active again already.`],
  ] as const) {
    await openConsole(page, pageOf(tenant))
    const dialog = await chooseAct(page, act)
    await dialog.getByLabel('Reason').fill('Chargeback')
    await setStatus(tenant, status)
    await dialog.getByRole('button', { name: act }).click()
    if (act === 'Suspend') await givePassword(page)
    await expect(page.getByText(said)).toBeVisible()
    await expect(undo(page)).toHaveCount(0)
  }
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
