import { createHmac } from 'node:crypto'
import type { Sql } from 'postgres'
import type { Keys } from '../data/keys.ts'

/** A login that Lapel makes: the data API's, the endpoints' or the job worker's. */
export type LoginName = 'lapel_api' | 'lapel_server' | 'lapel_worker'

/** Whose rights a login has, and how long it may hold the database. */
interface Login {
  name: LoginName
  memberOf: string[]
  settings: Record<string, string>
}

const short = { statement_timeout: '15s', lock_timeout: '5s', idle_in_transaction_session_timeout: '30s' }

const logins: Login[] = [
  {
    // Supabase Lite: needs to inherit, or it sees no tables; owns nothing, so it cannot grant anything.
    name: 'lapel_api',
    memberOf: ['anon', 'authenticated', 'platform_staff', 'service_role', 'supabase_auth_admin'],
    settings: short,
  },
  { name: 'lapel_server', memberOf: ['service_role'], settings: short },
  {
    name: 'lapel_worker',
    memberOf: ['service_role'],
    settings: { lock_timeout: '30s', idle_in_transaction_session_timeout: '10min' },
  },
]

/**
 * The same for every server on a database, so that several do not lock each other out: made from the owner's password.
 * An owner without one leaves the secret of this data directory.
 */
function passwordOf(name: LoginName, ownerUrl: string, keys: Keys): string {
  const secret = decodeURIComponent(new URL(ownerUrl).password) || keys.jwtSecret
  return createHmac('sha256', secret).update(`login ${name}`).digest('base64url')
}

async function ensureLogin(sql: Sql, login: Login, password: string): Promise<void> {
  const [known] = await sql`select from pg_catalog.pg_roles where rolname = ${login.name}`
  const verb = known ? 'alter' : 'create'
  // The password is base64url, so quoting it is enough.
  await sql.unsafe(`${verb} role ${login.name} login inherit password '${password}'`)
  await sql.unsafe(`grant ${login.memberOf.join(', ')} to ${login.name}`)
  for (const [setting, value] of Object.entries(login.settings)) {
    await sql.unsafe(`alter role ${login.name} set ${setting} = '${value}'`)
  }
}

/** Creates or renews the logins that the server, the data API and the worker use. Runs after the migrations. */
export async function ensureLogins(sql: Sql, ownerUrl: string, keys: Keys): Promise<void> {
  for (const login of logins) await ensureLogin(sql, login, passwordOf(login.name, ownerUrl, keys))
  await sql.unsafe(`
    grant lapel_worker to current_user;
    create schema if not exists graphile_worker authorization lapel_worker;
    grant usage on schema graphile_worker to lapel_definer;
    grant select on all tables in schema graphile_worker to lapel_definer;
    alter default privileges for role lapel_worker in schema graphile_worker grant select on tables to lapel_definer;
    grant usage on schema supabase_migrations to lapel_api, service_role;
    grant select on all tables in schema supabase_migrations to lapel_api, service_role;
  `)
}

/** The logins that may use the vault's secrets bring its key with their connections. */
const keyHolders: LoginName[] = ['lapel_server', 'lapel_worker']

/** The connection string of a login, on the database that `ownerUrl` points to. */
export function loginUrl(ownerUrl: string, keys: Keys, name: LoginName): string {
  const url = new URL(ownerUrl)
  // Supabase's pooler wants `user.project`.
  url.username = url.username.replace(/^[^.]*/, name)
  url.password = passwordOf(name, ownerUrl, keys)
  if (keyHolders.includes(name)) url.searchParams.set('options', `-c lapel.vault_key=${keys.vaultKey}`)
  return url.href
}
