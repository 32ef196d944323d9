import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'

/** What `lapel info --json` tells about the installation under test. */
export interface Installation {
  url: string
  publishableKey: string
  accounts: { role: string; email: string; password: string; organization: string | null }[]
  pages: { name: string; url: string; about: string }[]
  instances: { public_id: string; name: string; type: string; allowed_origins: string[]; state: string }[]
}

/** What `lapel` prints about the installation under test. */
export function lapel(...args: string[]): unknown {
  const cli = join(import.meta.dirname, '..', 'cli', 'bin', 'lapel.mjs')
  return JSON.parse(execFileSync(process.execPath, [cli, ...args, '--json'], { encoding: 'utf8' }))
}

let known: Installation | undefined

/** The installation under test. */
export function installation(): Installation {
  known ??= lapel('info') as Installation
  return known
}

/** The account of the seed with this address. */
export function account(email: string) {
  const found = installation().accounts.find((candidate) => candidate.email === email)
  if (!found) throw new Error(`The seed has no account ${email}.`)
  return found
}

/** A published instance of the seed: one that any site may use, or one with a list of sites. */
export function publishedInstance(restricted: boolean) {
  const found = installation().instances.find(
    (instance) => instance.state === 'published' && instance.allowed_origins.length > 0 === restricted,
  )
  if (!found) throw new Error(`The seed has no published instance ${restricted ? 'with' : 'without'} allowed origins.`)
  return found
}

/** A client with the publishable key alone: what anybody has. */
export function anonymous(): SupabaseClient {
  const { url, publishableKey } = installation()
  return createClient(url, publishableKey, { auth: { persistSession: false, autoRefreshToken: false } })
}

/** A client signed in as an account of the seed. */
export async function signedIn(email: string): Promise<SupabaseClient> {
  const client = anonymous()
  const { error } = await client.auth.signInWithPassword({ email, password: account(email).password })
  if (error) throw error
  return client
}
