import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, openConsole, signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'
import { givePassword, setStatus, some, staff, stateOf, undo } from './staffTenant.ts'
import { type Newcomer, signUp } from './tenants.ts'

const reason = 'A colleague, meanwhile'

async function makePlan(): Promise<string> {
  const client = await signedIn(staff)
  const plan_id = `passing_${randomUUID().slice(0, 8)}`
  await archive(plan_id, false)
  await client.from('plans').select('plan_id').eq('plan_id', plan_id).single().throwOnError()
  return plan_id
}

async function archive(plan_id: string, archived = true): Promise<void> {
  const client = await signedIn(staff)
  const values = { name: plan_id, price: 0, currency: 'EUR', interval: 'month', sort: 95, public: false }
  const before = archived ? { ...values, archived: false } : null
  const changes = [{ kind: 'plan', plan_id, key: null, before, after: { ...values, archived } }]
  await client.rpc('save_plans', { changes, reason }).throwOnError()
}

async function givePlan({ organizationId }: Newcomer, plan_id: string, status = 'active') {
  const client = await signedIn(staff)
  await client.rpc('change_plan', { organization_id: organizationId, plan_id, status, reason }).throwOnError()
}

async function selectAll(page: Page, group: string, count: number) {
  await openConsole(page, '/organizations')
  await page.getByRole('textbox', { name: 'Search' }).fill(group)
  await expect(page.getByRole('row')).toHaveCount(count + 1)
  await page.getByRole('row').first().getByRole('checkbox').check()
}

async function changePlans(page: Page, plan: string) {
  await page.getByRole('button', { name: 'Change plan' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change plan', exact: true })
  await dialog.getByRole('combobox', { name: 'New plan' }).click()
  await page.getByRole('option', { name: plan }).click()
  await dialog.getByLabel('Reason').fill('A campaign')
  await dialog.getByRole('button', { name: 'Change plan' }).click()
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeEnabled()
  return dialog
}

test('a tenant that a colleague has suspended meanwhile is left alone, also by undoing', async ({ page }) => {
  const group = some('Meanwhile')
  const tenants = [await signUp(`${group} one`), await signUp(`${group} two`)] as const
  const [mine, theirs] = tenants
  await signIn(page, staff)
  await selectAll(page, group, tenants.length)
  await page.getByRole('button', { name: 'Suspend' }).click()
  const dialog = page.getByRole('dialog', { name: 'Suspend' })
  await dialog.getByLabel('Reason').fill('Spam ring')
  await setStatus(theirs, 'suspended')
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await givePassword(page)
  await expect(dialog.getByRole('listitem').filter({ hasText: theirs.name })).toContainText('Left alone')
  await expect(dialog.getByRole('status')).toHaveText('1 done, 0 refused, of 2.')
  await dialog.getByRole('button', { name: 'Undo' }).click()
  const undoing = page.getByRole('dialog', { name: 'Undo: Suspend' })
  await expect(undoing.getByText('Taken back')).toHaveCount(1)
  expect((await stateOf(mine)).status).toBe('active')
  expect((await stateOf(theirs)).status).toBe('suspended')
})

test('undoing a change of plan restores what it replaced, and leaves alone what others chose', async ({ page }) => {
  test.slow()
  const group = some('Replaced')
  const tenants = [await signUp(`${group} one`), await signUp(`${group} two`), await signUp(`${group} three`)] as const
  const [raised, moved, stranded] = tenants
  const passing = await makePlan()
  await givePlan(stranded, passing)
  await signIn(page, staff)
  await selectAll(page, group, tenants.length)
  // After the list was loaded.
  await givePlan(raised, 'business', 'past_due')
  const dialog = await changePlans(page, 'Team')
  await givePlan(moved, 'agency')
  await archive(passing)
  await dialog.getByRole('button', { name: 'Undo' }).click()
  const undoing = page.getByRole('dialog', { name: 'Undo: Change plan' })
  const line = ({ name }: Newcomer) => undoing.getByRole('listitem').filter({ hasText: name })
  await expect(line(raised)).toContainText('Taken back')
  await expect(line(moved)).toContainText('Left alone: changed meanwhile')
  await expect(line(stranded)).toContainText('The plan is archived')
  await expectAccessible(page)
  expect(await stateOf(raised)).toMatchObject({ plan_id: 'business', plan_status: 'past_due' })
  expect(await stateOf(moved)).toMatchObject({ plan_id: 'agency', plan_status: 'active' })
  expect(await stateOf(stranded)).toMatchObject({ plan_id: 'team', plan_status: 'active' })
})

test('undoing from a notification leaves another action that is being asked for as it is', async ({ page }) => {
  // The notification waits for a slow machine.
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window)
    window.setTimeout = ((act: () => void, after = 0) =>
      wait(act, after === 10_000 ? 200_000 : after)) as typeof window.setTimeout
  })
  const group = some('Stacked')
  const tenant = await signUp(`${group} one`)
  await signIn(page, staff)
  await selectAll(page, group, 1)
  await (await changePlans(page, 'Team')).getByRole('button', { name: 'Close' }).click()
  await expect(undo(page)).toBeVisible()
  await page.getByRole('row').first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Suspend' }).click()
  const asking = page.getByRole('dialog', { name: 'Suspend' })
  await asking.getByLabel('Reason').fill('Spam ring')
  await page.getByText('Undo', { exact: true }).click()
  const undoing = page.getByRole('dialog', { name: 'Undo: Change plan' })
  await expect(undoing.getByText('Taken back')).toHaveCount(1)
  await undoing.getByRole('button', { name: 'Close' }).click()
  await expect(asking.getByLabel('Reason')).toHaveValue('Spam ring')
  expect(await stateOf(tenant)).toMatchObject({ plan_id: 'free', status: 'active' })
})
