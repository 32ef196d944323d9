import { expect, test } from '@playwright/test'
import { signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'
import { answerByKeyboard, tabTo } from './keyboard.ts'
import { answer, loadInstance } from './submissions.ts'
import { countUsed } from './usage.ts'

const owner = 'owner@northwind.example'
const staff = 'staff@lapel.example'

/** Where staff find what a submission left behind, in the data API. */
async function traces(mark: string) {
  const client = await signedIn(staff)
  const { data: submissions } = await client
    .from('widget_submissions')
    .select('id')
    .eq('payload->>email', `visitor-${mark}@example.com`)
    .throwOnError()
  const id = String(submissions[0]?.id)
  const events = await client.from('events').select('event_type').eq('entity_id', id).throwOnError()
  return { submissions: submissions.length, usage: await countUsed(client, [id]), events: events.data }
}

test('a visitor submits with the keyboard; owner and staff see it in the console', async ({
  page,
  browser,
  request,
}) => {
  const mark = crypto.randomUUID().slice(0, 8)

  await test.step('the visitor fills the form and gets the receipt', async () => {
    await page.goto('/examples/inline.html')
    const widget = page.locator('lapel-widget')
    await expect(widget.getByRole('button')).toBeVisible()
    const { config } = await loadInstance(request, String(await widget.getAttribute('public-id')))
    await expect(widget.getByRole('heading', { name: config.title })).toBeVisible()
    for (const field of config.fields) await answerByKeyboard(page, field, answer(field, mark))
    await tabTo(page, 'submit')
    await page.keyboard.press('Enter')
    await expect(widget.getByRole('heading', { name: config.receipt.title })).toBeVisible()
  })

  await test.step('it is stored once, with one usage event and one domain event', async () => {
    expect(await traces(mark)).toEqual({
      submissions: 1,
      usage: 1,
      events: [{ event_type: 'submission.accepted' }],
    })
  })

  for (const email of [owner, staff]) {
    await test.step(`${email} sees it in the console`, async () => {
      const context = await browser.newContext()
      const console = await context.newPage()
      await signIn(console, email)
      await console.getByRole('menuitem', { name: 'Submissions' }).click()
      // Other journeys submit at the same time: the newest row need not be this one.
      await console.getByRole('textbox', { name: 'Search' }).fill(mark)
      // The list asks a moment after the last key: whoever opens a row before that is called back to the list.
      await expect(console).toHaveURL(/filter=/)
      await console.getByText(`visitor-${mark}@example.com`).click()
      await expect(console).toHaveURL(/\/show$/)
      await expect(console.getByText(`visitor-${mark}@example.com`)).toBeVisible()
      await context.close()
    })
  }
})
