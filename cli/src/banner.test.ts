import { stripVTControlCharacters } from 'node:util'
import type { Info } from '@lapel/server/info'
import { expect, test } from 'vitest'
import { readyBanner } from './banner.ts'

const account = (role: string, email: string) => ({ role, email, password: 'pw', organization: null })
const info: Info = {
  url: 'http://localhost:1',
  publishableKey: 'k',
  accounts: [
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => account('editor', `${name}@x.example`)),
    account('staff admin', 'staff@x.example'),
    account('owner', 'owner@x.example'),
  ],
  instances: [
    { public_id: 'w_draft', name: 'n', type: 'form', allowed_origins: [], state: 'draft' },
    { public_id: 'w_live', name: 'n', type: 'form', allowed_origins: [], state: 'published' },
  ],
  pages: [{ name: 'inline', url: 'http://localhost:1/examples/inline.html', about: 'One form.' }],
  script: { url: 'http://localhost:1/sdk/0.1.0/lapel.js', integrity: 'sha384-x' },
}

test('shows the addresses, staff and owners before others, and how many accounts are left out', () => {
  const banner = stripVTControlCharacters(readyBanner(info))
  expect(banner).toContain('http://localhost:1/admin/')
  expect(banner).toContain('http://localhost:1/examples/inline.html')
  expect(banner).toMatch(/staff@x\.example[\s\S]*owner@x\.example[\s\S]*a@x\.example/)
  expect(banner).not.toContain('e@x.example')
  expect(banner).toContain('and 2 more')
})

test('the snippet is of a published instance', () => {
  expect(readyBanner(info)).toContain('<lapel-widget public-id="w_live">')
})

test('without demo data it names no account and no snippet', () => {
  const banner = readyBanner({ ...info, accounts: [], instances: [] })
  expect(banner).not.toContain('password')
  expect(banner).not.toContain('<script')
})
