import { createHmac } from 'node:crypto'
import type { LapelApi } from '@lapel/sdk'
import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn } from './consolePage.ts'
import { installation, signedIn } from './installation.ts'
import { publishForm } from './ownWidget.ts'
import { givePassword, some } from './staffTenant.ts'
import { loadInstance, visitor } from './submissions.ts'
import { clientOf, signUp } from './tenants.ts'
import { answerAll, contactForm, openHostPage } from './widgets.ts'

const email = 'owner@northwind.example'

test.beforeEach(({ context }) => context.setExtraHTTPHeaders(visitor()))

test('a site says who its user is, and the owner sees it with the answer', async ({ page, request }) => {
  const owner = await signedIn(email)
  const { data: instance } = await owner
    .from('widget_instances')
    .select('workspace_id')
    .eq('public_id', contactForm)
    .single()
    .throwOnError()
  const { data: auth } = await owner.auth.getSession()
  const made = await request.post(
    `${installation().url}/functions/v1/integrations/identity/${instance.workspace_id}/secret`,
    { headers: { authorization: `Bearer ${auth.session?.access_token}` } },
  )
  const { secret } = (await made.json()) as { secret: string }
  const user = `user-${crypto.randomUUID()}`
  const signature = createHmac('sha256', secret).update(user).digest('hex')
  const embed = await loadInstance(request, contactForm)
  const told: string[] = []
  page.on('console', (message) => told.push(message.text()))

  const submit = async (queued: string): Promise<string> => {
    await openHostPage(
      page,
      `<script>window.Lapel = { q: [${queued}] }</script><lapel-widget public-id="${contactForm}"></lapel-widget>`,
    )
    const widget = page.locator('lapel-widget')
    await answerAll(widget, embed, crypto.randomUUID().slice(0, 8))
    const id = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          ;(window.Lapel as LapelApi).on('success', ({ receipt }) => resolve(receipt.id))
        }),
    )
    await widget.locator('[part=button]').click()
    return id
  }
  const stored = async (id: string) => {
    const { data } = await owner.from('widget_submissions').select('meta').eq('id', id).single().throwOnError()
    return data.meta.user
  }

  const identity = JSON.stringify({ user, signature })
  const signed = await submit(`['identify', ${identity}]`)
  expect(await stored(signed)).toBe(user)
  expect(told.join()).not.toContain('signature')

  const forged = await submit(`['identify', ${JSON.stringify({ user: 'somebody else', signature })}]`)
  expect(await stored(forged)).toBeUndefined()
  expect(told.join()).toContain('wrong signature')

  const forgotten = await submit(`['identify', ${identity}], ['identify', null]`)
  expect(await stored(forgotten)).toBeUndefined()

  await signIn(page, email)
  await openConsole(page, `/widget_submissions/${signed}/show`)
  await expect(page.getByText(user)).toBeVisible()
})

test('its owner makes the secret in the console, sees it once, and ends it', async ({ page }) => {
  const tenant = await signUp(some('Signing'))
  const owner = await clientOf(tenant)
  await publishForm(owner, [{ key: 'name', type: 'text', label: 'Name' }])
  const { data } = await owner.from('widget_instances').select('id').limit(1).single().throwOnError()
  await signIn(page, tenant.email, tenant.password)
  await openConsole(page, `/widget_instances/${data.id}/show`)
  const section = page.getByRole('region', { name: 'Signed-in visitors' })
  await section.getByRole('button', { name: 'Make a secret' }).click()
  await givePassword(page, tenant.password)
  const secret = section.getByRole('group', { name: 'Secret' })
  await expect(secret).toHaveText(/^ids_\w+$/)
  await settled(page)
  await expectAccessible(page)
  await page.reload()
  await expect(section.getByText('There is a secret since')).toBeVisible()
  await expect(secret).toHaveCount(0)
  const end = async (answer: string) => {
    await section.getByRole('button', { name: 'End it now' }).click()
    const question = page.getByRole('dialog', { name: 'End the secret now?' })
    await expect(question).toContainText('no signature of your server counts')
    await expectAccessible(page)
    await question.getByRole('button', { name: answer }).click()
    await expect(question).toHaveCount(0)
  }
  await end('Cancel')
  await expect(section.getByText('There is a secret since')).toBeVisible()
  await end('End it now')
  await givePassword(page, tenant.password)
  await expect(section.getByText('There is no secret yet.')).toBeVisible()
})
