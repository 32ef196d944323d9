import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { type Clone, cloneDatabase } from './clone.ts'
import { connectOwner } from './connections.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')

/** A database of its own with the actors and the world of the stories in it, and a connection of its owner. */
export interface World {
  clone: Clone
  sql: Sql
  /** Lets go of the connection and removes the database. */
  close(): Promise<void>
}

/** Copies the migrated template and fills it with the world of the stories. */
export async function makeWorld(): Promise<World> {
  const clone = await cloneDatabase()
  const sql = connectOwner(clone.url)
  for (const file of ['actors.sql', 'world.sql']) await sql.begin((tx) => tx.unsafe(readFileSync(join(fixtures, file), 'utf8')))
  return { clone, sql, close: () => sql.end({ timeout: 5 }).then(() => clone.drop()) }
}
