import { AuthClient } from '@supabase/auth-js'
import type { SupabaseClient } from '@supabase/supabase-js'

/** The part of supabase-js that the console uses: rows come through react-admin's data provider. */
export type ConsoleClient = Pick<SupabaseClient, 'auth'>

interface ClientOptions {
  auth: { storageKey: string; detectSessionInUrl: boolean; persistSession?: boolean; autoRefreshToken?: boolean }
}

/**
 * supabase-js' `createClient` without storage, realtime, functions and its own data client, a seventh of what the sign-in
 * page would load. The build puts this module in the place of supabase-js, which ra-supabase imports to make clients
 * that nobody asks it for.
 */
export function createClient(url: string, key: string, { auth }: ClientOptions): ConsoleClient {
  // Spelt as auth-js spells it, which puts the session's token in its place.
  const headers = { apikey: key, Authorization: `Bearer ${key}` }
  return { auth: new AuthClient({ url: `${url}/auth/v1`, headers, autoRefreshToken: true, ...auth }) }
}
