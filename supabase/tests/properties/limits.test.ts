import fc from 'fast-check'
import postgres, { type TransactionSql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../harness/world.ts'

type Tenant = 'northwind' | 'globex'
type Command =
  | { do: 'add' | 'remove' | 'suspend' | 'return'; tenant: Tenant; person: number }
  | { do: 'move'; person: number; tenant: Tenant }
  | { do: 'override'; tenant: Tenant; value: number | null; grace: number }
  | { do: 'plan'; tenant: Tenant; plan: 'free' | 'team' }
  | { do: 'upgrading'; tenant: Tenant; on: boolean }

const tenant = fc.constantFrom<Tenant>('northwind', 'globex')
const person = fc.integer({ min: 0, max: 7 })
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), tenant, person }) },
  fc.record({ do: fc.constantFrom('remove' as const, 'suspend' as const, 'return' as const), tenant, person }),
  fc.record({ do: fc.constant('move' as const), person, tenant }),
  fc.record({
    do: fc.constant('override' as const),
    tenant,
    value: fc.option(fc.integer({ min: 0, max: 6 })),
    grace: fc.integer({ min: 0, max: 2 }),
  }),
  fc.record({ do: fc.constant('plan' as const), tenant, plan: fc.constantFrom('free' as const, 'team' as const) }),
  fc.record({ do: fc.constant('upgrading' as const), tenant, on: fc.boolean() }),
)

/** What the rules say, in memory: who is where, and what each tenant may hold. */
class Model {
  readonly places = new Map<number, { tenant: Tenant; active: boolean }>()
  private readonly plan = { northwind: 2, globex: 2 }
  private readonly override: Record<Tenant, number | null> = { northwind: null, globex: null }
  private readonly upgrading = { northwind: false, globex: false }

  // The owner is always there.
  used(of: Tenant): number {
    return 1 + [...this.places.values()].filter((place) => place.tenant === of && place.active).length
  }

  private hasRoom(of: Tenant): boolean {
    return this.upgrading[of] || this.used(of) + 1 <= (this.override[of] ?? this.plan[of])
  }

  /** Carries a command out; says whether the database must refuse it. */
  run(next: Command): boolean {
    if (next.do === 'override') this.override[next.tenant] = next.value === null ? null : next.value + next.grace
    else if (next.do === 'plan') this.plan[next.tenant] = next.plan === 'free' ? 2 : 10
    else if (next.do === 'upgrading') this.upgrading[next.tenant] = next.on
    else return !this.place(next)
    return false
  }

  private place(next: Extract<Command, { person: number }>): boolean {
    const now = this.places.get(next.person)
    if (next.do === 'add') {
      if (now) return true
      return this.enter(next.person, next.tenant)
    }
    if (!now) return true
    if (next.do === 'remove') this.places.delete(next.person)
    else if (next.do === 'suspend') this.places.set(next.person, { ...now, active: false })
    else if (next.do === 'return') return now.active || this.enter(next.person, now.tenant)
    else if (now.tenant !== next.tenant) {
      if (now.active) return this.enter(next.person, next.tenant)
      this.places.set(next.person, { tenant: next.tenant, active: false })
    }
    return true
  }

  private enter(who: number, into: Tenant): boolean {
    if (!this.hasRoom(into)) return false
    this.places.set(who, { tenant: into, active: true })
    return true
  }
}

let world: World
let people: string[]

beforeAll(async () => {
  world = await makeWorld()
  const made = await world.sql<
    { id: string }[]
  >`select tests.sign_up_without_tenant('person' || n) as id from generate_series(1, 8) n`
  people = made.map((row) => row.id)
  await world.sql`delete from public.organization_members where organization_id = tests.id('northwind') and role <> 'owner'`
  await world.sql`update public.organizations set plan_id = 'free'`
}, 120_000)

afterAll(() => world.close())

function send(sql: TransactionSql, next: Command): PromiseLike<unknown> {
  switch (next.do) {
    case 'add':
      return sql`insert into public.organization_members (organization_id, user_id, role)
        select tests.id(${next.tenant}), ${people[next.person] ?? ''}, 'viewer' where not exists (
          select from public.organization_members where user_id = ${people[next.person] ?? ''})`
    case 'remove':
      return sql`delete from public.organization_members where user_id = ${people[next.person] ?? ''}`
    case 'suspend':
    case 'return':
      return sql`update public.organization_members set status = ${next.do === 'return' ? 'active' : 'removed'} where user_id = ${people[next.person] ?? ''}`
    case 'move':
      return sql`update public.organization_members set organization_id = tests.id(${next.tenant}) where user_id = ${people[next.person] ?? ''}`
    case 'override':
      return next.value === null
        ? sql`delete from public.limit_overrides where organization_id = tests.id(${next.tenant})`
        : sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, grace_amount, reason)
            values (tests.id(${next.tenant}), 'users', ${next.value}, ${next.grace}, 'property')
            on conflict (organization_id, workspace_id, limit_type) do update set limit_value = excluded.limit_value, grace_amount = excluded.grace_amount`
    case 'plan':
      return sql`update public.organizations set plan_id = ${next.plan} where id = tests.id(${next.tenant})`
    case 'upgrading':
      return sql`update public.organizations set plan_status = ${next.on ? 'upgrading' : 'active'} where id = tests.id(${next.tenant})`
  }
}

class Undo extends Error {}

test('whatever happens, the database lets in exactly whom the rules let in, and counts them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), async (commands) => {
      const model = new Model()
      await world.sql
        .begin(async (tx) => {
          for (const next of commands) {
            const refused = await tx
              .savepoint((inner) => send(inner, next))
              .then(
                () => false,
                (error: unknown) => {
                  if (error instanceof postgres.PostgresError && error.code === 'PT402') return true
                  throw error
                },
              )
            expect(refused, JSON.stringify(next)).toBe(model.run(next))
          }
          const counters = await tx<{ name: Tenant; used: number; rows: number }[]>`
          select n.name, c.used, (select count(*)::int from public.organization_members m where m.organization_id = n.id and m.status = 'active') as rows
          from tests.names n join public.usage_counters c on c.scope_id = n.id and c.limit_type = 'users' where n.name in ('northwind', 'globex')`
          for (const { name, used, rows } of counters)
            expect([used, rows]).toEqual([model.used(name), model.used(name)])
          throw new Undo()
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undo)) throw error
        })
    }),
    { numRuns: 40 },
  )
}, 120_000)
