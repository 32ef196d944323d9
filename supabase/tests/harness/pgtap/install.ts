import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseTarGzip } from 'nanotar'
import type { Clone } from '../clone.ts'
import { withOwner } from '../connections.ts'
import { cloneWorld } from '../world.ts'

/** Where pgTAP and the fixtures are found besides what the migrations made. */
export const searchPath = 'public, tap, extensions'

async function readPgTap(): Promise<string> {
  const archive = fileURLToPath(new URL('./pgtap.tar.gz', import.meta.resolve('@electric-sql/pglite-pgtap')))
  const files = await parseTarGzip(readFileSync(archive))
  const script = files.find(({ name }) => /(^|\/)pgtap--[\d.]+\.sql$/.test(name))
  if (!script) throw new Error(`${archive} holds no pgtap--<version>.sql.`)
  return script.text
}

/** A copy of the migrated template with pgTAP in the schema `tap`, and the actors and the world of the stories. */
export async function cloneWithPgTap(): Promise<Clone> {
  const pgTap = await readPgTap()
  const clone = await cloneWorld()
  await withOwner(clone.url, async (sql) => {
    await sql.unsafe('create schema tap; grant usage on schema tap to public; set search_path = tap')
    await sql.unsafe(pgTap)
    await sql.unsafe('grant execute on all functions in schema tap to public')
  }).catch(async (error: unknown) => {
    await clone.drop()
    throw error
  })
  return clone
}
