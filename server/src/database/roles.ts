import type { Sql } from 'postgres'

/** The roles every Supabase project has; migrations rely on them. Values are what CREATE ROLE adds to NOLOGIN. */
const supabaseRoles = {
  anon: '',
  authenticated: '',
  service_role: 'bypassrls',
  supabase_auth_admin: '',
  authenticator: 'noinherit',
}

/** Creates the roles of a Supabase project where they are missing. */
export async function ensureSupabaseRoles(sql: Sql): Promise<void> {
  const existing = await sql<{ rolname: string }[]>`
    select rolname from pg_catalog.pg_roles where rolname = any(${Object.keys(supabaseRoles)})`
  const known = new Set(existing.map((row) => row.rolname))
  for (const [role, attributes] of Object.entries(supabaseRoles)) {
    if (!known.has(role)) await sql.unsafe(`create role ${role} nologin ${attributes}`)
  }
  if (!known.has('authenticator')) await sql`grant anon, authenticated, service_role to authenticator`
}
