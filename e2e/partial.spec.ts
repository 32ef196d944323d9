import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn } from './consolePage.ts'
import { publishedInstance } from './installation.ts'
import { loadInstance, submit, validBody } from './submissions.ts'

const open = publishedInstance(false).public_id

test('what a visitor had entered waits under Partial until the submission comes', async ({ page, request }) => {
  const body = validBody(await loadInstance(request, open))
  const payload = { ...body.payload, email: 'still.typing@visi' }
  const response = await submit(request, open, { ...body, payload, partial: true })
  expect([response.status(), (await response.json()).status]).toEqual([201, 'partial'])

  await signIn(page, 'owner@northwind.example')
  await openConsole(page, '/widget_submissions?filter={"status":"accepted"}')
  await settled(page)
  await expect(page.getByText('still.typing@visi')).toHaveCount(0)
  await openConsole(page, '/widget_submissions?filter={"status":"partial"}')
  await page
    .getByRole('row', { name: /still\.typing@visi/ })
    .getByRole('link')
    .first()
    .click()
  await expect(page.getByText('The visitor has not sent this form.')).toBeVisible()
  await settled(page)
  await expectAccessible(page)
  await expect(page.getByRole('button', { name: 'Mark as spam' })).toHaveCount(0)

  expect((await submit(request, open, body)).status()).toBe(201)
  await openConsole(page, '/widget_submissions?filter={"status":"partial"}')
  // A list is asked for again when it is some seconds old.
  await page.reload()
  await settled(page)
  await expect(page.getByText('still.typing@visi')).toHaveCount(0)
})
