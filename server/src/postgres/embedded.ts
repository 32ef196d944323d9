import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Keys } from '../data/keys.ts'
import { freePort, isFree } from '../freePort.ts'
import type { Undo } from '../shutdown.ts'
import { postgresAccount } from './account.ts'
import { postgresFolder } from './binaries.ts'
import { clusterHome, clusterHomes, openCluster } from './cluster.ts'
import { keepRunning } from './keepRunning.ts'
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

/** Seconds that both ways of stopping Postgres may take together, one after the other, with what waits for them. */
const stopSeconds = 60

/** Stops a database when everything is stopped, also one that is still being started then. */
export function undoable<Started extends { stop(): Promise<void> }>(
  starting: Promise<Started>,
  undo: Undo,
): Promise<Started> {
  const stop = () =>
    starting.then(
      (started) => started.stop(),
      () => undefined,
    )
  undo.push('the database', stop, stopSeconds)
  return starting
}

/** The owner's connection string while another process runs the database of this data directory; else null. */
export function runningOwnerUrl(dataDir: string, keys: Keys): string | null {
  for (const home of clusterHomes(dataDir, keys.installation)) {
    const running = readPidFile(join(home, 'data'))
    if (running?.ready) return ownerUrl(keys, running.port)
  }
  return null
}

/**
 * Starts the Postgres that Lapel brings along, creating its cluster on the first start, and starts it again whenever it
 * ends by itself. It keeps the port that a killed Lapel had: other servers may still be looking for it there.
 */
export async function startEmbedded(dataDir: string, keys: Keys): Promise<Database> {
  const account = postgresAccount()
  const binaries = postgresFolder(account)
  const home = clusterHome(dataDir, keys.installation, account)
  const data = openCluster(binaries, home, account, keys.ownerPassword)
  const left = await stopOrphan(data)
  const port = left !== null && (await isFree(left)) ? left : await freePort()
  const log = join(dataDir, 'postgres.log')
  rmSync(log, { force: true })
  const stop = await keepRunning(() => startPostmaster(binaries, data, account, log, port))
  return { ownerUrl: ownerUrl(keys, port), stop }
}
