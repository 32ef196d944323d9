import type { Sql } from 'postgres'
import { expect, test } from 'vitest'
import { atOnce, useArena } from './arena.ts'

const arena = useArena()

async function verify(organization: string): Promise<{ entries: string; valid: boolean; first_broken: string | null }> {
  const verdicts = await arena.owner.begin(async (sql) => {
    await sql`select tests.as_person('vito')`
    return sql`select v.* from tests.names n, public.verify_audit_chain(n.id) v where n.name = ${organization}`
  })
  return verdicts[0] as never
}

const entries = async (organization: string) => Number((await verify(organization)).entries)

function rename(sql: Sql, organization: string, name: string) {
  return sql`update public.organizations set name = ${name} where id = (select id from tests.names where name = ${organization})`
}

test('32 writers of one organization keep one unbroken chain', async () => {
  const before = await entries('northwind')
  await atOnce(32, async (index) => {
    await rename(arena.owner, 'northwind', `Northwind ${index}`)
    await arena.owner`update public.workspaces set name = ${`Workspace ${index}`} where id = (select id from tests.names where name = 'northwind/main')`
  })
  expect(await verify('northwind')).toEqual({ entries: String(before + 64), valid: true, first_broken: null })
})

test('writers of different tenants never fail each other', async () => {
  const tenants = ['northwind', 'globex', 'pixel']
  const before = await Promise.all(tenants.map(entries))
  await atOnce(48, (index) =>
    arena.owner.begin(async (sql) => {
      const tenant = tenants[index % 3] ?? ''
      for (const step of [1, 2, 3]) await rename(sql as unknown as Sql, tenant, `${tenant} ${index} ${step}`)
    }),
  )
  const after = await Promise.all(tenants.map(verify))
  expect(after).toEqual(before.map((count) => ({ entries: String(count + 48), valid: true, first_broken: null })))
})

test('an unfinished change holds up its own tenant and no other', async () => {
  const inTime = (organization: string) =>
    arena.owner.begin(async (sql) => {
      await sql`set local lock_timeout = '1s'`
      await sql`update public.workspaces set name = 'New name' where id = (select id from tests.names where name = ${`${organization}/main`})`
    })
  await arena.owner.begin(async (sql) => {
    await rename(sql as unknown as Sql, 'northwind', 'Unfinished')
    await inTime('globex')
    await expect(inTime('northwind')).rejects.toMatchObject({ code: '55P03' })
  })
})

test('a change that is rolled back leaves no gap', async () => {
  const before = await entries('globex')
  await atOnce(12, async (index) => {
    const failing = arena.owner.begin(async (sql) => {
      await rename(sql as unknown as Sql, 'globex', `Globex ${index}`)
      if (index % 2 === 0) throw new Error('changed my mind')
    })
    await failing.catch(() => undefined)
  })
  expect(await verify('globex')).toEqual({ entries: String(before + 6), valid: true, first_broken: null })
})
