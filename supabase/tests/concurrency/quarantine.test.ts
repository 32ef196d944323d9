import type { Sql } from 'postgres'
import { beforeEach, expect, test } from 'vitest'
import { atOnce, tally, useArena } from './arena.ts'

const arena = useArena()

interface Place {
  id: string
  ts: string
}

/** Submissions of Globex that wait in quarantine. Times as text: a Date would lose the microseconds. */
async function hold(count: number): Promise<Place[]> {
  await atOnce(
    count,
    (index) => arena.service`
      select tests.accept(tests.submission('globex', ${arena.service.json({ ip: `2001:db8::${index}`, spam_reasons: ['trap'] })}))`,
  )
  return arena.owner<Place[]>`select id, ts::text from public.widget_submissions where status = 'spam'`
}

/** What Boris, who owns Globex, gets for restoring or marking one. */
async function act(verb: 'restore' | 'quarantine', place: Place | undefined): Promise<string> {
  const act = async (sql: Sql) => {
    await sql`select tests.as_person('boris')`
    const [row] = await sql<{ status: string }[]>`
      select status from ${sql(`public.${verb}_submission`)}(${place?.id ?? null}, ${place?.ts ?? null}::text::timestamptz)`
    return row?.status ?? ''
  }
  return arena.owner.begin((sql) => act(sql as unknown as Sql)).catch((error: Error) => error.message)
}

async function counts() {
  const [row] = await arena.owner`
    select (select count(*)::int from public.widget_submissions where status = 'accepted') as accepted,
      (select coalesce(sum(quantity), 0)::int from public.usage_events) as usage,
      (select coalesce(sum(used), 0)::int from public.usage_counters where limit_type = 'submissions_month') as used,
      (select count(*)::int from public.events where event_type = 'submission.restored') as restored,
      (select count(*)::int from public.audit_logs where entity = 'widget_submissions') as audited`
  return row
}

let audited = 0
beforeEach(async () => {
  await arena.owner`truncate public.widget_submissions, public.usage_events, public.usage_counters, public.limit_hits,
    public.events, private.submission_keys, private.submission_rate_window cascade`
  await arena.owner`update public.plan_limits set limit_value = 1000, grace_amount = 0, enforcement = 'hard'
    where plan_id = 'free' and limit_type = 'submissions_month'`
  audited = (await counts())?.audited ?? 0
})

test('one that sixteen restore at once is counted, told and audited once', async () => {
  const [place] = await hold(1)
  expect(tally(await atOnce(16, () => act('restore', place)))).toEqual({ accepted: 16 })
  expect(await counts()).toEqual({ accepted: 1, usage: 1, used: 1, restored: 1, audited: audited + 1 })
})

test('of forty restored at once a hard limit lets through exactly what it has', async () => {
  await arena.owner`update public.plan_limits set limit_value = 17 where plan_id = 'free' and limit_type = 'submissions_month'`
  const places = await hold(40)
  const answers = await atOnce(40, (index) => act('restore', places[index]))
  expect(tally(answers)).toEqual({ accepted: 17, PLAN_LIMIT_REACHED: 23 })
  expect(await counts()).toEqual({ accepted: 17, usage: 17, used: 17, restored: 17, audited: audited + 17 })
})

test('restored and marked over and over while visitors submit, each is counted once', async () => {
  const places = await hold(4)
  const answers = await atOnce(120, async (index) => {
    if (index % 3 > 0) return act(index % 3 === 1 ? 'restore' : 'quarantine', places[index % 4])
    await arena.service`select tests.accept(tests.submission('globex', ${arena.service.json({ ip: `2001:db8::1:${index}` })}))`
    return 'submitted'
  })
  expect(tally(answers).submitted).toBe(40)
  expect((tally(answers).accepted ?? 0) + (tally(answers).spam ?? 0)).toBe(80)
  const after = await counts()
  const [row] =
    await arena.owner`select count(distinct entity_id)::int as restored from public.events where event_type = 'submission.restored'`
  expect([after?.usage, after?.used]).toEqual([40 + row?.restored, 40 + row?.restored])
})
