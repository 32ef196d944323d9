import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeys } from '@lapel/server/data/keys'
import { prepareDatabase } from '@lapel/server/database/prepare'
import { readEnvironment } from '@lapel/server/env'
import { startEmbedded } from '@lapel/server/postgres/embedded'
import { databaseUrl, withOwner } from './connections.ts'

/** The migrated database that every test database is a copy of. Nobody stays connected to it. */
export const template = 'lapel_template'

/** A Postgres for tests that holds the {@link template}. */
export interface TestCluster {
  /** Connection string of the owner of everything. */
  url: string
  stop(): Promise<void>
}

/** What is lost when the machine fails does not matter here; what the tests prove does not depend on it. */
async function forgetDurability(url: string): Promise<void> {
  await withOwner(url, async (sql) => {
    await sql`alter system set fsync = off`
    await sql`alter system set synchronous_commit = off`
    await sql`select pg_reload_conf()`
  })
}

async function makeTemplate(url: string, dataDir: string): Promise<void> {
  await withOwner(url, (sql) => sql.unsafe(`create database ${template}`))
  const env = readEnvironment({ LAPEL_DATA_DIR: dataDir, LAPEL_SEED: 'none' })
  await prepareDatabase(databaseUrl(url, template), openKeys(dataDir), env)
}

/** Starts a Postgres of its own in a temporary folder and migrates the template from zero, as an installation would. */
export async function startTestCluster(): Promise<TestCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lapel-test-'))
  // The database's user must be able to pass through.
  chmodSync(dataDir, 0o755)
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    const database = await startEmbedded(dataDir, openKeys(dataDir))
    const stop = () => database.stop().finally(remove)
    try {
      await forgetDurability(database.ownerUrl)
      await makeTemplate(database.ownerUrl, dataDir)
    } catch (error) {
      await stop()
      throw error
    }
    return { url: database.ownerUrl, stop }
  } catch (error) {
    remove()
    throw error
  }
}
