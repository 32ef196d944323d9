import { createClient } from '@supabase/supabase-js'
import type { ConsoleConfig } from '../config.ts'
import { createAuthProvider, sessionKey } from './authProvider.ts'
import { createDataProvider } from './dataProvider.ts'
import { createI18nProvider } from './i18nProvider.ts'

/** Everything the console talks through, made from one configuration. */
export function createProviders(config: ConsoleConfig) {
  const supabase = createClient(config.supabaseUrl, config.publishableKey, {
    auth: { storageKey: sessionKey, detectSessionInUrl: false },
  })
  const dataProvider = createDataProvider(config, supabase)
  return {
    dataProvider,
    authProvider: createAuthProvider(supabase, dataProvider.myAccess),
    i18nProvider: createI18nProvider(),
  }
}

export type Providers = ReturnType<typeof createProviders>
