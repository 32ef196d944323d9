import { EventEmitter } from 'node:events'
import { createSupabaseStorage } from '@lapel/functions/uploads/supabaseStorage'
import type { Keys } from './data/keys.ts'
import { listenToChanges } from './database/changes.ts'
import { connectServer, connectServerLanes } from './database/connect.ts'
import { loginUrl } from './database/logins.ts'
import type { Environment } from './env.ts'
import { createHttpApp } from './http/app.ts'
import type { Listener } from './http/listener.ts'
import { type Info, readInfo } from './info.ts'
import type { Undo } from './shutdown.ts'
import { startSupabaseApi } from './supabase.ts'
import { uploadsFolder } from './uploads/files.ts'
import { startWorker, type Worker, type WorkerSettings } from './worker.ts'

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
  /** Whether other processes do the jobs. */
  jobsElsewhere?: boolean
}

/** The bucket that keeps files, where one does. */
const openBucket = ({ bucket }: Environment) => bucket && createSupabaseStorage(bucket)

/** What the environment says of a worker. */
export const workerSettings = (env: Environment): Omit<WorkerSettings, 'workerUrl'> => ({
  dataDir: env.dataDir,
  bucket: openBucket(env),
  outgoing: env.outgoing,
  domainTarget: env.domainTarget,
})

async function openWorker({ env, ownerUrl, keys, jobsElsewhere }: Ground, undo: Undo): Promise<Worker | null> {
  if (jobsElsewhere) return null
  const workerUrl = loginUrl(ownerUrl, keys, 'lapel_worker')
  const worker = await startWorker({ ...workerSettings(env), workerUrl }, (error) => console.error('worker:', error))
  undo.push('the worker', worker.stop)
  return worker
}

/** Starts the endpoints, the data API, the worker and the files on a prepared database. */
export async function serve(ground: Ground, undo: Undo): Promise<Info> {
  const { env, keys, ownerUrl, listener, url } = ground
  const sql = connectServer(ownerUrl, keys, 8)
  const lanes = connectServerLanes(ownerUrl, keys)
  undo.push('the connections of the endpoints', () =>
    Promise.all([sql, ...lanes].map((pool) => pool.end({ timeout: 3 }))),
  )
  const api = env.supabase ? null : startSupabaseApi(loginUrl(ownerUrl, keys, 'lapel_api'), keys, url, sql)
  if (api) undo.push('the data API', api.close)
  const worker = await openWorker(ground, undo)
  const { url: supabaseUrl, publishableKey } = env.supabase ?? { url, publishableKey: keys.publishableKey }
  const changes = new EventEmitter<{ instance: [string] }>()
  undo.push('the notices of changes', await listenToChanges(sql, (publicId) => changes.emit('instance', publicId)))
  const info = () => readInfo(sql, url, publishableKey)
  const app = createHttpApp({
    sql,
    lanes,
    api,
    worker,
    info,
    onInstanceChange: (listener) => changes.on('instance', listener),
    url,
    console: { supabaseUrl, publishableKey, sendsMail: env.supabase !== undefined },
    consoleOrigin: ground.consoleOrigin ?? null,
    trustedProxies: env.trustedProxies,
    uploadsFolder: uploadsFolder(env.dataDir),
    bucket: openBucket(env),
    turnstile: env.turnstile,
    stripeSecret: env.stripeSecret,
  })
  // Requests need what was started after the port was opened: they are drained before it stops.
  undo.push('the requests', listener.drain)
  const told = await info()
  // Last, so that whoever sees it serve may end it: nothing of the start is left to be cut off.
  listener.serve(app.fetch)
  return told
}
