import { expect, test } from 'vitest'
import type { Info } from '../info.ts'
import { startPageRoutes } from './startPage.ts'

const info: Info = {
  url: 'http://localhost:1',
  publishableKey: 'k',
  accounts: [],
  instances: [],
  pages: [],
  script: { url: '', integrity: '' },
}
const get = (given: Partial<Info>) => startPageRoutes(async () => ({ ...info, ...given })).request('/')

test('without demo data it links the console and the health page and names no account', async () => {
  const page = await (await get({})).text()
  expect(page).toContain('href="/admin/"')
  expect(page).toContain('href="/readyz"')
  expect(page).not.toContain('Demo accounts')
})

test('demo data shows accounts, instances, pages and the snippet, all escaped', async () => {
  const page = await (
    await get({
      accounts: [{ role: 'owner', email: 'a@b.example', password: 'secret-demo', organization: '<i>Shop</i>' }],
      instances: [{ public_id: 'w_1', name: 'Contact', type: 'form', allowed_origins: [], state: 'published' }],
      pages: [{ name: 'inline', url: 'http://localhost:1/examples/inline.html', about: 'One form.' }],
    })
  ).text()
  expect(page).toContain('&lt;i&gt;Shop&lt;/i&gt;')
  expect(page).toContain('secret-demo')
  expect(page).toContain('href="/examples/inline.html"')
  expect(page).toContain('&lt;lapel-widget public-id=&quot;w_1&quot;&gt;')
})

test('its policy allows no script and only the style of this answer', async () => {
  const response = await get({})
  const policy = response.headers.get('content-security-policy') ?? ''
  const nonce = /style-src 'nonce-([^']+)'/.exec(policy)?.[1]
  expect(policy).toContain("default-src 'none'")
  expect(await response.text()).toContain(`<style nonce="${nonce}">`)
})
