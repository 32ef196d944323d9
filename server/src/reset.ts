import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDataDirectory } from './data/directory.ts'
import { type Keys, readKeys } from './data/keys.ts'
import { takeLock } from './data/lock.ts'
import type { Environment } from './env.ts'
import { clusterHomes } from './postgres/cluster.ts'
import { stopOrphan } from './postgres/postmaster.ts'
import { Refusal } from './refusal.ts'

function keysIfReadable(dataDir: string): Keys | null {
  try {
    return readKeys(dataDir)
  } catch (error) {
    // Broken keys are one of the reasons to start afresh.
    if (error instanceof Refusal) return null
    throw error
  }
}

/**
 * Deletes the embedded database and the keys of a data directory, so that the next start begins afresh.
 *
 * @returns whether there was anything to delete
 */
export async function resetInstallation(env: Environment): Promise<boolean> {
  if (env.databaseUrl) {
    throw new Refusal('DATABASE_URL is set: `lapel reset` deletes the embedded database only. Empty yours yourself.', 2)
  }
  if (!existsSync(env.dataDir)) return false
  openDataDirectory(env.dataDir)
  const release = takeLock(env.dataDir, `http://localhost:${env.port}`)
  try {
    const homes = clusterHomes(env.dataDir, keysIfReadable(env.dataDir)?.installation ?? 'unknown')
    const made = homes.some((home) => existsSync(home)) || existsSync(join(env.dataDir, 'keys.json'))
    for (const home of homes) {
      await stopOrphan(join(home, 'data'))
      rmSync(home, { recursive: true, force: true })
    }
    for (const file of ['keys.json', 'postgres.log']) rmSync(join(env.dataDir, file), { force: true })
    return made
  } finally {
    release()
  }
}
