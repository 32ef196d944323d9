import type { Sql } from 'postgres'
import type { Keys } from '../data/keys.ts'

/** A login of the embedded stack: whose rights it has, and how long it may hold the database. */
interface Login {
  name: string
  memberOf: string[]
  password: keyof Keys['passwords']
  settings: Record<string, string>
}

const short = { statement_timeout: '15s', lock_timeout: '5s', idle_in_transaction_session_timeout: '30s' }

const logins: Login[] = [
  {
    // Supabase Lite: needs to inherit, or it sees no tables; owns nothing, so it cannot grant anything.
    name: 'lapel_api',
    memberOf: ['anon', 'authenticated', 'platform_staff', 'service_role', 'supabase_auth_admin'],
    password: 'api',
    settings: short,
  },
  { name: 'lapel_server', memberOf: ['service_role'], password: 'server', settings: short },
  {
    name: 'lapel_worker',
    memberOf: ['service_role'],
    password: 'worker',
    settings: { lock_timeout: '30s', idle_in_transaction_session_timeout: '10min' },
  },
]

async function ensureLogin(sql: Sql, login: Login, keys: Keys): Promise<void> {
  const [known] = await sql`select from pg_catalog.pg_roles where rolname = ${login.name}`
  const verb = known ? 'alter' : 'create'
  // Passwords are base64url, so quoting them is enough.
  await sql.unsafe(`${verb} role ${login.name} login inherit password '${keys.passwords[login.password]}'`)
  await sql.unsafe(`grant ${login.memberOf.join(', ')} to ${login.name}`)
  for (const [setting, value] of Object.entries(login.settings)) {
    await sql.unsafe(`alter role ${login.name} set ${setting} = '${value}'`)
  }
}

/** Creates or renews the logins that the server, the data API and the worker use. Runs after the migrations. */
export async function ensureLogins(sql: Sql, keys: Keys): Promise<void> {
  for (const login of logins) await ensureLogin(sql, login, keys)
  await sql.unsafe(`
    grant lapel_worker to current_user;
    create schema if not exists graphile_worker authorization lapel_worker;
    grant usage on schema supabase_migrations to lapel_api, service_role;
    grant select on all tables in schema supabase_migrations to lapel_api, service_role;
  `)
}

/** The connection string of a login, on the database that `ownerUrl` points to. */
export function loginUrl(ownerUrl: string, keys: Keys, login: keyof Omit<Keys['passwords'], 'owner'>): string {
  const url = new URL(ownerUrl)
  // Supabase's pooler wants `user.project`.
  url.username = url.username.replace(/^[^.]+/, `lapel_${login}`)
  url.password = keys.passwords[login]
  return url.href
}
