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
})

function providerFor({ session = {} as object | null, hadSession = false, staffRole = null as StaffRole | null } = {}) {
  const auth = { getSession: async () => ({ data: { session }, error: null }) }
  return createAuthProvider({ auth } as unknown as SupabaseClient, async () => accessOf(staffRole), hadSession)
}

describe('the session', () => {
  it('survives a refusal: 403 is an answer', async () => {
    await expect(providerFor().checkError({ status: 403 })).resolves.toBeUndefined()
  })

  it('ends with a word when the server no longer takes it', async () => {
    await expect(providerFor().checkError({ status: 401 })).rejects.toEqual({ message: 'lapel.auth.session_expired' })
  })

  it('leads to the sign-in page without a word on a first visit', async () => {
    await expect(providerFor({ session: null }).checkAuth()).rejects.toEqual({ message: false })
  })

  it('leads there with a word when a kept session is over', async () => {
    const provider = providerFor({ session: null, hadSession: true })
    await expect(provider.checkAuth()).rejects.toEqual({ message: 'lapel.auth.session_expired' })
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
