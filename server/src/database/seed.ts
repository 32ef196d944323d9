import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { seedFolder } from '../paths.ts'
import { Refusal } from '../refusal.ts'

/** What became of the seed: loaded now, loaded before, or loaded before from files that have changed since. */
export type SeedOutcome = 'loaded' | 'kept' | 'changed'

interface SeedFile {
  path: string
  hash: string
  text: string
}

/** The files of supabase/seed in the order in which they are loaded. */
function readFiles(): SeedFile[] {
  return globSync('*.sql', { cwd: seedFolder })
    .sort()
    .map((name) => {
      const text = readFileSync(join(seedFolder, name), 'utf8')
      return { path: `supabase/seed/${name}`, hash: createHash('sha256').update(text).digest('hex'), text }
    })
}

/**
 * Loads supabase/seed once, in one transaction, recorded file by file as the Supabase CLI does.
 *
 * @param vaultKey encrypts the secrets that it draws
 */
export async function seed(sql: Sql, vaultKey: string): Promise<SeedOutcome> {
  const files = readFiles()
  if (files.length === 0) throw new Refusal('supabase/seed is missing. Restore it, or start with LAPEL_SEED=none.')
  const known = await sql<Omit<SeedFile, 'text'>[]>`select path, hash from supabase_migrations.seed_files`
  if (known.length > 0) {
    const hashes = new Map(known.map(({ path, hash }) => [path, hash]))
    const same = known.length === files.length && files.every(({ path, hash }) => hashes.get(path) === hash)
    return same ? 'kept' : 'changed'
  }
  await sql.begin(async (transaction) => {
    await transaction`select set_config('lapel.vault_key', ${vaultKey}, true)`
    for (const { path, hash, text } of files) {
      await transaction.unsafe(text).catch((error: unknown) => {
        throw new Refusal(`The seed ${path} failed: ${error instanceof Error ? error.message : error}`)
      })
      await transaction`insert into supabase_migrations.seed_files (path, hash) values (${path}, ${hash})`
    }
  })
  return 'loaded'
}
