import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clone, cloneDatabase } from '../harness/clone.ts'
import { connectOwner } from '../harness/connections.ts'
import { fingerprint, foundOrganizations, provision, refresh, verify } from './schemas.ts'

let clone: Clone
let sql: Sql
let organizations: string[]
let schemas: string[]

beforeAll(async () => {
  clone = await cloneDatabase()
  sql = connectOwner(clone.url)
  organizations = await foundOrganizations(sql, 30)
  schemas = await provision(sql, organizations)
})

afterAll(async () => {
  await sql.end({ timeout: 5 })
  await clone.drop()
})

test('thirty schemas are made at once, each as the registry says', async () => {
  expect(new Set(schemas).size).toBe(30)
  expect(await verify(sql)).toEqual([])
  const [count] = await sql`
    select count(*)::int as tables from pg_tables where schemaname = any(${schemas}) and tableowner = schemaname`
  expect(count?.tables).toBe(30 * 6)
})

test('running it all again changes not one row of the catalog', async () => {
  const before = await fingerprint(sql)
  expect(before.length).toBeGreaterThan(30 * 200)
  expect(await refresh(sql)).toEqual([])
  expect(await provision(sql, organizations)).toEqual(schemas)
  expect(await fingerprint(sql)).toEqual(before)
})

test('a column that the registry gains is added everywhere, and rows keep their place', async () => {
  await sql.unsafe(`insert into ${schemas[0]}.sites (name) values ('Kept')`)
  await sql`insert into private.core_columns (table_name, position, name, type, default_value)
    values ('sites', 20, 'locale', 'text', '''en''::text')`
  const findings = await refresh(sql)
  expect(findings).toHaveLength(30)
  expect(new Set(findings.map((found) => `${found.object} ${found.problem} ${found.outcome}`))).toEqual(
    new Set(['sites.locale is missing repaired']),
  )
  const rows = await sql.unsafe(`select name, locale from ${schemas[0]}.sites`)
  expect([...rows]).toEqual([{ name: 'Kept', locale: 'en' }])
  expect(await refresh(sql)).toEqual([])
})

test('a refresh cut off in the middle leaves its batch untouched, and the next one finishes', async () => {
  const later = await foundOrganizations(sql, 30)
  const [first, second] = [later.slice(0, 10), later.slice(10)]
  await provision(sql, first)
  const before = await fingerprint(sql)
  const victim = connectOwner(clone.url)
  const [backend] = await victim`select pg_backend_pid() as pid`
  // In the middle: schemas are made in the order of their names, and somebody else is just making the last one.
  const other = connectOwner(clone.url)
  const blocker = await other.reserve()
  const [last] = await sql<{ name: string }[]>`
    select max('tenant_' || replace(slug, '-', '_')) as name from public.organizations where id = any(${second}::uuid[])`
  await blocker.unsafe(`begin; create schema ${last?.name}`)
  const cut = provision(victim, second).then(
    () => 'finished',
    () => 'cut off',
  )
  const isBlocked = async () => {
    const [found] = await sql`select cardinality(pg_blocking_pids(${backend?.pid})) > 0 as blocked`
    return found?.blocked
  }
  await expect.poll(isBlocked, { timeout: 60_000, interval: 20 }).toBe(true)
  await sql`select pg_terminate_backend(${backend?.pid})`
  expect(await cut).toBe('cut off')
  await blocker.unsafe('rollback')
  blocker.release()
  await Promise.all([victim.end({ timeout: 1 }), other.end({ timeout: 1 })])
  expect(await fingerprint(sql)).toEqual(before)
  await provision(sql, second)
  expect(await verify(sql)).toEqual([])
  const [left] = await sql`select count(*)::int as without from public.organizations where schema_name is null`
  expect(left?.without).toBe(0)
})

test('two operators at once take turns and make one set of schemas', async () => {
  const later = await foundOrganizations(sql, 5)
  const other = connectOwner(clone.url)
  const [one, two] = await Promise.all([provision(sql, later), provision(other, later)])
  await other.end()
  expect(one).toEqual(two)
  expect(await verify(sql)).toEqual([])
})

test('a table that a tenant holds is reported instead of waited for, and repaired later', async () => {
  const schema = schemas[1]
  await sql.unsafe(`drop index ${schema}.leads_email_idx`)
  const tenant = connectOwner(clone.url)
  const held = await tenant.reserve()
  await held.unsafe(`begin; lock table ${schema}.leads in row exclusive mode`)
  const findings = await refresh(sql)
  expect(findings.map((found) => found.outcome)).toEqual(['failed: canceling statement due to lock timeout'])
  await held.unsafe('rollback')
  held.release()
  await tenant.end()
  expect((await refresh(sql)).map((found) => found.outcome)).toEqual(['repaired'])
})
