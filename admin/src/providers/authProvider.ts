import type { SupabaseClient } from '@supabase/supabase-js'
import { supabaseAuthProvider } from 'ra-supabase'
import type { AuthProvider } from 'react-admin'
import { isLanguage, type Language } from '../i18n/languages.ts'
import type { Access } from './access.ts'
import { askOnReturn } from './askOnReturn.ts'
import { type Code, CodeNeeded, codeNeededBy, secondFactorsOf, verifyCode } from './secondFactor.ts'

export interface SignUp {
  name: string
  company: string
  email: string
  password: string
}

/** The tokens of a session that another client of the auth server opened. */
export interface Tokens {
  access_token: string
  refresh_token: string
}

/** The console's address, where links in mails lead. */
const consoleUrl = () => new URL(import.meta.env.BASE_URL, window.location.href).href

const reading = new Set(['list', 'show', 'export'])

/** Where people land whose session is over: the sign-in page, which says so. */
const endedPage = '/login?ended=1'

function mayDo(access: Access, action: string, resource: string) {
  if (resource === 'plan_limits' && action === 'set') return access.staff_role === 'admin'
  return reading.has(action)
}

/**
 * Signs in and out through Supabase and tells what the user may enter.
 * A 403 is an answer, not the end of the session; only a missing or refused session leads back to the sign-in page.
 *
 * @param hadSession whether the browser kept a session: one that is over deserves a word, a first visit does not
 * @param withoutSession makes a client of the auth server that keeps no session
 */
export function createAuthProvider(
  supabase: SupabaseClient,
  readAccess: () => Promise<Access>,
  hadSession: boolean,
  withoutSession: () => SupabaseClient['auth'],
) {
  const base = supabaseAuthProvider(supabase, {})
  let access: Promise<Access> | undefined
  let wasSignedIn = hadSession
  let ended = false

  const currentAccess = () => {
    access ??= readAccess().catch((error: unknown) => {
      access = undefined
      throw error
    })
    return access
  }
  const currentSession = async () => (await supabase.auth.getSession()).data.session
  /** A session that still lacks a code is none. */
  const isSignedIn = async () => {
    const session = await currentSession()
    return session !== null && (await codeNeededBy(supabase.auth, session)).length === 0
  }
  // `message: false` keeps react-admin from saying it as well.
  const signInNeeded = () => ({ message: false, ...(ended ? { redirectTo: endedPage } : {}) })

  return {
    ...base,

    /** The auth server, as the signed-in user. */
    auth: supabase.auth,
    withoutSession,

    /** Takes a password or, when that was answered with {@link CodeNeeded}, a code. */
    login: async (params: { email: string; password: string } | Code) => {
      access = undefined
      if ('code' in params) await verifyCode(supabase.auth, params)
      else await base.login(params)
      const session = await currentSession()
      const factors = session ? await codeNeededBy(supabase.auth, session) : []
      if (factors.length > 0) throw new CodeNeeded(factors)
      ended = false
    },

    /** Goes on with a session that another client of the auth server opened. */
    adopt: async ({ access_token, refresh_token }: Tokens): Promise<void> => {
      access = undefined
      ended = false
      const { error } = await supabase.auth.setSession({ access_token, refresh_token })
      if (error) throw error
    },

    /** Asks the auth server to send a link for a new password. It tells nobody whether there is such an account. */
    askForRecovery: async (email: string): Promise<void> => {
      const { error } = await supabase.auth.resetPasswordForEmail(email, { redirectTo: consoleUrl() })
      // "Not so soon again" is said only of addresses that have an account.
      if (error && error.code !== 'over_email_send_rate_limit') throw error
    },

    /** The authenticator apps of the signed-in user; none where the password is enough. */
    secondFactors: async () => secondFactorsOf((await currentSession())?.user.factors),

    /** Proves that the signed-in user has an authenticator app; the session notes when. Fails with what the server said. */
    verifyCode: (code: Code): Promise<void> => verifyCode(supabase.auth, code),

    logout: async () => {
      ended ||= wasSignedIn && !(await isSignedIn())
      access = undefined
      wasSignedIn = false
      // Only this browser signs out; a session that the server no longer knows is simply forgotten.
      await supabase.auth.signOut({ scope: 'local' })
      return ended ? endedPage : undefined
    },

    /** Ends the account's sessions in every browser. */
    signOutEverywhere: async (): Promise<void> => {
      const { error } = await supabase.auth.signOut({ scope: 'global' })
      if (error) throw error
      wasSignedIn = false
    },

    /**
     * Calls back when this session is over without anyone here having ended it. Other tabs of this browser tell at once.
     * Other browsers do not: so the auth server is asked at the start and whenever the reader comes back to this tab.
     */
    onSessionEnd: (tell: () => void): (() => void) => {
      const { data } = supabase.auth.onAuthStateChange((event) => {
        if (event !== 'SIGNED_OUT' || !wasSignedIn) return
        // Known from the event: what another tab removed may still be in this one's storage.
        ended = true
        tell()
      })
      const stopAsking = askOnReturn(() => supabase.auth.getUser())
      return () => {
        data.subscription.unsubscribe()
        stopAsking()
      }
    },

    /**
     * Asks the auth server whether this is the password of the signed-in user. The session stays as it is; the one the
     * server makes for the question is ended at once. Fails with what the server said, such as `invalid_credentials`.
     */
    verifyPassword: async (password: string): Promise<void> => {
      const { email } = await currentAccess()
      const auth = withoutSession()
      const { error } = await auth.signInWithPassword({ email: email ?? '', password })
      if (error) throw error
      await auth.signOut({ scope: 'local' })
    },

    checkAuth: async () => {
      if (await isSignedIn()) {
        wasSignedIn = true
        return
      }
      ended ||= wasSignedIn
      throw signInNeeded()
    },

    checkError: async (error: { status?: number; name?: string }) => {
      if (error.status !== 401 && error.name !== 'AuthSessionMissingError') return
      ended = true
      throw signInNeeded()
    },

    getPermissions: async () => ((await isSignedIn()) ? currentAccess() : undefined),

    getIdentity: async () => {
      const { user_id, email } = await currentAccess()
      const { data } = await supabase.auth.getSession()
      const { name, language }: Record<string, unknown> = data.session?.user.user_metadata ?? {}
      const fullName = typeof name === 'string' ? name : (email ?? '')
      return { id: user_id, fullName, language: isLanguage(language) ? language : undefined }
    },

    /** Remembers the language with the account, so that it is there in every browser. Nobody signed in: nothing to do. */
    rememberLanguage: async (language: Language): Promise<void> => {
      if (!(await isSignedIn())) return
      const { error } = await supabase.auth.updateUser({ data: { language } })
      if (error) throw error
    },

    canAccess: async ({ action, resource }: { action: string; resource: string }) =>
      (await isSignedIn()) && mayDo(await currentAccess(), action, resource),

    /** Makes an account; the database provisions organization and workspace. False: the address must be confirmed first. */
    signUp: async ({ email, password, name, company }: SignUp): Promise<boolean> => {
      access = undefined
      ended = false
      const { data, error } = await supabase.auth.signUp({ email, password, options: { data: { name, company } } })
      if (error) throw error
      return data.session !== null
    },
  } satisfies AuthProvider & Record<string, unknown>
}

export type ConsoleAuthProvider = ReturnType<typeof createAuthProvider> & {
  /** Whether the auth server sends mail. */
  sendsMail: boolean
}
