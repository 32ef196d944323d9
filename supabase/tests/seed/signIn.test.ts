import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeys } from '@lapel/server/data/keys'
import { readInfo } from '@lapel/server/info'
import { type SupabaseApi, startSupabaseApi } from '@lapel/server/supabase'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type SeededDatabase, seededDatabase } from './seededDatabase.ts'

const folder = mkdtempSync(join(tmpdir(), 'lapel-seed-'))
const keys = openKeys(folder)
const site = 'http://localhost'
let demo: SeededDatabase
let api: SupabaseApi

beforeAll(async () => {
  demo = await seededDatabase()
  // The auth server's own work is what is tried here, so it may be the owner.
  api = startSupabaseApi(demo.url, keys, site, demo.sql)
})
afterAll(async () => {
  await api?.close()
  await demo?.drop()
  rmSync(folder, { recursive: true })
})

async function signIn(email: string, password: string) {
  const request = new Request(`${site}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: keys.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const response = await api.fetch(request, '127.0.0.1')
  const { access_token: token } = (await response.json()) as { access_token?: string }
  const claims = token && JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return { status: response.status, role: claims?.role, subject: claims?.sub }
}

test('every account that `lapel info` tells of signs in, staff as staff', async () => {
  const { accounts } = await readInfo(demo.sql, site, keys.publishableKey)
  expect(accounts.map(({ email }) => email)).toEqual(
    expect.arrayContaining([
      'staff@lapel.example',
      'support@lapel.example',
      'observer@lapel.example',
      'owner@northwind.example',
    ]),
  )
  for (const { email, password, role } of accounts) {
    const expected = role.startsWith('staff ') ? 'platform_staff' : 'authenticated'
    expect(await signIn(email, password), email).toMatchObject({ status: 200, role: expected })
  }
})

test('signing in as an owner leads to the own organization, and a wrong password nowhere', async () => {
  const { accounts } = await readInfo(demo.sql, site, keys.publishableKey)
  const owner = accounts.find(({ email }) => email === 'owner@northwind.example')
  const { subject } = await signIn('owner@northwind.example', owner?.password ?? '')
  const owned = await demo.sql`
    select o.name from public.organization_members m join public.organizations o on o.id = m.organization_id
    where m.user_id = ${subject} and m.role = 'owner' and m.status = 'active'`
  expect(owned).toEqual([{ name: 'Northwind Studio' }])
  expect(await signIn('owner@northwind.example', 'a wrong password')).toMatchObject({ status: 400 })
})

const signUp = (email: string) => {
  const request = new Request(`${site}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: keys.publishableKey, 'content-type': 'application/json', 'user-agent': 'Firefox/150' },
    body: JSON.stringify({ email, password: 'a long enough password' }),
  })
  return api.fetch(request, '203.0.113.77')
}

test('a sign-up leaves the network and the browser it came from, and nothing exacter', async () => {
  expect((await signUp('new@lapel.example')).status).toBe(200)
  const origins = await demo.sql`
    select host(a.created_ip) || '/' || masklen(a.created_ip) as network, a.created_user_agent as browser
    from public.user_creation_audit a join public.profiles p using (user_id) where p.email = 'new@lapel.example'`
  expect(origins).toEqual([{ network: '203.0.113.0/24', browser: 'Firefox/150' }])
})

test('a sign-up is answered although its origin cannot be kept', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { sql } = demo
  await sql`alter function private.note_sign_up rename to note_sign_up_elsewhere`
  try {
    const response = await signUp('unnoted@lapel.example')
    expect(await response.json()).toHaveProperty('access_token')
    expect(complaints).toHaveBeenCalledWith(expect.stringMatching(/^sign-up: .*note_sign_up/))
  } finally {
    await sql`alter function private.note_sign_up_elsewhere rename to note_sign_up`
    complaints.mockRestore()
  }
})

test.each([
  ['/auth/v1/recover', 200],
  ['/auth/v1/%72ecover', 404],
  ['/%61uth/v1/recover', 404],
  ['/auth/v1/%ff', 404],
])('nobody overwrites the link that an operator made, by %j', async (path, status) => {
  const headers = { apikey: keys.publishableKey, 'content-type': 'application/json' }
  const body = JSON.stringify({ email: 'owner@northwind.example' })
  const response = await api.fetch(new Request(`${site}${path}`, { method: 'POST', headers, body }), null)
  expect(response.status).toBe(status)
  const [owner] = await demo.sql`select recovery_token from auth.users where email = 'owner@northwind.example'`
  expect(owner?.recovery_token ?? '').toBe('')
})
