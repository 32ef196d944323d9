import { join } from 'node:path'
import type { Keys } from '../data/keys.ts'
import { postgresAccount } from './account.ts'
import { postgresFolder } from './binaries.ts'
import { clusterHome, openCluster } from './cluster.ts'
import { startPostmaster, stopOrphan } from './postmaster.ts'

/** The database of an installation and how to let go of it. */
export interface Database {
  /** Connection string of the owner of everything. */
  ownerUrl: string
  stop(): Promise<void>
}

/** Starts the Postgres that Lapel brings along, creating its cluster on the first start. */
export async function startEmbedded(dataDir: string, keys: Keys): Promise<Database> {
  const account = postgresAccount()
  const binaries = postgresFolder(account)
  const home = clusterHome(dataDir, keys.installation, account)
  const data = openCluster(binaries, home, account, keys.passwords.owner)
  await stopOrphan(data)
  const postmaster = await startPostmaster(binaries, data, account, join(dataDir, 'postgres.log'))
  return {
    ownerUrl: `postgres://postgres:${keys.passwords.owner}@127.0.0.1:${postmaster.port}/postgres`,
    stop: postmaster.stop,
  }
}
