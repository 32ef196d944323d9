import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Keys, openKeys } from '@lapel/server/data/keys'
import { prepareDatabase } from '@lapel/server/database/prepare'
import { readEnvironment } from '@lapel/server/env'
import { startEmbedded } from '@lapel/server/postgres/embedded'
import { databaseUrl, withOwner } from './connections.ts'

/** The migrated database that every test database is a copy of. Nobody stays connected to it. */
export const template = 'lapel_template'

/** A Postgres for tests. */
export interface TestCluster {
  /** Connection string of the owner of everything. */
  url: string
  stop(): Promise<void>
}

/** A Postgres without any database of ours, and the keys that a database of ours would be prepared with. */
export interface BareCluster extends TestCluster {
  dataDir: string
  keys: Keys
}

/** What is lost when the machine fails does not matter here; what the tests prove does not depend on it. */
export async function forgetDurability(url: string): Promise<void> {
  await withOwner(url, async (sql) => {
    await sql`alter system set fsync = off`
    await sql`alter system set synchronous_commit = off`
    await sql`select pg_reload_conf()`
  })
}

/** Starts a Postgres of its own in a temporary folder, which is removed when it stops. */
export async function startBareCluster(): Promise<BareCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lapel-test-'))
  // The database's user must be able to pass through.
  chmodSync(dataDir, 0o755)
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    const keys = openKeys(dataDir)
    const { ownerUrl, stop } = await startEmbedded(dataDir, keys)
    await forgetDurability(ownerUrl)
    return { url: ownerUrl, keys, dataDir, stop: () => stop().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

/** Starts a Postgres that holds the {@link template}, migrated from zero as an installation would be. */
export async function startTestCluster(): Promise<TestCluster> {
  const { url, keys, dataDir, stop } = await startBareCluster()
  try {
    await withOwner(url, (sql) => sql.unsafe(`create database ${template}`))
    const env = readEnvironment({ LAPEL_DATA_DIR: dataDir, LAPEL_SEED: 'none' })
    await prepareDatabase(databaseUrl(url, template), keys, env)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
