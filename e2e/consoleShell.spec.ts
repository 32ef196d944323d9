import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { expectAccessible, openConsole, settled, signIn, submitSignIn } from './consolePage.ts'

const staff = 'staff@lapel.example'

test('the first views download less than 350 kB of JavaScript', async ({ page }) => {
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js'))
      sizes.push(response.body().then((body) => gzipSync(body).length))
  })
  const downloaded = async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  await openConsole(page, '/login')
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  expect(await downloaded()).toBeLessThan(350_000)

  await submitSignIn(page, staff)
  await expect(page.getByRole('heading', { name: 'What needs attention now?' })).toBeVisible()
  // A reload takes the bodies that nobody has read.
  await settled(page)
  await downloaded()
  sizes.splice(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'What needs attention now?' })).toBeVisible()
  await settled(page)
  expect(await downloaded()).toBeGreaterThan(100_000)
  expect(await downloaded()).toBeLessThan(350_000)
})

test('a page that cannot be downloaded says so, and comes when tried again', async ({ page }) => {
  await signIn(page, staff)
  await settled(page)
  await page.route('**/assets/PlanList-*.js', (route) => route.abort())
  await openConsole(page, '/plans')
  await expect(page.getByRole('alert').filter({ hasText: 'This page did not load.' })).toBeVisible()
  await expectAccessible(page)
  await page.unroute('**/assets/PlanList-*.js')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('cell', { name: 'Business', exact: true })).toBeVisible()
})

test('a list that is opened again asks anew', async ({ page }) => {
  await signIn(page, staff)
  await openConsole(page, '/plans')
  await settled(page)
  await openConsole(page, '/plan_features')
  await settled(page)
  const asked = page.waitForRequest((request) => request.url().includes('/rest/v1/plan_summaries?offset'))
  await openConsole(page, '/plans')
  await asked
})
