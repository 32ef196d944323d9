import type { SupabaseClient } from '@supabase/supabase-js'
import { afterEach, describe, expect, it, vi } from 'vitest'
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

afterEach(() => {
  vi.unstubAllGlobals()
})

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

describe('an account with an authenticator app', () => {
  const factors = [
    { id: 'f', factor_type: 'totp', status: 'verified', friendly_name: 'App 1' },
    { id: 'g', factor_type: 'totp', status: 'unverified', friendly_name: 'App 2' },
  ]
  const password = { email: 'u@lapel.example', password: 'secret' }

  function signingIn() {
    const said: object[] = []
    let currentLevel = 'aal1'
    const auth = {
      getSession: async () => ({ data: { session: { user: { factors } } }, error: null }),
      signInWithPassword: async () => ({ error: null }),
      mfa: {
        getAuthenticatorAssuranceLevel: async () => ({ data: { currentLevel }, error: null }),
        challengeAndVerify: async (code: object) => {
          said.push(code)
          currentLevel = 'aal2'
          return { error: null }
        },
      },
    }
    const client = { auth } as unknown as SupabaseClient
    const provider = createAuthProvider(
      client,
      async () => accessOf('admin'),
      false,
      () => client.auth,
    )
    return { provider, said }
  }

  it('is not signed in by the password: a code of an app that was proved has to follow', async () => {
    const { provider } = signingIn()
    await expect(provider.login(password)).rejects.toMatchObject({ factors: [{ id: 'f', name: 'App 1' }] })
    await expect(provider.checkAuth()).rejects.toEqual({ message: false })
    expect(await provider.getPermissions()).toBeUndefined()
    expect(await provider.canAccess({ action: 'list', resource: 'widgets' })).toBe(false)
  })

  it('is signed in by the code', async () => {
    const { provider, said } = signingIn()
    await provider.login(password).catch(() => undefined)
    await provider.login({ factorId: 'f', code: '123456' })
    expect(said).toEqual([{ factorId: 'f', code: '123456' }])
    await expect(provider.checkAuth()).resolves.toBeUndefined()
    expect(await provider.getPermissions()).toMatchObject({ staff_role: 'admin' })
  })
})

describe('a forgotten password', () => {
  const ask = (error: object | null) => {
    vi.stubGlobal('window', { location: { href: 'https://lapel.example/admin/#/login' } })
    const client = { auth: { resetPasswordForEmail: async () => ({ error }) } } as unknown as SupabaseClient
    return createAuthProvider(
      client,
      async () => accessOf(null),
      false,
      () => client.auth,
    ).askForRecovery('u@lapel.example')
  }

  it('says nothing of an account that was asked about a moment ago', async () => {
    await expect(ask({ code: 'over_email_send_rate_limit' })).resolves.toBeUndefined()
  })

  it('says what keeps everybody from asking', async () => {
    await expect(ask({ code: 'over_request_rate_limit' })).rejects.toEqual({ code: 'over_request_rate_limit' })
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
