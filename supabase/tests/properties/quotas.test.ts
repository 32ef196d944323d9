import { array, assert, asyncProperty, constant, integer, oneof, option, record } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asPerson, openWorld, type World } from './database.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(8)
  await world.sql`insert into public.leads (domain, name) select n || '.example', n from generate_series(0, 11) n`
})
afterAll(() => world.close())

const company = integer({ min: 0, max: 11 })
const campaign = integer({ min: 0, max: 1 })
const attach = record({ kind: constant('attach' as const), campaign, company })
const detach = record({ kind: constant('detach' as const), campaign, company })
const reset = record({ kind: constant('reset' as const) })
/** What happens at once, one such group after the other; a month's end stands alone. */
const story = array(
  oneof(
    { weight: 4, arbitrary: array(oneof({ weight: 4, arbitrary: attach }, detach), { minLength: 1, maxLength: 8 }) },
    reset.map((step) => [step]),
  ),
  { minLength: 1, maxLength: 6 },
)
type Step = { kind: 'reset' } | { kind: 'attach' | 'detach'; campaign: number; company: number }

const campaignOf = (n: number) => world.sql`(select id from public.campaigns where name = ${`Campaign ${n}`})`
const leadOf = (n: number) => world.sql`(select id from public.leads where domain = ${`${n}.example`})`

async function startOver(quota: number, planLimit: number | null): Promise<void> {
  await world.sql`delete from public.campaigns`
  await world.sql`delete from public.usage_counters where limit_type = 'leads_month'`
  await world.sql`delete from public.limit_overrides`
  await world.sql`update public.organizations set monthly_quota = ${quota}, current_leads_month = 0, quota_reset_date = now() + interval '1 day'
    where id = tests.id('northwind')`
  await world.sql`insert into public.campaigns (organization_id, search_account_id, name, target_leads)
    select tests.id('northwind'), tests.id('ada'), 'Campaign ' || n, 5 from generate_series(0, 1) n`
  if (planLimit !== null)
    await world.sql`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
      values (tests.id('northwind'), 'leads_month', ${planLimit}, 'Property')`
}

async function take(step: Step): Promise<boolean> {
  if (step.kind === 'reset')
    await world.sql`update public.organizations set quota_reset_date = now() where id = tests.id('northwind')`
  else if (step.kind === 'detach')
    await asPerson(
      world.sql,
      'ada',
      (tx) => tx`delete from public.campaign_leads
      where campaign_id = ${campaignOf(step.campaign)} and lead_id = ${leadOf(step.company)}`,
    )
  else
    return (
      (await asPerson(world.sql, 'ada', async (tx) => {
        const [answer] = await tx<{ ok: boolean }[]>`
          select public.attach_lead(${campaignOf(step.campaign)}, ${leadOf(step.company)}) as ok`
        return answer?.ok ?? false
      })) ?? false
    )
  return true
}

const state = async () =>
  (
    await world.sql<{ used: number; counted: number; wrong: number; rows: number }[]>`
    select o.current_leads_month as used,
      coalesce((select c.used from public.usage_counters c where c.scope_id = o.id and c.limit_type = 'leads_month'), 0) as counted,
      (select count(*)::int from public.campaigns c where c.organization_id = o.id
        and c.current_leads <> (select count(*) from public.campaign_leads l where l.campaign_id = c.id)) as wrong,
      (select count(*)::int from public.campaign_leads l where l.organization_id = o.id) as rows
    from public.organizations o where o.id = tests.id('northwind')`
  )[0]

test('whatever comes, goes and resets, no month exceeds its quota and every count is true', async () => {
  await assert(
    asyncProperty(
      story,
      integer({ min: 0, max: 6 }),
      option(integer({ min: 0, max: 9 })),
      async (groups, quota, planLimit) => {
        await startOver(quota, planLimit)
        let before = { used: 0, rows: 0 }
        for (const group of groups as Step[][]) {
          const outcomes = await Promise.all(group.map(take))
          const now = await state()
          if (!now) throw new Error('The organization is gone.')
          if (quota > 0) expect(now.used).toBeLessThanOrEqual(quota)
          if (planLimit !== null) expect(now.counted).toBeLessThanOrEqual(planLimit)
          expect(now.wrong).toBe(0)
          const refused = outcomes.some((ok) => !ok)
          // Refused only at a limit: the month's quota or the plan's.
          if (refused)
            expect(quota > 0 && now.used === quota ? 'quota' : now.counted === planLimit ? 'plan' : 'neither').not.toBe(
              'neither',
            )
          // What is new has been counted.
          expect(now.rows - before.rows).toBeLessThanOrEqual(
            group.some(({ kind }) => kind === 'reset') ? 0 : group.length,
          )
          before = now
        }
      },
    ),
    { numRuns: 60 },
  )
}, 180_000)
