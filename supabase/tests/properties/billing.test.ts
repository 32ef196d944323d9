import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from './database.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(2)
  await world.sql`insert into public.billing_accounts (organization_id, owner_user_id, provider, provider_reference)
    values (tests.id('northwind'), tests.id('ada'), 'stripe', 'cus_1')`
})
afterAll(() => world.close())

const words = record({
  plan: constantFrom('team', 'business', 'agency'),
  status: constantFrom('active', 'trialing', 'past_due'),
  arrives: integer({ min: 0, max: 999 }),
})
/** What is said of a subscription, in the order in which it happened. Each began after the one before it. */
const subscription = record({
  said: array(words, { minLength: 1, maxLength: 4 }),
  ends: boolean(),
  endArrives: integer({ min: 0, max: 999 }),
})
interface Said {
  plan: string
  status: string
  arrives: number
}
interface Subscription {
  said: Said[]
  ends: boolean
  endArrives: number
}

const everything = ({ said, ends, endArrives }: Subscription): Said[] => [
  ...said,
  ...(ends ? [{ plan: 'team', status: 'canceled', arrives: endArrives }] : []),
]

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1) + seconds * 1000).toISOString()

const eventsOf = (subscriptions: Subscription[]) =>
  subscriptions
    .flatMap((one, began) =>
      everything(one).map(({ plan, status, arrives }, n) => ({
        arrives,
        event: {
          id: `evt_${began}_${n}`,
          customer: 'cus_1',
          kind: 'subscription',
          reference: `sub_${began}`,
          began_at: at(began),
          said_at: at(began + 10 * n),
          plan,
          status,
          period_start: at(0),
          period_end: at(2_592_000),
        },
      })),
    )
    .sort((one, other) => one.arrives - other.arrives)
    .map(({ event }) => event)

/** Tells all of it in the order in which it arrives, and then again. */
async function tell(subscriptions: Subscription[]): Promise<void> {
  await world.sql`delete from public.subscriptions where organization_id = tests.id('northwind')`
  await world.sql`delete from private.billing_events`
  const events = eventsOf(subscriptions)
  for (const event of [...events, ...events])
    await world.sql`select private.take_billing_event('stripe', ${JSON.stringify(event)}::text::jsonb)`
}

const held = async () =>
  (
    await world.sql<{ reference: string; plan: string; status: string }[]>`
    select provider_reference as reference, plan_id as plan, status from public.subscriptions
    where organization_id = tests.id('northwind')`
  )[0]

const story = array(subscription, { minLength: 1, maxLength: 3 })

test('in whichever order it is told, the newest word on the subscription that began last counts while that one lives', async () => {
  await assert(
    asyncProperty(story, async (before) => {
      const last = before.at(-1) as Subscription
      await tell([...before.slice(0, -1), { ...last, ends: false }])
      const { plan, status } = last.said.at(-1) as Said
      expect(await held()).toEqual({ reference: `sub_${before.length - 1}`, plan, status })
    }),
    { numRuns: 60 },
  )
}, 180_000)

test('in whichever order it is told, nobody keeps a plan when all subscriptions have ended', async () => {
  await assert(
    asyncProperty(story, async (subscriptions) => {
      await tell(subscriptions.map((one) => ({ ...one, ends: true })))
      // None at all where each end was told of first.
      expect([undefined, 'canceled']).toContain((await held())?.status)
    }),
    { numRuns: 60 },
  )
}, 180_000)
