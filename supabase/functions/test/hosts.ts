import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openKeys } from '../../../server/src/data/keys.ts'
import { loginUrl } from '../../../server/src/database/logins.ts'
import { prepareDatabase } from '../../../server/src/database/prepare.ts'
import { readEnvironment } from '../../../server/src/env.ts'
import { startEmbedded } from '../../../server/src/postgres/embedded.ts'
import { type DenoHost, startDeno } from './deno.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The database as its owner, as the endpoints' login, and an address where none answers. */
    ownerUrl: string
    serverUrl: string
    deadUrl: string
    /** The Deno entry point on that database, and on the dead one. */
    denoUrl: string
    denoWithoutDatabaseUrl: string
  }
}

async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/** Starts Postgres with the migrations, and the Deno entry point, for all files of the run; gives back what stops them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lapel-functions-'))
  chmodSync(dataDir, 0o755)
  const keys = openKeys(dataDir)
  const database = await startEmbedded(dataDir, keys)
  const hosts: DenoHost[] = []
  const teardown = async () => {
    await Promise.all(hosts.map((host) => host.stop()))
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await prepareDatabase(database.ownerUrl, keys, readEnvironment({ LAPEL_SEED: 'none', LAPEL_DATA_DIR: dataDir }))
    const serverUrl = loginUrl(database.ownerUrl, keys, 'server')
    const deadUrl = `postgres://nobody:nothing@127.0.0.1:${await unusedPort()}/none`
    hosts.push(await startDeno(serverUrl, dataDir), await startDeno(deadUrl, dataDir))
    project.provide('denoUrl', hosts[0]?.url ?? '')
    project.provide('denoWithoutDatabaseUrl', hosts[1]?.url ?? '')
    project.provide('ownerUrl', database.ownerUrl)
    project.provide('serverUrl', serverUrl)
    project.provide('deadUrl', deadUrl)
  } catch (error) {
    await teardown()
    throw error
  }
  return teardown
}
