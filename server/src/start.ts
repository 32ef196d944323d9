import { buildAll } from './builds.ts'
import { openDataDirectory } from './data/directory.ts'
import { type Keys, openKeys } from './data/keys.ts'
import { takeLock } from './data/lock.ts'
import { type Preparation, prepareDatabase } from './database/prepare.ts'
import type { Environment } from './env.ts'
import { openListener } from './http/listener.ts'
import type { Info } from './info.ts'
import { type Database, startEmbedded, undoable } from './postgres/embedded.ts'
import { serve } from './serve.ts'
import type { Undo } from './shutdown.ts'

/** Takes the line that says what is being done. */
export type Report = (line: string) => void

/** Starts the embedded database, or gives the one that DATABASE_URL names. */
export async function openDatabase(env: Environment, keys: Keys): Promise<Database> {
  if (env.databaseUrl) return { ownerUrl: env.databaseUrl, stop: async () => undefined }
  return startEmbedded(env.dataDir, keys)
}

/** Starts the database and brings it up to date, telling of what takes long. */
export async function openPrepared(env: Environment, keys: Keys, undo: Undo, report: Report): Promise<string> {
  const database = await undoable(openDatabase(env, keys), undo)
  const preparation = await prepareDatabase(database.ownerUrl, keys, env)
  for (const line of describe(preparation)) report(line)
  return database.ownerUrl
}

function describe({ migrations, seed }: Preparation): string[] {
  const lines = []
  if (migrations > 0) lines.push(`Ran ${migrations} ${migrations === 1 ? 'migration' : 'migrations'}.`)
  if (seed === 'loaded') lines.push('Loaded the demo data.')
  if (seed === 'changed') lines.push('The demo data has changed since it was loaded; `npx lapel reset` loads it anew.')
  return lines
}

/**
 * Starts a whole installation and gives back once it serves. What was started is pushed to `undo`, so that the caller
 * can stop it even when a later step fails.
 */
export async function startInstallation(env: Environment, undo: Undo, report: Report): Promise<Info> {
  const url = `http://localhost:${env.port}`
  openDataDirectory(env.dataDir)
  undo.push('the lock', takeLock(env.dataDir, url))
  const listener = await openListener(env.host, env.port)
  undo.push('the port', listener.drain)
  const keys = openKeys(env.dataDir)
  const abort = new AbortController()
  undo.push('the builds', () => abort.abort())
  const builds = buildAll(report, abort.signal)
  // A failure is met below; until then the database has its own start to finish.
  builds.catch(() => undefined)
  const ownerUrl = await openPrepared(env, keys, undo, report)
  await builds
  return serve({ env, keys, ownerUrl, listener, url }, undo)
}
