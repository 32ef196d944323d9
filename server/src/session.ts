import { type Keys, readKeys } from './data/keys.ts'
import { holderOf, takeLock } from './data/lock.ts'
import { prepareDatabase } from './database/prepare.ts'
import type { Environment } from './env.ts'
import { runningOwnerUrl, startEmbedded, undoable } from './postgres/embedded.ts'
import { Refusal } from './refusal.ts'
import type { Undo } from './shutdown.ts'

/** A database that a command works on. */
export interface Session {
  keys: Keys
  ownerUrl: string
  /** Where the installation answers, or would answer. */
  url: string
  /** Whether it answers: false when the database was started for this command alone. */
  running: boolean
}

/**
 * Reaches the database of an installation: through the running one, or by starting its database for the length of a
 * command. Throws a {@link Refusal} when there is no installation.
 */
export async function openSession(env: Environment, undo: Undo): Promise<Session> {
  const keys = readKeys(env.dataDir)
  if (!keys) throw new Refusal(`There is no installation in ${env.dataDir} yet. Run \`npm start\` first.`)
  const holder = holderOf(env.dataDir)
  const url = holder?.url ?? `http://localhost:${env.port}`
  const ownerUrl = env.databaseUrl ?? (holder && runningOwnerUrl(env.dataDir, keys))
  if (ownerUrl) return { keys, ownerUrl, url, running: holder !== null }
  undo.push('the lock', takeLock(env.dataDir, url))
  const database = await undoable(startEmbedded(env.dataDir, keys), undo)
  await prepareDatabase(database.ownerUrl, keys, { ...env, seed: 'none' })
  return { keys, ownerUrl: database.ownerUrl, url, running: false }
}

/** Reaches the database of an installation that runs, or the one that DATABASE_URL names; starts none. */
export async function joinSession(env: Environment, undo: Undo): Promise<Session> {
  if (!env.databaseUrl && !holderOf(env.dataDir)) {
    throw new Refusal('Lapel is not running. Run `npm start` first, or set DATABASE_URL.')
  }
  return openSession(env, undo)
}
