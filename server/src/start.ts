import postgres from 'postgres'
import { openDataDirectory } from './data/directory.ts'
import { type Keys, openKeys } from './data/keys.ts'
import { takeLock } from './data/lock.ts'
import { loginUrl } from './database/logins.ts'
import { prepareDatabase } from './database/prepare.ts'
import type { Environment } from './env.ts'
import { createHttpApp } from './http/app.ts'
import { openListener } from './http/listener.ts'
import { type Database, startEmbedded } from './postgres/embedded.ts'
import type { Undo } from './shutdown.ts'
import { startSupabaseApi } from './supabase.ts'
import { startWorker } from './worker.ts'

/** A running installation. */
export interface Installation {
  url: string
  keys: Keys
}

async function openDatabase(env: Environment, keys: Keys): Promise<Database> {
  if (env.databaseUrl) return { ownerUrl: env.databaseUrl, stop: async () => undefined }
  return startEmbedded(env.dataDir, keys)
}

/**
 * Starts everything and gives back once it serves. What was started is pushed to `undo`, so that the caller can stop it
 * even when a later step fails.
 */
export async function startInstallation(env: Environment, undo: Undo): Promise<Installation> {
  const url = `http://localhost:${env.port}`
  openDataDirectory(env.dataDir)
  undo.push(takeLock(env.dataDir, url))
  const listener = await openListener(env.host, env.port)
  undo.push(listener.drain)
  const keys = openKeys(env.dataDir)
  const database = await openDatabase(env, keys)
  undo.push(database.stop)
  await prepareDatabase(database.ownerUrl, keys, env)

  const sql = postgres(loginUrl(database.ownerUrl, keys, 'server'), {
    max: 10,
    onnotice: () => undefined,
    connection: { role: 'service_role', application_name: 'lapel' },
  })
  undo.push(() => sql.end({ timeout: 3 }))
  const api = env.supabase ? null : startSupabaseApi(loginUrl(database.ownerUrl, keys, 'api'), keys, url)
  if (api) undo.push(api.close)
  const worker = await startWorker(loginUrl(database.ownerUrl, keys, 'worker'))
  undo.push(worker.stop)
  const console = env.supabase
    ? { supabaseUrl: env.supabase.url, publishableKey: env.supabase.publishableKey }
    : { supabaseUrl: url, publishableKey: keys.publishableKey }
  const app = createHttpApp({ sql, api, worker, console, trustedProxies: env.trustedProxies })
  listener.serve(app.fetch)
  // Requests need what was started after the port was opened: they are drained before it stops.
  undo.push(listener.drain)
  return { url, keys }
}
