import { createClient } from '@supabase/supabase-js'
import type { ConsoleConfig } from '../config.ts'
import { createAuthProvider } from './authProvider.ts'
import { createDataProvider } from './dataProvider.ts'
import { createI18nProvider } from './i18nProvider.ts'
import { withOrganizationSearch } from './organizationSearch.ts'
import { withPartialSubmissions } from './partialSubmissions.ts'
import { createStaffActs } from './staffActs.ts'
import { scopedToTenant } from './tenantScope.ts'

/** Where the browser keeps the session. */
const sessionKey = 'lapel.session'

/** Everything the console talks through, made from one configuration. */
export function createProviders(config: ConsoleConfig) {
  const hadSession = window.localStorage.getItem(sessionKey) !== null
  const supabase = createClient(config.supabaseUrl, config.publishableKey, {
    auth: { storageKey: sessionKey, detectSessionInUrl: false },
  })
  const dataProvider = createDataProvider(config, supabase)
  const authProvider = createAuthProvider(supabase, dataProvider.myAccess, hadSession)
  const scoped = withPartialSubmissions(scopedToTenant(dataProvider, authProvider.getPermissions))
  return {
    dataProvider: withOrganizationSearch({ ...scoped, ...createStaffActs(supabase) }, authProvider.getPermissions),
    authProvider,
    i18nProvider: createI18nProvider(),
  }
}

export type Providers = ReturnType<typeof createProviders>
