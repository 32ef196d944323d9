import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { UploadReceipt } from '@lapel/contract/upload'
import { expect, test } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, openConsole, settled, signIn } from './consolePage.ts'
import { signedIn } from './installation.ts'
import { publishForm } from './ownWidget.ts'
import { submit, visitor } from './submissions.ts'

const owner = 'owner@northwind.example'
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a member saves the files of a submission, and is told when one is gone', async ({ page, request }) => {
  const member = await signedIn(owner)
  const { public_id: publicId } = await publishForm(member, [
    { key: 'email', type: 'email', label: 'E-mail', required: true },
    { key: 'photo', type: 'file', label: 'Photo', types: ['image/png'] },
  ])
  const announced = await request.post(`/functions/v1/embed/v1/instances/${publicId}/uploads`, {
    data: { field: 'photo', name: 'Ada’s photo.png', type: 'image/png', bytes: png.byteLength },
    headers: visitor(),
  })
  const { id: file, url, headers } = (await announced.json()) as UploadReceipt
  expect((await request.put(url, { data: png, headers })).status()).toBe(204)
  const body = { id: randomUUID(), revision: 1, payload: { email: 'ada@files.example', photo: [file] } }
  const { id } = (await (await submit(request, publicId, body)).json()) as { id: string }

  await signIn(page, owner)
  await openConsole(page, `/widget_submissions/${id}/show`)
  const files = page.getByRole('region', { name: 'Files' })
  await expect(files.getByText('Ada’s photo.png')).toBeVisible()
  await expect(files.getByText(`Photo · image/png · ${png.byteLength} byte`)).toBeVisible()
  await settled(page)
  await expectAccessible(page)
  const saved = page.waitForEvent('download')
  await files.getByRole('button', { name: 'Download Ada’s photo.png' }).click()
  const download = await saved
  expect(download.suggestedFilename()).toBe('Ada’s photo.png')
  expect(await readFile(await download.path())).toEqual(png)
  await expect(page).toHaveURL(/widget_submissions/)

  await page.route('**/uploads/**', (route) => route.fulfill({ status: 404 }))
  await files.getByRole('button', { name: 'Download' }).click()
  await expect(page.getByText('Nothing is here', { exact: false })).toBeVisible()
  await page.unroute('**/uploads/**')

  await page.route('**/rest/v1/widget_uploads**', (route) => route.abort())
  await page.reload()
  await expect(files.getByText('This could not be loaded.')).toBeVisible()
  await page.unroute('**/rest/v1/widget_uploads**')
  await files.getByRole('button', { name: 'Try again' }).click()
  await expect(files.getByText('Ada’s photo.png')).toBeVisible()
  await page.setViewportSize({ width: 375, height: 700 })
  await page.reload()
  await expect(files.getByRole('button', { name: 'Download' })).toBeVisible()
  await expectNoSidewaysScroll(page)
})
