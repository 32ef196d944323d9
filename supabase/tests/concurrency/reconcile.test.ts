import { describeReconciliation, type Queries, reconcileUsage } from '@lapel/server/reconcileUsage'
import { expect, test } from 'vitest'
import { useArena } from './arena.ts'

const arena = useArena()

/** The server's role, one statement a transaction: what the worker gives its jobs. */
const client: Queries = {
  query: async (text, values) => ({ rows: await arena.service.unsafe(text, values) }),
}

const idOf = async (name: string) => {
  const [row] = await arena.owner<{ id: string }[]>`select id from tests.names where name = ${name}`
  return row?.id ?? ''
}

/** The use of widgets as the counter says, by organization. */
const counted = async () => {
  const rows = await arena.owner<{ name: string; used: number }[]>`
    select n.name, c.used from public.usage_counters c join tests.names n on n.id = c.scope_id
    where c.limit_type = 'widgets' and n.name in ('northwind', 'globex', 'pixel') order by 1`
  return Object.fromEntries(rows.map(({ name, used }) => [name, used]))
}

test('each tenant is repaired on its own, and one that fails keeps no other from it', async () => {
  const [northwind, globex, pixel] = await Promise.all(['northwind', 'globex', 'pixel'].map(idOf))
  const right = await counted()
  await arena.owner`update public.usage_counters set used = used + 5 where limit_type = 'widgets'`
  await arena.owner.unsafe(`
    create function tests.fn_break() returns trigger language plpgsql as $$ begin raise exception 'out of luck'; end $$;
    create trigger trg_break before update on public.usage_counters for each row
      when (old.organization_id = '${globex}') execute function tests.fn_break()`)

  const result = await reconcileUsage(client)
  expect(result.repaired).toEqual({ [northwind ?? '']: 1, [pixel ?? '']: 1 })
  expect(result.failed).toEqual({ [globex ?? '']: 'out of luck' })
  expect(describeReconciliation(result)).toContain(`left ${globex} as it is: out of luck`)
  expect(await counted()).toEqual({ ...right, globex: (right.globex ?? 0) + 5 })

  await arena.owner`drop trigger trg_break on public.usage_counters`
  expect((await reconcileUsage(client)).repaired).toEqual({ [globex ?? '']: 1 })
  expect(await counted()).toEqual(right)
  expect(describeReconciliation(await reconcileUsage(client))).toBeNull()
})

test('a repair says in the audit log what differed', async () => {
  const northwind = await idOf('northwind')
  await arena.owner`update public.usage_counters set used = used - 1 where scope_id = ${northwind} and limit_type = 'users'`
  await reconcileUsage(client)
  const [entry] = await arena.owner`
    select actor_role, after from public.audit_logs where organization_id = ${northwind} order by seq desc limit 1`
  expect(entry).toMatchObject({
    actor_role: 'job',
    after: { repaired: [{ limit_type: 'users', scope_id: northwind, difference: 1 }] },
  })
})
