import type { SupabaseClient } from '@supabase/supabase-js'
import { describe, expect, it } from 'vitest'
import type { Access, StaffRole } from './access.ts'
import { createAuthProvider } from './authProvider.ts'

const accessOf = (staff_role: StaffRole | null): Access => ({
  user_id: 'u',
  email: 'u@lapel.example',
  staff_role,
  organizations: [],
  workspaces: [],
  impersonation: null,
})

function providerFor({
  session = { user: {} } as object | null,
  hadSession = false,
  staffRole = null as StaffRole | null,
} = {}) {
  const auth = {
    getSession: async () => ({ data: { session }, error: null }),
    signOut: async () => ({ error: null }),
  }
  const client = { auth } as unknown as SupabaseClient
  return createAuthProvider(
    client,
    async () => accessOf(staffRole),
    hadSession,
    () => client.auth,
  )
}

describe('the session', () => {
  it('survives a refusal: 403 is an answer', async () => {
    await expect(providerFor().checkError({ status: 403 })).resolves.toBeUndefined()
  })

  it('ends at the page that says so when the server no longer takes it', async () => {
    await expect(providerFor().checkError({ status: 401 })).rejects.toMatchObject({ redirectTo: '/login?ended=1' })
  })

  it('leads to the sign-in page without a word on a first visit', async () => {
    const provider = providerFor({ session: null })
    await expect(provider.checkAuth()).rejects.toEqual({ message: false })
    expect(await provider.logout()).toBeUndefined()
  })

  it('leads to the page that says so when a kept session is over, whoever notices first', async () => {
    const noticed = providerFor({ session: null, hadSession: true })
    await expect(noticed.checkAuth()).rejects.toMatchObject({ redirectTo: '/login?ended=1' })
    expect(await providerFor({ session: null, hadSession: true }).logout()).toBe('/login?ended=1')
  })

  it('says nothing of an ended session to those who sign out', async () => {
    const provider = providerFor()
    await provider.checkAuth()
    expect(await provider.logout()).toBeUndefined()
  })

  it('gives nobody permissions before they sign in', async () => {
    expect(await providerFor({ session: null, staffRole: 'admin' }).getPermissions()).toBeUndefined()
  })
})

describe('what may be done', () => {
  it.each([
    ['admin', true],
    ['support', false],
    ['viewer', false],
    [null, false],
  ] as const)('staff role %s sets plan limits: %s', async (staffRole, allowed) => {
    expect(await providerFor({ staffRole }).canAccess({ action: 'set', resource: 'plan_limits' })).toBe(allowed)
  })

  it.each(['create', 'edit', 'delete'])('offers no generic %s', async (action) => {
    expect(await providerFor({ staffRole: 'admin' }).canAccess({ action, resource: 'organizations' })).toBe(false)
  })

  it('lets everyone who is signed in read, and no one else', async () => {
    expect(await providerFor().canAccess({ action: 'list', resource: 'widgets' })).toBe(true)
    expect(await providerFor({ session: null }).canAccess({ action: 'list', resource: 'widgets' })).toBe(false)
  })
})
