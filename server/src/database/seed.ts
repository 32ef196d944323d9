import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Sql } from 'postgres'
import { seedFile } from '../paths.ts'
import { Refusal } from '../refusal.ts'

const path = 'supabase/seed.sql'

/** What became of the seed: loaded now, loaded before, or loaded before from a file that has changed since. */
export type SeedOutcome = 'loaded' | 'kept' | 'changed'

/** Loads supabase/seed.sql once, recorded as the Supabase CLI does. */
export async function seed(sql: Sql): Promise<SeedOutcome> {
  if (!existsSync(seedFile)) throw new Refusal(`${path} is missing. Restore it, or start with LAPEL_SEED=none.`)
  const text = readFileSync(seedFile, 'utf8')
  const hash = createHash('sha256').update(text).digest('hex')
  const [known] = await sql<{ hash: string }[]>`select hash from supabase_migrations.seed_files where path = ${path}`
  if (known) return known.hash === hash ? 'kept' : 'changed'
  await sql
    .begin(async (transaction) => {
      await transaction.unsafe(text)
      await transaction`insert into supabase_migrations.seed_files (path, hash) values (${path}, ${hash})`
    })
    .catch((error: unknown) => {
      throw new Refusal(`The seed ${path} failed: ${error instanceof Error ? error.message : error}`)
    })
  return 'loaded'
}
