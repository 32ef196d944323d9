import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clone, cloneDatabase } from './clone.ts'
import { withOwner } from './connections.ts'

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
