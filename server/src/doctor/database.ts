import { readMigrations } from '../database/migrations.ts'
import type { Check } from './check.ts'

export const database: Check = {
  name: 'Database',
  advice: 'Lapel needs Postgres 16 or newer with a database in UTF8. See postgres.log in the data directory.',
  look: async ({ owner }) => {
    const [row] = await owner<{ version: number; encoding: string }[]>`
      select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`
    if (!row) throw new Error('no answer')
    return {
      ok: row.version >= 150_000 && row.encoding === 'UTF8',
      detail: `Postgres ${Math.floor(row.version / 10_000)}.${row.version % 10_000}, ${row.encoding}`,
    }
  },
}

export const migrations: Check = {
  name: 'Migrations',
  advice: 'Stop Lapel and run npm start, which applies what is pending.',
  look: async ({ owner }) => {
    const recorded = await owner<{ version: string }[]>`select version from supabase_migrations.schema_migrations`
    const done = new Set(recorded.map((row) => row.version))
    const pending = readMigrations().filter((file) => !done.has(file.version))
    return { ok: pending.length === 0, detail: `${done.size} applied, ${pending.length} pending` }
  },
}

export const apiLogin: Check = {
  name: 'API login',
  advice: 'Stop Lapel and run npm start; if it stays, somebody has changed lapel_api: revoke what it owns.',
  look: async ({ owner }) => {
    const [row] = await owner<{ owned: number; privileged: boolean }[]>`
      select (select count(*)::int from pg_catalog.pg_shdepend d where d.refobjid = r.oid and d.deptype = 'o') as owned,
        r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb as privileged
      from pg_catalog.pg_roles r where r.rolname = 'lapel_api'`
    if (!row) throw new Error('the login lapel_api does not exist')
    const ok = row.owned === 0 && !row.privileged
    return { ok, detail: ok ? 'lapel_api owns nothing and has no privileges' : `lapel_api owns ${row.owned} objects` }
  },
}

export const anonymousRole: Check = {
  name: 'Anonymous role',
  advice: 'Revoke these rights: revoke all on <table> from anon, public.',
  look: async ({ owner }) => {
    const open = await owner<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'private', 'partitions', 'auth') and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and has_table_privilege('anon', c.oid, 'select, insert, update, delete, truncate, references, trigger')
      order by 1`
    if (open.length === 0) return { ok: true, detail: 'anon has no right on any table' }
    return { ok: false, detail: `anon has rights on ${open.map((row) => row.name).join(', ')}` }
  },
}

export const planLimits: Check = {
  name: 'Plan limits',
  advice: 'Nothing refuses what a plan does not allow: lapel limits enable --reason <why>.',
  look: async ({ owner }) => {
    const triggers = await owner<{ name: string; on: boolean }[]>`
      select g.tgname as name, g.tgenabled in ('O', 'A') as on from pg_catalog.pg_trigger g
      join pg_catalog.pg_class c on c.oid = g.tgrelid
      where g.tgname ~ '^trg_.*_enforce_max_' and (c.relnamespace = 'public'::regnamespace
        or c.oid in (select t.table_id from private.tenant_core_tables t)) order by 1`
    const off = [...new Set(triggers.filter(({ on }) => !on).map(({ name }) => name))]
    if (!triggers.some(({ name }) => name === 'trg_organization_members_enforce_max_users'))
      off.push('trg_organization_members_enforce_max_users')
    const ok = off.length === 0
    return { ok, detail: ok ? `${triggers.length} triggers keep them` : `off or missing: ${off.join(', ')}` }
  },
}
