import { array, assert, asyncProperty, constant, constantFrom, oneof, record } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asPerson, openWorld, type World } from './database.ts'

const homes = { ada: 'northwind/main', boris: 'globex/main', agnes: 'bakery' } as const
type Person = keyof typeof homes

let world: World
beforeAll(async () => {
  world = await openWorld(8)
  await world.sql`insert into public.widget_templates (key, name, description, type, config) values ('plain', 'Plain', 'Plain', 'form', '{}')`
  await world.sql`delete from public.plan_limits where limit_type = 'widgets'`
})
afterAll(() => world.close())

const people = constantFrom<Person>('ada', 'boris', 'agnes')
const claim = record({ kind: constant('claim' as const), by: people, into: people })
const expire = record({ kind: constant('expire' as const) })
const prune = record({ kind: constant('prune' as const) })
/** What happens at once, one such group after the other. */
const story = array(array(oneof({ weight: 5, arbitrary: claim }, expire, prune), { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 4,
})

async function makeDraft(): Promise<string> {
  await world.sql`delete from private.submission_rate_window`
  const [made] = await world.sql<{ token: string }[]>`
    select private.create_draft('plain', null) -> 'receipt' ->> 'draft_token' as token`
  return made?.token ?? ''
}

const claimDraft = (token: string, by: Person, into: Person) =>
  asPerson(world.sql, by, async (tx) => {
    const [made] = await tx<{ instance: string }[]>`
      select public.claim_draft(${token}, tests.id(${homes[into]}), 'Claimed') as instance`
    return made?.instance ?? null
  })

test('however claims and expiries meet, a draft ends up with one owner or none', async () => {
  await assert(
    asyncProperty(story, async (groups) => {
      const token = await makeDraft()
      const claimed: string[] = []
      let expired = false
      for (const group of groups) {
        const outcomes = await Promise.all(
          group.map(async (step) => {
            if (step.kind === 'claim') return { step, instance: await claimDraft(token, step.by, step.into) }
            if (step.kind === 'prune') await world.sql`select private.prune_drafts()`
            else
              await world.sql`update public.widget_drafts set expires_at = now() - interval '1 second'
              where draft_token_hash = sha256(convert_to(${token}, 'UTF8')) and claimed_at is null`
            return { step, instance: null }
          }),
        )
        const won = outcomes.filter(({ instance }) => instance !== null)
        for (const { step, instance } of won) {
          expect(step.kind === 'claim' && step.by).toBe(step.kind === 'claim' && step.into)
          claimed.push(instance as string)
        }
        if (expired) expect(won).toEqual([])
        const tries = group.filter((step) => step.kind === 'claim' && step.by === step.into)
        if (!expired && tries.length > 0 && tries.length === group.length) expect(claimed).toHaveLength(1)
        expired ||= group.some((step) => step.kind === 'expire')
      }
      expect(claimed.length).toBeLessThanOrEqual(1)
      const records = await world.sql<{ widget_instance_id: string }[]>`
        select a.widget_instance_id from public.widget_claim_audit a join public.widget_drafts d on d.id = a.draft_id
        where d.draft_token_hash = sha256(convert_to(${token}, 'UTF8'))`
      expect(records.map((row) => row.widget_instance_id)).toEqual(claimed)
      const instances =
        await world.sql`select from public.widget_instances i join public.widget_drafts d using (public_id)
        where d.draft_token_hash = sha256(convert_to(${token}, 'UTF8'))`
      expect(instances).toHaveLength(claimed.length)
    }),
    { numRuns: 60 },
  )
}, 120_000)
