import type { TestProject } from 'vitest/node'
import { freePort } from '../../../server/src/freePort.ts'
import { cloneDatabase, clusterVariable } from '../../tests/harness/clone.ts'
import { startTestCluster } from '../../tests/harness/cluster.ts'
import { withOwner } from '../../tests/harness/connections.ts'
import { startAuth } from './auth.ts'
import { startDeno } from './deno.ts'
import { startSiteverify } from './siteverify.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The database of this run, and an address where none answers. */
    databaseUrl: string
    deadUrl: string
    /** The Deno entry point on that database, and on the dead one. */
    denoUrl: string
    /** An auth server on the database of this run. */
    authUrl: string
    denoWithoutDatabaseUrl: string
    /** Where tokens of captchas are verified. */
    captchaUrl: string
  }
}

async function provideAll(project: TestProject, undo: (() => Promise<void>)[]): Promise<void> {
  if (!process.env[clusterVariable]) {
    const cluster = await startTestCluster()
    undo.push(cluster.stop)
    process.env[clusterVariable] = cluster.url
  }
  const clone = await cloneDatabase()
  undo.push(clone.drop)
  // Every connection may open the vault, as those of a server may.
  await withOwner(clone.url, (sql) =>
    sql.unsafe(`alter database ${clone.name} set lapel.vault_key = '${'k'.repeat(32)}'`),
  )
  const deadUrl = `postgres://nobody:nothing@127.0.0.1:${await freePort()}/none`
  const [auth, siteverify] = [await startAuth(clone.url), await startSiteverify()]
  undo.push(auth.stop, siteverify.stop)
  const [deno, denoWithoutDatabase] = await Promise.all([
    startDeno(clone.url, auth.url, siteverify.url),
    startDeno(deadUrl, auth.url, siteverify.url),
  ])
  undo.push(deno.stop, denoWithoutDatabase.stop)
  project.provide('databaseUrl', clone.url)
  project.provide('deadUrl', deadUrl)
  project.provide('authUrl', auth.url)
  project.provide('captchaUrl', siteverify.url)
  project.provide('denoUrl', deno.url)
  project.provide('denoWithoutDatabaseUrl', denoWithoutDatabase.url)
}

/** Provides a migrated database and the Deno entry point to all files of the run; gives back what stops them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const undo: (() => Promise<void>)[] = []
  const teardown = async () => {
    for (const step of undo.reverse()) await step()
  }
  await provideAll(project, undo).catch(async (error) => {
    await teardown()
    throw error
  })
  return teardown
}
