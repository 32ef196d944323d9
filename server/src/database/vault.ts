import { readFile } from 'node:fs/promises'
import type { Sql } from 'postgres'

const standIn = new URL('./vault.sql', import.meta.url)

/** Makes sure that the schema `vault` exists: Supabase Vault where it can be had, else the stand-in with its functions. */
export async function ensureVault(sql: Sql): Promise<void> {
  const [vault] = await sql<{ exists: boolean; available: boolean }[]>`
    select exists (select from pg_catalog.pg_extension where extname = 'supabase_vault') as exists,
      exists (select from pg_catalog.pg_available_extensions where name = 'supabase_vault') as available`
  if (vault?.exists) return
  if (vault?.available) await sql`create extension supabase_vault cascade`
  else await sql.unsafe(await readFile(standIn, 'utf8'))
}
