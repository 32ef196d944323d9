import type { SupabaseClient } from '@supabase/supabase-js'
import type { ConsoleConfig } from '../config.ts'
import { chooseLanguage, isLanguage, loadMessages } from '../i18n/languages.ts'
import { createClient } from './authOnlyClient.ts'
import { type ConsoleAuthProvider, createAuthProvider } from './authProvider.ts'
import { createDataProvider } from './dataProvider.ts'
import { createI18nProvider } from './i18nProvider.ts'
import { withOrganizationSearch } from './organizationSearch.ts'
import { withPartialSubmissions } from './partialSubmissions.ts'
import { sessionKey } from './sessionKey.ts'
import { store } from './store.ts'
import { scopedToTenant } from './tenantScope.ts'

/** Texts in the language that was chosen here last, or else the first of the browser's that the console has. */
async function loadLanguage() {
  const chosen: unknown = store.getItem('locale')
  const language = isLanguage(chosen) ? chosen : chooseLanguage(navigator.languages)
  return createI18nProvider(language, await loadMessages(language))
}

/** Everything the console talks through, made from one configuration. */
export async function createProviders(config: Promise<ConsoleConfig>) {
  const [{ supabaseUrl, publishableKey, sendsMail }, i18nProvider] = await Promise.all([config, loadLanguage()])
  const hadSession = window.localStorage.getItem(sessionKey) !== null
  // ra-supabase asks for a whole client and uses no more of it.
  const supabase = createClient(supabaseUrl, publishableKey, {
    auth: { storageKey: sessionKey, detectSessionInUrl: false },
  }) as SupabaseClient
  const dataProvider = createDataProvider({ supabaseUrl, publishableKey }, supabase)
  // A client of its own keeps no session: asking for the password leaves the reader's alone.
  const withoutSession = () =>
    createClient(supabaseUrl, publishableKey, {
      auth: {
        storageKey: `${sessionKey}.check`,
        detectSessionInUrl: false,
        persistSession: false,
        autoRefreshToken: false,
      },
    }).auth
  const signing = createAuthProvider(supabase, dataProvider.myAccess, hadSession, withoutSession)
  const authProvider: ConsoleAuthProvider = { ...signing, sendsMail }
  const scoped = withPartialSubmissions(scopedToTenant(dataProvider, authProvider.getPermissions))
  return {
    dataProvider: withOrganizationSearch(scoped, authProvider.getPermissions),
    authProvider,
    i18nProvider,
    store,
  }
}

export type Providers = Awaited<ReturnType<typeof createProviders>>
