import type { Sql } from 'postgres'
import { expect, test } from 'vitest'
import { atOnce, useArena, waitForQueue } from './arena.ts'

const writers = 32
// One more, which holds them all up.
const arena = useArena(writers + 1)

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

/** Adds something that is audited and that nobody else touches. */
const addRole = (organization: string, index: number) =>
  arena.owner.begin(async (sql) => {
    await sql`set local lock_timeout = '20s'`
    await sql`insert into public.roles (organization_id, key, name)
      select id, ${`role_${index}`}, 'Role' from tests.names where name = ${organization}`
  })

test('32 writers who wait for one chain go on one after the other, and those of other tenants do not wait', async () => {
  const tenants = ['northwind', 'globex', 'pixel']
  const before = await Promise.all(tenants.map(entries))
  const waiting: Promise<unknown>[] = []
  await arena.owner.begin(async (sql) => {
    await rename(sql as unknown as Sql, 'northwind', 'Held')
    for (let index = 2; index < writers; index++) waiting.push(addRole('northwind', index))
    await waitForQueue(arena, writers - 2)
    // Two connections are left: they get through while thirty wait for the first tenant.
    await Promise.all([addRole('globex', 0), addRole('pixel', 0)])
    waiting.push(addRole('northwind', 0), addRole('northwind', 1))
  })
  await Promise.all(waiting)
  const after = await Promise.all(tenants.map(verify))
  const added = [writers + 1, 1, 1]
  expect(after).toEqual(
    before.map((count, n) => ({ entries: String(count + (added[n] ?? 0)), valid: true, first_broken: null })),
  )
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
