import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'
import { chooseAct, observer, pageOf, some, staff, stateOf, support, undo } from './staffTenant.ts'
import { signUp } from './tenants.ts'

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
  const again = page.getByRole('dialog', { name: 'Save 1 change?' })
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
  const dialog = page.getByRole('dialog', { name: 'Save 1 change?' })
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

test('a plan is made from another one, seen before it is saved, and archived', async ({ page }) => {
  test.slow()
  const { client, plan_id: source, name: sourceName, limits } = await makePlan()
  const plan_id = `${source}_b`
  const name = `${sourceName} B`
  const planOf = async () => {
    const { data } = await client.from('plans').select('name,public,archived').eq('plan_id', plan_id).throwOnError()
    return data
  }
  await signIn(page, staff)
  await openConsole(page, '/plans/matrix')
  await page.getByLabel(`Sites on ${sourceName}`, { exact: true }).fill('3')
  await page.getByRole('button', { name: 'New plan' }).click()
  const making = page.getByRole('dialog', { name: 'New plan' })
  await making.getByLabel('Name').fill(name)
  await making.getByLabel('Id').fill(source)
  await making.getByRole('combobox', { name: 'Copy of' }).click()
  await page.getByRole('option', { name: sourceName }).click()
  await expect(making.getByText('A plan has this id already.')).toBeVisible()
  await expect(making.getByRole('button', { name: 'Keep for the review' })).toBeDisabled()
  await making.getByLabel('Id').fill('Not an id')
  await expect(making.getByRole('button', { name: 'Keep for the review' })).toBeDisabled()
  await making.getByLabel('Id').fill(plan_id)
  await expectAccessible(page)
  await making.getByRole('button', { name: 'Keep for the review' }).click()

  const column = page.getByRole('columnheader', { name: new RegExp(`^${name}`) })
  await expect(column).toContainText('Not saved yet')
  await expect(page.getByLabel(`Users on ${name}`, { exact: true })).toHaveValue('5')
  await expect(page.getByLabel(`Sites on ${name}`, { exact: true })).toHaveValue('3')
  await page.getByLabel(`Users on ${name}`, { exact: true }).fill('7')
  await settled(page)
  await expectAccessible(page)
  expect(await planOf()).toEqual([])
  await page.getByRole('button', { name: 'Review and save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save 4 changes?' })
  await expect(dialog.getByRole('listitem').filter({ hasText: 'No plan yet' })).toContainText(`${name} · €19.00`)
  await dialog.getByLabel('Reason').fill('A smaller offer')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('4 changes are saved.')).toBeVisible()
  await expect(column).toContainText('0 tenants')
  expect(await planOf()).toEqual([{ name, public: false, archived: false }])
  expect(await limits()).toEqual({ users: 5, sites: 3 })
  const { data } = await client.from('audit_logs').select('entity').eq('reason', 'A smaller offer').throwOnError()
  expect(new Set(data?.map(({ entity }) => entity))).toEqual(new Set(['plans', 'plan_limits']))

  await page.getByRole('button', { name: `Edit the plan ${name}` }).click()
  await page.getByRole('dialog').getByRole('switch', { name: 'Archived' }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Keep for the review' }).click()
  await page.getByRole('button', { name: 'Review and save' }).click()
  const archiving = page.getByRole('dialog', { name: 'Save 1 change?' })
  await archiving.getByLabel('Reason').fill('Nobody wants it')
  await archiving.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('1 change is saved.')).toBeVisible()
  expect(await planOf()).toEqual([{ name, public: false, archived: true }])
})

test('a new plan is forgotten before it is saved', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, '/plans/matrix')
  await page.getByRole('button', { name: 'New plan' }).click()
  const making = page.getByRole('dialog', { name: 'New plan' })
  await making.getByLabel('Name').fill('Second thoughts')
  await making.getByLabel('Id').fill('second_thoughts')
  await making.getByRole('button', { name: 'Keep for the review' }).click()
  await page.getByRole('button', { name: 'Remove the new plan Second thoughts' }).click()
  await expect(page.getByRole('columnheader', { name: /^Second thoughts/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Review and save' })).toHaveCount(0)
})

for (const [role, email] of [
  ['support', support],
  ['viewer', observer],
] as const) {
  test(`staff with the role ${role} make no plan`, async ({ page }) => {
    await signIn(page, email)
    await openConsole(page, '/plans/matrix')
    const button = page.getByRole('button', { name: 'New plan' })
    await expect(button).toHaveAccessibleDescription(`This needs the staff role admin. Your role is ${role}.`)
    await button.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    const after = { name: 'Mine', price: 0, currency: 'EUR', interval: 'month', sort: 1, public: true, archived: false }
    const changes = [{ kind: 'plan', plan_id: 'mine', key: null, before: null, after }]
    const client = await signedIn(email)
    const { error } = await client.rpc('save_plans', { changes, reason: 'Trying my luck' })
    expect(error?.message).toBe('FORBIDDEN')
  })
}

test.describe('on a phone, in the dark', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' })
  test('a new plan is made and shown at once', async ({ page }) => {
    await signIn(page, staff)
    await openConsole(page, '/plans/matrix')
    await page.getByRole('button', { name: 'New plan' }).tap()
    const making = page.getByRole('dialog', { name: 'New plan' })
    await making.getByLabel('Name').fill('Pocket plan')
    await making.getByLabel('Id').fill('pocket_plan')
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await making.getByRole('button', { name: 'Keep for the review' }).tap()
    await expect(page.getByRole('columnheader', { name: /^Pocket plan/ })).toContainText('Not saved yet')
    await settled(page)
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  })
})
