import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { type Clone, cloneDatabase } from './clone.ts'
import { connectOwner, withOwner } from './connections.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')

/** A copy of the migrated template with the actors and the world of the stories in it. */
export async function cloneWorld(): Promise<Clone> {
  const clone = await cloneDatabase()
  await withOwner(clone.url, async (sql) => {
    for (const file of ['actors.sql', 'world.sql']) await sql.unsafe(readFileSync(join(fixtures, file), 'utf8'))
  }).catch(async (error: unknown) => {
    await clone.drop()
    throw error
  })
  return clone
}

/** The world of the stories, and a connection of its owner. */
export interface World {
  clone: Clone
  sql: Sql
  /** Lets go of the connection and removes the database. */
  close(): Promise<void>
}

/** Copies the world and connects to it. */
export async function makeWorld(): Promise<World> {
  const clone = await cloneWorld()
  const sql = connectOwner(clone.url)
  return { clone, sql, close: () => sql.end({ timeout: 5 }).then(() => clone.drop()) }
}
