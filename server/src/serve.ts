import { EventEmitter } from 'node:events'
import type { Keys } from './data/keys.ts'
import { connectServer } from './database/connect.ts'
import { loginUrl } from './database/logins.ts'
import type { Environment } from './env.ts'
import { createHttpApp } from './http/app.ts'
import type { Listener } from './http/listener.ts'
import { type Info, readInfo } from './info.ts'
import type { Undo } from './shutdown.ts'
import { startSupabaseApi } from './supabase.ts'
import { startWorker } from './worker.ts'

/** What is needed to serve: a prepared database and an open port. */
export interface Ground {
  env: Environment
  keys: Keys
  ownerUrl: string
  listener: Listener
  /** Where the address bar goes, without a slash at the end. */
  url: string
  /** Where the console's development server answers, in `lapel dev`. */
  consoleOrigin?: string
}

/** Starts the endpoints, the data API, the worker and the files on a prepared database. */
export async function serve(ground: Ground, undo: Undo): Promise<Info> {
  const { env, keys, ownerUrl, listener, url } = ground
  const sql = connectServer(ownerUrl, keys, 10)
  undo.push(() => sql.end({ timeout: 3 }))
  const api = env.supabase ? null : startSupabaseApi(loginUrl(ownerUrl, keys, 'lapel_api'), keys, url)
  if (api) undo.push(api.close)
  const worker = await startWorker(loginUrl(ownerUrl, keys, 'lapel_worker'), (error) => console.error('worker:', error))
  undo.push(worker.stop)
  const { url: supabaseUrl, publishableKey } = env.supabase ?? { url, publishableKey: keys.publishableKey }
  const changes = new EventEmitter<{ instance: [string] }>()
  await sql.listen('lapel_instance', (publicId) => changes.emit('instance', publicId))
  const info = () => readInfo(sql, url, publishableKey)
  const app = createHttpApp({
    sql,
    api,
    worker,
    info,
    onInstanceChange: (listener) => changes.on('instance', listener),
    console: { supabaseUrl, publishableKey },
    consoleOrigin: ground.consoleOrigin ?? null,
    trustedProxies: env.trustedProxies,
  })
  listener.serve(app.fetch)
  // Requests need what was started after the port was opened: they are drained before it stops.
  undo.push(listener.drain)
  return info()
}
