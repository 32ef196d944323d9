import { expect, test } from '@playwright/test'
import { expectAccessible, palette, settled, signIn } from './consolePage.ts'

const staff = 'staff@lapel.example'
const owner = 'owner@northwind.example'

test('staff find a tenant by a member’s address, by keyboard alone', async ({ page }) => {
  await signIn(page, staff)
  await settled(page)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type('owner@northw')
  await expect(palette(page).getByRole('option', { name: /owner@northwind.example/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: /Northwind/ })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(palette(page).getByRole('option').first()).toContainText('owner@northwind.example')
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)
})

test('a tenant’s palette has rooms and asks the platform nothing', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await signIn(page, owner)
  await settled(page)
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeVisible()
  await page.keyboard.type('widg')
  await palette(page).getByRole('option', { name: 'Widgets' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Widgets' })).toBeVisible()
  expect(asked.filter((url) => /search_platform|staff_home/.test(url))).toEqual([])
})
