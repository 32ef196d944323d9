import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeys } from '@lapel/server/data/keys'
import { ensureLogins, loginUrl } from '@lapel/server/database/logins'
import { migrate } from '@lapel/server/database/migrations'
import { ensureSupabaseRoles } from '@lapel/server/database/roles'
import { ensureVault } from '@lapel/server/database/vault'
import { freePort } from '@lapel/server/freePort'
import { postgresAccount } from '@lapel/server/postgres/account'
import { startPostmaster } from '@lapel/server/postgres/postmaster'
import { ensureAuthSchema } from '@lapel/server/supabase'
import { ensureJobQueue } from '@lapel/server/worker'
import type { Sql } from 'postgres'
import { forgetDurability } from '../harness/cluster.ts'
import { connectOwner } from '../harness/connections.ts'

/**
 * Functions of Postgres 16 and 17 that ours call, for Debian's 15. The check reads what functions say and runs none of
 * ours beyond what migrations run.
 */
const standIns = `
  set allow_system_table_mods = on;
  do $$ begin
    if current_setting('server_version_num')::int < 160000 then
      create function pg_catalog.pg_input_is_valid(text, text) returns boolean language sql immutable strict as 'select true';
    end if;
  end $$;
  reset allow_system_table_mods`

/** A migrated database on a Postgres from elsewhere, in a temporary folder that goes when it stops. */
export interface PackagedDatabase {
  sql: Sql
  stop(): Promise<void>
}

async function prepare(sql: Sql, url: string, home: string): Promise<void> {
  const keys = openKeys(home)
  await forgetDurability(url)
  await sql.unsafe(standIns)
  await ensureSupabaseRoles(sql)
  await ensureAuthSchema(sql, url, keys)
  await ensureVault(sql)
  await migrate(sql)
  await ensureLogins(sql, url, keys)
  await ensureJobQueue(sql, loginUrl(url, keys, 'lapel_worker'))
  await sql`create extension plpgsql_check`
}

/** Starts a Postgres of the folder given and brings it to what the migrations say. */
export async function startPackaged(binaries: string): Promise<PackagedDatabase> {
  const home = mkdtempSync(join(tmpdir(), 'lapel-plpgsql-'))
  const account = postgresAccount()
  const data = join(home, 'data')
  chmodSync(home, 0o755)
  if ('uid' in account) chownSync(home, account.uid, account.gid)
  const locale = ['--encoding=UTF8', '--locale=C']
  execFileSync(
    join(binaries, 'bin', 'initdb'),
    [`--pgdata=${data}`, '--username=postgres', '--auth=trust', ...locale],
    {
      ...account,
      cwd: '/',
      stdio: 'ignore',
      env: { ...process.env, LC_ALL: 'C' },
    },
  )
  const { port, stop } = await startPostmaster(binaries, data, account, join(home, 'log'), await freePort())
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const sql = connectOwner(url)
  const end = () =>
    sql
      .end({ timeout: 5 })
      .then(stop)
      .finally(() => rmSync(home, { recursive: true, force: true }))
  await prepare(sql, url, home).catch((error: unknown) => end().then(() => Promise.reject(error)))
  return { sql, stop: end }
}
