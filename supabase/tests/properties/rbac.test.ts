import fc from 'fast-check'
import postgres, { type TransactionSql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../harness/world.ts'

const people = ['ada', 'alan', 'vera', 'edith'] as const
const builtIn = ['owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer'] as const
const keys = ['one', 'two'] as const
const permissions = [
  'billing.manage',
  'organization.delete',
  'members.manage',
  'roles.manage',
  'widgets.publish',
  'submissions.read',
] as const

type Person = (typeof people)[number]
type Held = Map<Person, Set<string>>

const who = fc.constantFrom(...people)
const key = fc.constantFrom(...keys)
const command = fc.oneof(
  fc.record({ do: fc.constant('change' as const), actor: who, target: who, role: fc.constantFrom(...builtIn) }),
  fc.record({ do: fc.constant('save' as const), actor: who, key, permissions: fc.subarray([...permissions]) }),
  fc.record({ do: fc.constantFrom('assign' as const, 'unassign' as const), actor: who, target: who, key }),
  fc.record({ do: fc.constant('delete' as const), actor: who, key }),
  fc.record({ do: fc.constant('invite' as const), actor: who, target: who, role: fc.constantFrom(...builtIn) }),
  fc.record({ do: fc.constant('remove' as const), actor: who, target: who }),
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

let world: World

beforeAll(async () => {
  world = await makeWorld()
  await world.sql`select tests.add_member('northwind', 'edith', 'editor')`
  // Read as whoever acts, who has no grant on roles of a tenant they left.
  await world.sql`create function tests.role_id(key text) returns uuid language sql stable security definer as
    'select r.id from public.roles r where r.organization_id = tests.id(''northwind'') and r.key = role_id.key'`
}, 120_000)

afterAll(() => world.close())

async function send(sql: TransactionSql, next: Command): Promise<unknown> {
  await sql`select tests.as_person(${next.actor})`
  switch (next.do) {
    case 'change':
      return sql`select public.change_member_role(tests.id('northwind'), tests.id(${next.target}), ${next.role})`
    case 'save':
      return sql`select public.save_role(tests.id('northwind'), ${next.key}, ${next.key}, ${[...next.permissions]})`
    case 'assign':
      return sql`select public.assign_role(tests.role_id(${next.key}), tests.id(${next.target}))`
    case 'unassign':
      return sql`select public.unassign_role(tests.role_id(${next.key}), tests.id(${next.target}))`
    case 'delete':
      return sql`select public.delete_role(tests.role_id(${next.key}))`
    case 'remove':
      return sql`select public.remove_member(tests.id('northwind'), tests.id(${next.target}))`
    case 'invite': {
      const [made] = await sql<{ token: string }[]>`
        select public.invite_member(tests.id('northwind'), ${`${next.target}@example.com`}, ${next.role}) ->> 'token' as token`
      await sql`select tests.as_person(${next.target})`
      return sql`select public.accept_invitation(${made?.token ?? ''})`
    }
  }
}

async function held(sql: TransactionSql): Promise<Held> {
  await sql`select tests.as_nobody()`
  const rows = await sql<{ name: Person; permissions: string[] }[]>`
    select n.name, array(select private.organization_permissions(tests.id('northwind'), n.id)) as permissions
    from tests.names n where n.name in ${sql([...people])}`
  return new Map(rows.map((row) => [row.name, new Set(row.permissions)]))
}

class Undo extends Error {}

test('nobody ever gains or loses by an act what the actor did not hold', async () => {
  let done = 0
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      await world.sql
        .begin(async (tx) => {
          let before = await held(tx)
          for (const next of commands) {
            const worked = await tx
              .savepoint((inner) => send(inner, next))
              .then(
                () => true,
                (error: unknown) => {
                  if (error instanceof postgres.PostgresError && error.code.startsWith('PT')) return false
                  throw error
                },
              )
            const after = await held(tx)
            const own = before.get(next.actor) ?? new Set()
            for (const person of people) {
              const [was, is] = [before.get(person) ?? new Set<string>(), after.get(person) ?? new Set<string>()]
              const moved = permissions.filter((permission) => is.has(permission) !== was.has(permission))
              if (!worked) expect(moved).toEqual([])
              // Leaving is everyone's right, and gives nothing.
              if (person === next.actor && is.size === 0) continue
              expect(
                moved.filter((permission) => !own.has(permission)),
                `${JSON.stringify(next)} on ${person}`,
              ).toEqual([])
            }
            done += worked ? 1 : 0
            before = after
          }
          const [owners] = await tx<{ count: number }[]>`select count(*)::int from public.organization_members
          where organization_id = tests.id('northwind') and role = 'owner' and status = 'active'`
          expect(owners?.count).toBeGreaterThan(0)
          throw new Undo()
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undo)) throw error
        })
    }),
    { numRuns: 40 },
  )
  expect(done, 'many of the acts were allowed').toBeGreaterThan(40)
}, 120_000)
