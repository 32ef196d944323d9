import { seed } from '@lapel/server/database/seed'
import type { Sql } from 'postgres'
import { cloneDatabase } from '../harness/clone.ts'
import { connectOwner } from '../harness/connections.ts'

/** A database with the demo seed in it. */
export interface SeededDatabase {
  url: string
  /** Connection of the owner, in UTC. */
  sql: Sql
  loadedInMilliseconds: number
  drop(): Promise<void>
}

/** Encrypts the secrets that the seed draws in a test. */
export const testVaultKey = 'the key of a vault in a test of the seed'

/**
 * Loads the demo seed into a database of its own.
 *
 * @param anchor the moment at which the seeded year ends; the present unless given
 */
export async function seededDatabase(anchor?: Date): Promise<SeededDatabase> {
  const clone = await cloneDatabase()
  const sql = connectOwner(clone.url)
  const drop = async () => {
    await sql.end({ timeout: 5 })
    await clone.drop()
  }
  try {
    await sql`set timezone = 'UTC'`
    if (anchor) await sql`select set_config('lapel.demo_now', ${anchor.toISOString()}, false)`
    const start = performance.now()
    await seed(sql, testVaultKey)
    return { url: clone.url, sql, loadedInMilliseconds: Math.round(performance.now() - start), drop }
  } catch (error) {
    await drop()
    throw error
  }
}

/** A hash of every table's rows, without what time and chance decide: the load's own clock, salts and random ids. */
export async function hashTables(sql: Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_catalog.pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and (c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      or c.oid in ('auth.users'::regclass, 'auth.identities'::regclass))
    order by 1`
  const hashes: Record<string, string> = {}
  for (const { name } of tables) {
    const ignored = ['updated_at', 'encrypted_password', 'hash', 'prev_hash']
    if (name === 'audit_logs') ignored.push('id', 'created_at')
    if (name === 'webhook_endpoints' || name === 'identity_secrets') ignored.push('secret_id')
    if (name === 'materialized_view_refresh_log') ignored.push('id', 'started_at', 'duration_ms')
    if (name === 'limit_hits') ignored.push('first_at', 'last_at')
    const [row] = await sql<{ hash: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(line, '' order by line)), '') as hash
      from (select (to_jsonb(t) - ${ignored}::text[])::text as line from ${sql.unsafe(name)} t) lines`
    hashes[name] = row?.hash ?? ''
  }
  return hashes
}
