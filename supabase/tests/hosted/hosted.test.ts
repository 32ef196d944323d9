import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '@lapel/server/database/migrations'
import { ensureSupabaseRoles } from '@lapel/server/database/roles'
import { ensureVault } from '@lapel/server/database/vault'
import { ensureAuthSchema } from '@lapel/server/supabase'
import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBareCluster } from '../harness/cluster.ts'
import { connectOwner, databaseUrl, withOwner } from '../harness/connections.ts'

let superuser: Sql
let migrations = 0
let end = async () => {}

beforeAll(async () => {
  const cluster = await startBareCluster()
  end = cluster.stop
  await withOwner(cluster.url, (sql) => sql.unsafe('create database project'))
  const url = databaseUrl(cluster.url, 'project')
  superuser = connectOwner(url)
  end = async () => {
    await superuser.end({ timeout: 5 })
    await cluster.stop()
  }
  await ensureSupabaseRoles(superuser)
  await ensureAuthSchema(superuser, url, cluster.keys)
  await ensureVault(superuser)
  await superuser.unsafe(readFileSync(join(import.meta.dirname, 'project.sql'), 'utf8'))
  await superuser.unsafe('alter database project owner to hosted')
  const hosted = new URL(url)
  hosted.username = 'hosted'
  hosted.password = 'hosted'
  migrations = await withOwner(hosted.href, (sql) => migrate(sql))
})
afterAll(() => end())

/** Runs statements with a role's rights, and gives the rows of the last one. */
async function as(role: string, userId: string | null, ...statements: string[]): Promise<Record<string, unknown>[]> {
  return superuser.begin(async (sql) => {
    await sql`select set_config('request.jwt.claim.sub', ${userId ?? ''}, true), set_config('request.jwt.claim.role', ${role}, true)`
    await sql.unsafe(`set local role ${role}`)
    let rows: Record<string, unknown>[] = []
    for (const statement of statements) rows = [...(await sql.unsafe(statement))]
    return rows
  })
}

async function signUp(email: string): Promise<string> {
  const [row] = await as(
    'supabase_auth_admin',
    null,
    `insert into auth.users (id, email, raw_user_meta_data) values (gen_random_uuid(), '${email}', '{"company": "Acme"}') returning id`,
  )
  return String(row?.id)
}

test('an owner who is no superuser runs every migration', () => {
  expect(migrations).toBeGreaterThan(8)
})

test('signing up provisions a tenant that its owner sees', async () => {
  const userId = await signUp('owner@example.com')
  expect(await as('authenticated', userId, 'select name from public.organizations')).toEqual([{ name: 'Acme' }])
  const [access] = await as('authenticated', userId, `select public.my_access() #>> '{organizations,0,role}' as role`)
  expect(access).toEqual({ role: 'owner' })
})

test('the first session, which the auth server writes, says where a new user came from', async () => {
  const userId = await signUp('new@example.com')
  await as(
    'supabase_auth_admin',
    null,
    `insert into auth.sessions (id, user_id, ip, user_agent) values (gen_random_uuid(), '${userId}', '203.0.113.77', 'Firefox')`,
  )
  const [origin] = await superuser`
    select created_ip::text as network, created_user_agent as browser from public.user_creation_audit where user_id = ${userId}`
  expect(origin).toEqual({ network: '203.0.113.0/24', browser: 'Firefox' })
})

test('the owner of the migrations makes staff, whose token says so and who see every tenant', async () => {
  const userId = await signUp('staff@example.com')
  await as('hosted', null, `insert into public.platform_admins (user_id, role) values ('${userId}', 'admin')`)
  const [user] = await superuser`select role from auth.users where id = ${userId}`
  expect(user).toEqual({ role: 'platform_staff' })
  const [count] = await as('platform_staff', userId, 'select count(*)::int as tenants from public.organizations')
  expect(count?.tenants).toBeGreaterThanOrEqual(2)
  const [change] = await as(
    'platform_staff',
    userId,
    `select (public.set_plan_limit('free', 'users', 3, 'hard', 0, 'Because')).limit_value as value`,
  )
  expect(change).toEqual({ value: 3 })
  const [member] = await superuser`select pg_has_role('authenticator', 'platform_staff', 'set') as can`
  expect(member).toEqual({ can: true })
})

test('of staff with an authenticator app the database asks its code, as Supabase Auth notes it in the token', async () => {
  const userId = await signUp('careful@example.com')
  await as('hosted', null, `insert into public.platform_admins (user_id, role) values ('${userId}', 'admin')`)
  const roleWith = async (claims: object) => {
    const [access] = await as(
      'platform_staff',
      userId,
      `select set_config('request.jwt.claims', '${JSON.stringify(claims)}', true)`,
      `select public.my_access() ->> 'staff_role' as role`,
    )
    return access?.role
  }
  expect(await roleWith({ aal: 'aal1' })).toBe('admin')
  const factor = `insert into auth.mfa_factors (id, user_id, status) values (gen_random_uuid(), '${userId}', 'verified')`
  await as('supabase_auth_admin', null, factor)
  expect(await roleWith({ aal: 'aal1' })).toBeNull()
  expect(await roleWith({ aal: 'aal2' })).toBe('admin')
})

test('what the project hands out by default is taken back', async () => {
  const held = await superuser`
    select role, c.oid::regclass::text as object from pg_class c cross join unnest(array['anon', 'authenticated', 'service_role']) role
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'partitions'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm')
      -- What authenticated may insert and delete is granted by name; the invariants list it.
      and has_table_privilege(role, c.oid, case role when 'anon' then 'select, insert, update, delete, truncate'
        when 'authenticated' then 'update, truncate' else 'insert, update, delete, truncate' end)
    union all
    select role, p.oid::regprocedure::text from pg_proc p cross join unnest(array['anon']) role
    where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and has_function_privilege(role, p.oid, 'execute')`
  expect([...held]).toEqual([])
})

test('the server submits, and functions that need chance have it', async () => {
  const [chance] = await as('lapel_definer', null, `select private.random_id('w_') as id`)
  expect(chance?.id).toMatch(/^w_[0-9A-Za-z]{24}$/)
  const [answer] = await as(
    'service_role',
    null,
    `select private.accept_submissions('[{}]') #>> '{verdicts,0,0}' as verdict`,
  )
  expect(answer).toEqual({ verdict: 'INSTANCE_NOT_FOUND' })
})
