import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn } from './consolePage.ts'
import { publishedInstance, signedIn } from './installation.ts'
import { loadInstance, submit, validBody } from './submissions.ts'

const owner = 'owner@northwind.example'
const open = publishedInstance(false).public_id

test('what a bot sent waits in quarantine until a member restores it, who can undo that', async ({ page, request }) => {
  const body = { ...validBody(await loadInstance(request, open)), proof: { trap: 'https://casino.example' } }
  const response = await submit(request, open, body)
  expect([response.status(), (await response.json()).status]).toEqual([201, 'accepted'])
  const member = await signedIn(owner)
  const read = async () => {
    const rows = member.from('widget_submissions').select('id, status, spam_reasons')
    return (await rows.eq('client_submission_id', body.id).single().throwOnError()).data
  }
  const { id, ...held } = await read()
  expect(held).toEqual({ status: 'spam', spam_reasons: ['trap'] })

  await signIn(page, owner)
  await openConsole(page, '/widget_submissions?filter={"status":"spam"}')
  await expect(page.getByText('Hidden field filled in').first()).toBeVisible()
  await openConsole(page, `/widget_submissions/${id}/show`)
  await page.getByRole('button', { name: 'Restore' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore this submission?' })
  await settled(page)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('The submission is restored.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Mark as spam' })).toBeVisible()
  expect(await read()).toMatchObject({ status: 'accepted', spam_reasons: ['trap'] })

  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Restore' })).toBeVisible()
  expect(await read()).toMatchObject({ status: 'spam', spam_reasons: ['trap', 'reported'] })
  const used = await member.from('usage_events').select('id').eq('metadata->>submission_id', id).throwOnError()
  expect(used.data).toHaveLength(1)
})

test('staff say why', async ({ page }) => {
  const staff = await signedIn('staff@lapel.example')
  const spam = staff.from('widget_submissions').select('id').eq('status', 'spam').order('ts', { ascending: true })
  const { data } = await spam.limit(1).single().throwOnError()
  await signIn(page, 'staff@lapel.example')
  await openConsole(page, `/widget_submissions/${data.id}/show`)
  await page.getByRole('button', { name: 'Restore' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore this submission?' })
  await dialog.getByRole('button', { name: 'Restore' }).click()
  await expect(dialog.getByText('Required')).toBeVisible()
  await dialog.getByLabel('Reason').fill('The tenant asked for it.')
  await dialog.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('The submission is restored.')).toBeVisible()
})

test('who only looks is offered nothing', async ({ page }) => {
  const observer = await signedIn('observer@lapel.example')
  const spam = observer.from('widget_submissions').select('id').eq('status', 'spam').limit(1)
  const { data } = await spam.single().throwOnError()
  await signIn(page, 'observer@lapel.example')
  await openConsole(page, `/widget_submissions/${data.id}/show`)
  await expect(page.getByText('Held because')).toBeVisible()
  await settled(page)
  await expect(page.getByRole('button', { name: 'Restore' })).toHaveCount(0)
})
