import postgres from 'postgres'
import { Refusal } from '../refusal.ts'
import { readMigrations } from './migrations.ts'
import { reach } from './reach.ts'

/**
 * Makes sure that a database has every migration of this version, for processes that leave them to others. Throws a
 * {@link Refusal} that says what to run.
 */
export async function requireMigrated(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await reach(sql, ownerUrl)
    const [history] = await sql<{ exists: boolean }[]>`
      select to_regclass('supabase_migrations.schema_migrations') is not null as exists`
    const recorded = history?.exists
      ? await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations`
      : []
    const done = new Set(recorded.map(({ version }) => version))
    const missing = readMigrations().filter(({ version }) => !done.has(version))
    if (missing.length === 0) return
    const { host, pathname } = new URL(ownerUrl)
    const which = missing.length === 1 ? 'a migration' : `${missing.length} migrations`
    throw new Refusal(`The database ${host}${pathname} lacks ${which} of this version. Run \`npx lapel start\` first.`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
