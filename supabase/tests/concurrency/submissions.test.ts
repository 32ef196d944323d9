import { randomUUID } from 'node:crypto'
import type { JSONValue } from 'postgres'
import { beforeEach, expect, test } from 'vitest'
import { atOnce, tally, useArena } from './arena.ts'

interface Answer {
  verdict: string
  receipt: { id: string; status: string; received_at: string } | null
}

const arena = useArena()

async function submit(changes: Record<string, JSONValue>): Promise<Answer> {
  const [row] = await arena.service<{ answer: Answer }[]>`
    select tests.accept(tests.submission('globex', ${arena.service.json(changes)})) as answer`
  if (!row) throw new Error('no answer')
  return row.answer
}

/** An address of its own, so that the rate per address stays out of the way. */
const address = (index: number) => `2001:db8::${index.toString(16)}`

async function setLimit(value: number, grace: number): Promise<void> {
  await arena.owner`update public.plan_limits set limit_value = ${value}, grace_amount = ${grace}, enforcement = 'hard'
    where plan_id = 'free' and limit_type = 'submissions_month'`
}

async function rows(): Promise<Record<string, number>> {
  const [counts] = await arena.owner<Record<string, number>[]>`
    select (select count(*)::int from public.widget_submissions) as submissions,
      (select coalesce(sum(quantity), 0)::int from public.usage_events) as usage,
      (select count(*)::int from public.events where event_type ~ '^submission') as events,
      (select count(*)::int from private.submission_keys) as keys,
      (select coalesce(sum(used), 0)::int from public.usage_counters where limit_type = 'submissions_month') as used`
  return counts ?? {}
}

const whole = (count: number) => ({ submissions: count, usage: count, events: count, keys: count, used: count })

beforeEach(async () => {
  await arena.owner`truncate public.widget_submissions, public.usage_events, public.usage_counters, public.limit_hits,
    public.events, private.submission_keys, private.submission_rate_window cascade`
  await arena.owner`update private.rate_policies set quota = 100000, window_seconds = 86400`
  await setLimit(1_000_000, 0)
})

test.each([1, 7, 20, 33, 50])('64 at once at a hard limit leave exactly %i', async (limit) => {
  const grace = limit % 3
  await setLimit(limit - grace, grace)
  const answers = await atOnce(64, (index) => submit({ ip: address(index) }))
  expect(tally(answers.map(({ verdict }) => verdict))).toEqual({ accepted: limit, PLAN_LIMIT_REACHED: 64 - limit })
  expect(await rows()).toEqual(whole(limit))
  const hits = await arena.owner`select kind, hits from public.limit_hits where kind = 'refused'`
  expect(hits).toEqual([{ kind: 'refused', hits: 64 - limit }])
})

test('200 submissions sent five times each are stored once each, and all five get the same receipt', async () => {
  const ids = Array.from({ length: 200 }, () => randomUUID())
  const sent = ids.flatMap((id) => Array.from({ length: 5 }, () => id))
  const answers = await atOnce(sent.length, async (index) => ({
    id: sent[index] ?? '',
    ...(await submit({ id: sent[index] ?? '', ip: address(index % 200) })),
  }))
  expect(tally(answers.map(({ verdict }) => verdict))).toEqual({ accepted: 200, replayed: 800 })
  const receipts = new Set(answers.map(({ id, receipt }) => `${id} ${JSON.stringify(receipt)}`))
  expect(receipts.size).toBe(200)
  expect(await rows()).toEqual(whole(200))
})

test('of different payloads under one id exactly one is stored', async () => {
  const id = randomUUID()
  const answers = await atOnce(32, (index) => submit({ id, payload: { index }, ip: address(index) }))
  expect(tally(answers.map(({ verdict }) => verdict))).toEqual({ accepted: 1, IDEMPOTENCY_MISMATCH: 31 })
  expect(await rows()).toEqual(whole(1))
})

test('a repetition that overtakes a refusal is refused too, and never takes two places', async () => {
  await setLimit(3, 0)
  const ids = Array.from({ length: 10 }, () => randomUUID())
  const answers = await atOnce(40, (index) => submit({ id: ids[index % 10] ?? '', ip: address(index) }))
  expect(tally(answers.map(({ verdict }) => verdict)).accepted).toBe(3)
  expect(await rows()).toEqual(whole(3))
})

test.each([
  ['ip', 13],
  ['instance', 29],
  ['workspace', 41],
])('a window of the rate per %s admits exactly %i', async (policy, quota) => {
  await arena.owner`update private.rate_policies set quota = ${quota} where name = ${policy}`
  const answers = await atOnce(64, (index) => submit({ ip: policy === 'ip' ? '192.0.2.1' : address(index) }))
  expect(tally(answers.map(({ verdict }) => verdict))).toEqual({ accepted: quota, RATE_LIMITED: 64 - quota })
  expect(await rows()).toEqual(whole(quota))
})

test('submissions of many tenants and addresses never wait for each other in a circle', async () => {
  const names = ['northwind', 'globex', 'bakery']
  const answers = await atOnce(300, async (index) => {
    const changes = { ip: address(index % 7) }
    const [row] = await arena.service<{ answer: Answer }[]>`
      select tests.accept(tests.submission(${names[index % 3] ?? ''}, ${arena.service.json(changes)})) as answer`
    return row?.answer.verdict ?? ''
  })
  expect(tally(answers)).toEqual({ accepted: 300 })
})
