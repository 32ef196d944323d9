import postgres from 'postgres'
import type { Keys } from '../data/keys.ts'
import type { Environment } from '../env.ts'
import { ensureAuthSchema } from '../supabase.ts'
import { ensureJobQueue } from '../worker.ts'
import { ensureLogins, loginUrl } from './logins.ts'
import { migrate } from './migrations.ts'
import { reach } from './reach.ts'
import { ensureSupabaseRoles } from './roles.ts'
import { type SeedOutcome, seed } from './seed.ts'
import { ensureVault } from './vault.ts'

/** Any constant: it makes servers that start together on one database prepare it one after the other. */
const preparationLock = 5_411_735_812

/** What the preparation did. */
export interface Preparation {
  migrations: number
  seed: SeedOutcome | 'none'
}

/** Brings a database to what this version needs: roles, auth schema, migrations, logins, seed. Safe to repeat. */
export async function prepareDatabase(ownerUrl: string, keys: Keys, env: Environment): Promise<Preparation> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await reach(sql, ownerUrl)
    await sql`select pg_advisory_lock(${preparationLock})`
    await ensureSupabaseRoles(sql)
    if (!env.supabase) await ensureAuthSchema(sql, ownerUrl, keys)
    await ensureVault(sql)
    const migrations = await migrate(sql)
    await ensureLogins(sql, ownerUrl, keys)
    await ensureJobQueue(sql, loginUrl(ownerUrl, keys, 'lapel_worker'))
    return { migrations, seed: env.seed === 'demo' ? await seed(sql, keys.vaultKey) : 'none' }
  } finally {
    await sql.end({ timeout: 5 })
  }
}
