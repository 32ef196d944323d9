import { randomBytes } from 'node:crypto'
import type { Patient } from '@lapel/server/doctor/check'
import { planLimits } from '@lapel/server/doctor/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clone, cloneDatabase } from '../../supabase/tests/harness/clone.ts'
import { connectOwner } from '../../supabase/tests/harness/connections.ts'
import { Installation } from './lapel.ts'

// Roles belong to the cluster, which other test files share.
const prefix = `c${randomBytes(4).toString('hex')}`
const count = 120

let clone: Clone
let sql: ReturnType<typeof connectOwner>
let lapel: Installation

beforeAll(async () => {
  clone = await cloneDatabase()
  sql = connectOwner(clone.url)
  lapel = new Installation(clone.url)
  await sql`insert into public.organizations (name, slug)
    select ${prefix} || '-' || n, ${prefix} || '-' || n from generate_series(1, ${count}) n`
})

afterAll(async () => {
  lapel.remove()
  await sql.end({ timeout: 5 })
  await clone.drop()
})

const provisioned = async () => {
  const [row] = await sql`select count(*)::int as n from public.organizations where schema_name is not null`
  return row?.n
}

test('create makes one schema by slug, once', async () => {
  const first = await lapel.run('tenants', 'create', `${prefix}-1`)
  expect(first).toMatchObject({ code: 0, stdout: `Created the schema of ${prefix}-1.\n` })
  const second = await lapel.run('tenants', 'create', `${prefix}-1`, '--json')
  expect(JSON.parse(second.stdout)).toEqual({ ok: true, dry_run: false, created: [], failures: [] })
  expect(await provisioned()).toBe(1)
})

test.each([[[]], [['--all', 'also-a-slug']], [['no-such-organization']]])(
  'create with %j is wrong use',
  async (args) => {
    expect((await lapel.run('tenants', 'create', ...args)).code).toBe(2)
  },
)

test('create --all says first what it would do, stops cleanly on Ctrl-C, and finishes when run again', async () => {
  const dry = await lapel.run('tenants', 'create', '--all', '--dry-run')
  expect(dry).toMatchObject({ code: 0, stdout: `Would create ${count - 1} schemas.\n` })
  expect(await provisioned()).toBe(1)

  const cut = lapel.start('tenants', 'create', '--all')
  await expect.poll(() => cut.progress(), { timeout: 60_000, interval: 20 }).toContain(`50 of ${count - 1} schemas\n`)
  cut.child.kill('SIGINT')
  expect((await cut.ended).code).toBe(130)
  // A batch that had begun ends whole or not at all.
  const sessions = () =>
    sql`select from pg_stat_activity where application_name = 'lapel-operator' and datname = ${clone.name}`
  await expect.poll(async () => (await sessions()).length, { timeout: 60_000 }).toBe(0)
  expect([51, 101]).toContain(await provisioned())

  expect((await lapel.run('tenants', 'create', '--all')).code).toBe(0)
  expect(await provisioned()).toBe(count)
  expect(await lapel.run('tenants', 'verify')).toMatchObject({
    code: 0,
    stdout: `${count} schemas are as they should be.\n`,
  })
  const listed = JSON.parse((await lapel.run('tenants', 'list', '--json')).stdout) as { present: boolean }[]
  expect(listed.filter((tenant) => tenant.present)).toHaveLength(count)
})

test('verify reports what refresh-core-tables repairs, and what it leaves to a person', async () => {
  const schema = `tenant_${prefix}_1`
  await sql.unsafe(`drop index ${schema}.leads_email_idx; alter table ${schema}.pages alter column sort type bigint`)
  const verified = await lapel.run('tenants', 'verify', '--json')
  expect(verified.code).toBe(1)
  expect(JSON.parse(verified.stdout)).toMatchObject({
    ok: false,
    schemas: count,
    deviations: [
      { schema_name: schema, object: 'pages.sort', repairable: false },
      { schema_name: schema, object: 'leads.leads_email_idx', repairable: true },
    ],
  })
  const dry = await lapel.run('tenants', 'refresh-core-tables', '--dry-run')
  expect(dry.code).toBe(1)
  expect(dry.stdout).toContain(`leads.leads_email_idx index is missing: would be repaired (${schema})`)

  const refreshed = await lapel.run('tenants', 'refresh-core-tables', '--maintenance')
  expect(refreshed.code).toBe(1)
  expect(refreshed.stdout).toContain(`leads.leads_email_idx index is missing: repaired (${schema})`)
  expect(refreshed.stdout).toContain('pages.sort has the type bigint instead of integer: needs a person')
  await sql.unsafe(`alter table ${schema}.pages alter column sort type int`)
  expect((await lapel.run('tenants', 'refresh-core-tables')).code).toBe(0)
  const switched = await sql`select after ->> 'value' as value from public.audit_logs
    where entity = 'platform_settings' order by seq`
  expect(switched.map((row) => row.value)).toEqual(['true', 'false'])
})

test('maintenance is switched with a reason, and says whether it changed', async () => {
  expect((await lapel.run('maintenance', 'on')).code).toBe(2)
  expect(await lapel.run('maintenance', 'on', '--reason', 'Moving house')).toMatchObject({
    code: 0,
    stdout: 'Maintenance is on.\n',
  })
  const [row] = await sql`select private.in_maintenance() as "on"`
  expect(row?.on).toBe(true)
  const off = await lapel.run('maintenance', 'off', '--reason', 'Moved', '--json')
  expect(JSON.parse(off.stdout)).toEqual({ maintenance: false, changed: true })
})

const planLimitsKept = async () => planLimits.look({ owner: sql } as Patient)

test('limits go off and on again everywhere, recounted', async () => {
  const schema = `tenant_${prefix}_2`
  const dry = await lapel.run('limits', 'disable', '--reason', 'A bug', '--dry-run', '--json')
  expect(JSON.parse(dry.stdout)).toEqual({ enabled: false, dry_run: true, switched: count + 1 })
  expect((await lapel.run('limits', 'disable', '--reason', 'A bug')).stdout).toBe(
    `${count + 1} triggers were switched off.\n`,
  )
  expect(await planLimitsKept()).toEqual({
    ok: false,
    detail: 'off or missing: trg_organization_members_enforce_max_users, trg_sites_enforce_max_sites',
  })
  await sql.unsafe(`insert into ${schema}.sites (name) values ('One'), ('Two')`)
  expect((await lapel.run('limits', 'enable', '--reason', 'No bug')).code).toBe(0)
  expect(await planLimitsKept()).toMatchObject({ ok: true })
  await expect(sql.unsafe(`insert into ${schema}.sites (name) values ('Three')`)).rejects.toThrow(
    'Max sites reached - upgrade your plan.',
  )
  const [row] = await sql`select c.used from public.usage_counters c join public.organizations o on o.id = c.scope_id
    where o.schema_name = ${schema} and c.limit_type = 'sites'`
  expect(row?.used).toBe(2)
})

test('drop-former says what it would drop, drops what deleted organizations left empty, and leaves what holds rows', async () => {
  const [empty, filled] = [`tenant_${prefix}_3`, `tenant_${prefix}_4`]
  await sql`delete from public.organizations where schema_name in (${empty}, ${filled})`
  await sql.unsafe(`create table ${filled}.notes (note text); insert into ${filled}.notes values ('Kept')`)
  expect((await lapel.run('tenants', 'drop-former', `tenant_${prefix}_5`)).code).toBe(2)

  const left = `${filled}: needs a person: it holds rows\n`
  const dry = await lapel.run('tenants', 'drop-former', '--dry-run')
  expect(dry).toMatchObject({ code: 1, stdout: `${empty}: would be dropped\n${left}` })
  expect(await lapel.run('tenants', 'drop-former')).toMatchObject({ code: 1, stdout: `${empty}: dropped\n${left}` })
  const schemas = await sql`select nspname from pg_namespace where nspname in (${empty}, ${filled})`
  expect(schemas.map((row) => row.nspname)).toEqual([filled])
  expect(await sql`select from pg_roles where rolname = ${empty}`).toHaveLength(0)

  await sql.unsafe(`drop table ${filled}.notes`)
  const rest = await lapel.run('tenants', 'drop-former', filled, '--json')
  expect(JSON.parse(rest.stdout)).toEqual({
    ok: true,
    dry_run: false,
    schemas: [{ schema_name: filled, outcome: 'dropped' }],
  })
  expect(await lapel.run('tenants', 'drop-former')).toMatchObject({
    code: 0,
    stdout: 'Every tenant schema belongs to an organization.\n',
  })
})
