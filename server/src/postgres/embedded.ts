import { join } from 'node:path'
import type { Keys } from '../data/keys.ts'
import { postgresAccount } from './account.ts'
import { postgresFolder } from './binaries.ts'
import { clusterHome, clusterHomes, openCluster } from './cluster.ts'
import { readPidFile, startPostmaster, stopOrphan } from './postmaster.ts'

/** The database of an installation and how to let go of it. */
export interface Database {
  /** Connection string of the owner of everything. */
  ownerUrl: string
  stop(): Promise<void>
}

function ownerUrl(keys: Keys, port: number): string {
  return `postgres://postgres:${keys.ownerPassword}@127.0.0.1:${port}/postgres`
}

/** The owner's connection string while another process runs the database of this data directory; else null. */
export function runningOwnerUrl(dataDir: string, keys: Keys): string | null {
  for (const home of clusterHomes(dataDir, keys.installation)) {
    const running = readPidFile(join(home, 'data'))
    if (running?.ready) return ownerUrl(keys, running.port)
  }
  return null
}

/** Starts the Postgres that Lapel brings along, creating its cluster on the first start. */
export async function startEmbedded(dataDir: string, keys: Keys): Promise<Database> {
  const account = postgresAccount()
  const binaries = postgresFolder(account)
  const home = clusterHome(dataDir, keys.installation, account)
  const data = openCluster(binaries, home, account, keys.ownerPassword)
  await stopOrphan(data)
  const postmaster = await startPostmaster(binaries, data, account, join(dataDir, 'postgres.log'))
  return {
    ownerUrl: ownerUrl(keys, postmaster.port),
    stop: postmaster.stop,
  }
}
