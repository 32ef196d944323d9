import fc from 'fast-check'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../harness/world.ts'

const has = 20
const clients = ['bakery', 'garage', 'cafe', 'salon'] as const
type Client = (typeof clients)[number]

const command = fc.record({
  client: fc.constantFrom(...clients),
  give: fc.option(
    fc.record({ widgets: fc.integer({ min: 0, max: 14 }), users: fc.option(fc.integer({ min: 0, max: 60 })) }),
  ),
})

let world: World

beforeAll(async () => {
  world = await makeWorld()
  await world.sql`select tests.add_client('cafe', 'pixel'), tests.add_client('salon', 'pixel')`
  await world.sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('pixel'), 'widgets', ${has}, 'property')`
}, 120_000)

afterAll(() => world.close())

class Undo extends Error {}

test('an agency hands out exactly what still fits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 20 }), async (commands) => {
      const given = new Map<Client, { widgets: number; users: number | null }>()
      const total = (pick: 'widgets' | 'users', without: Client) =>
        [...given].filter(([client]) => client !== without).reduce((sum, [, limits]) => sum + (limits[pick] ?? 0), 0)
      await world.sql
        .begin(async (tx) => {
          await tx`select tests.as_person('agnes')`
          for (const { client, give } of commands) {
            const limits = give && JSON.stringify(give.users === null ? { widgets: give.widgets } : give)
            const code = await tx
              .savepoint((inner) =>
                limits
                  ? inner`select public.allocate_capacity(tests.id(${client}), ${limits}::text::jsonb)`
                  : inner`select public.release_capacity(tests.id(${client}))`,
              )
              .then(
                () => null,
                (error: unknown) => {
                  if (error instanceof postgres.PostgresError) return error.message
                  throw error
                },
              )
            if (!give) expect(code).toBe(given.delete(client) ? null : 'NOT_FOUND')
            else {
              const fits =
                total('widgets', client) + give.widgets <= has &&
                (give.users === null || total('users', client) + give.users <= 100)
              expect(code).toBe(fits ? null : 'ALLOCATION_EXCEEDED')
              if (fits) given.set(client, give)
            }
          }
          await tx`select tests.as_nobody()`
          const [row] = await tx<
            { sum: number }[]
          >`select coalesce(sum((limits ->> 'widgets')::int), 0)::int as sum from public.workspace_allocations`
          expect(row?.sum).toBe([...given.values()].reduce((sum, limits) => sum + limits.widgets, 0))
          throw new Undo()
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undo)) throw error
        })
    }),
    { numRuns: 30 },
  )
}, 120_000)
