import type { Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Clone, cloneDatabase } from '../harness/clone.ts'
import { connectOwner } from '../harness/connections.ts'
import { foundOrganizations, provision } from './schemas.ts'

const limit = 7
const writers = 64

let clone: Clone
let sql: Sql
let pools: Sql[]
let organization = ''
let schema = ''

beforeAll(async () => {
  clone = await cloneDatabase()
  sql = connectOwner(clone.url)
  pools = [connectOwner(clone.url, 12), connectOwner(clone.url, 12)]
  ;[organization = ''] = await foundOrganizations(sql, 1)
  ;[schema = ''] = await provision(sql, [organization])
  await sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
    values (${organization}, 'sites', ${limit}, 'A small number')`
})

afterAll(async () => {
  await Promise.all([sql, ...pools].map((pool) => pool.end({ timeout: 5 })))
  await clone.drop()
})

async function state(): Promise<{ sites: number; used: number }> {
  const [row] = await sql<{ sites: number; used: number }[]>`
    select private.count_sites(${organization})::int as sites, coalesce((select c.used from public.usage_counters c
      where c.scope_id = ${organization} and c.limit_type = 'sites'), 0) as used`
  if (!row) throw new Error('no answer')
  return row
}

/** What came of parallel inserts, on both pools in turn. */
async function race(statement: (writer: number) => string): Promise<string[]> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: writers }, (_, writer) => pools[writer % 2]?.unsafe(statement(writer))),
  )
  return outcomes.map((one) => (one.status === 'fulfilled' ? 'added' : (one.reason as Error).message))
}

test('parallel writers on two pools leave exactly as many sites as the plan allows, round after round', async () => {
  for (let round = 0; round < 100; round += 1) {
    const outcomes = await race((writer) => `insert into ${schema}.sites (name) values ('Site ${writer}')`)
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(limit)
    expect(new Set(outcomes)).toEqual(new Set(['added', 'Max sites reached - upgrade your plan.']))
    expect(await state()).toEqual({ sites: limit, used: limit })
    await sql.unsafe(`delete from ${schema}.sites`)
    expect(await state()).toEqual({ sites: 0, used: 0 })
  }
}, 120_000)

test('writers who add and remove at once keep the counter equal to what is there', async () => {
  await race((writer) =>
    writer % 3 === 0
      ? `delete from ${schema}.sites where id = (select id from ${schema}.sites limit 1 for update skip locked)`
      : `insert into ${schema}.sites (name) values ('Site ${writer}')`,
  )
  const { sites, used } = await state()
  expect(used).toBe(sites)
  expect(sites).toBeLessThanOrEqual(limit)
  await sql.unsafe(`delete from ${schema}.sites`)
})

test('bulk inserts of different sizes never meet in the middle of the limit', async () => {
  await race(
    (writer) =>
      `insert into ${schema}.sites (name) select 'Bulk ${writer} ' || n from generate_series(1, ${1 + (writer % 4)}) n`,
  )
  const { sites, used } = await state()
  expect(used).toBe(sites)
  expect(sites).toBeLessThanOrEqual(limit)
  expect(sites).toBeGreaterThan(limit - 4)
  await sql.unsafe(`delete from ${schema}.sites`)
})

test('limits switched on while sites are written count every one of them', async () => {
  await sql`select private.set_limit_triggers(false)`
  const adding = race((writer) => `insert into ${schema}.sites (name) values ('Site ${writer}')`)
  await sql`select private.set_limit_triggers(true)`
  await adding
  const { sites, used } = await state()
  expect(used).toBe(sites)
  expect(sites).toBeGreaterThan(0)
})
