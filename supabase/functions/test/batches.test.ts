import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, expect, test } from 'vitest'
import { cloneDatabase } from '../../tests/harness/clone.ts'
import { createApp } from '../_shared/app.ts'
import { submission, submit } from './request.ts'
import { type Target, testPorts } from './targets.ts'
import { type Tenant, tenantsOn, whole } from './tenants.ts'

// Of its own: these tests lock tables that every submission reads.
const clone = await cloneDatabase()
const owner = postgres(clone.url, { max: 4, onnotice: () => undefined })
const { createTenant, stored } = tenantsOn(owner)
afterAll(async () => {
  await owner.end({ timeout: 5 })
  await clone.drop()
})

function newTarget() {
  const app = createApp(testPorts(clone.url))
  return { name: 'Node', fetch: async (path: string, init?: RequestInit) => app.request(path, init) }
}

const transactions = async (tenant: Tenant) => {
  const [row] = await owner<{ count: number }[]>`
    select count(distinct xmin::text)::int as count from public.widget_submissions where widget_instance_id = ${tenant.instanceId}`
  return row?.count ?? 0
}

/** Submits until it is stored, as the SDK does: a wait that is longer than a statement may take is no failure. */
async function submitOnce(target: Target, tenant: Tenant): Promise<void> {
  const sent = submission()
  for (let answer = await submit(target, tenant, sent); answer.status !== 201; ) {
    expect(answer.status).toBe(503)
    answer = await submit(target, tenant, sent)
  }
}

const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status)
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

test('what arrives together is stored together, and what comes alone goes at once', async () => {
  const tenant = await createTenant()
  const target = newTarget()
  const answers = await Promise.all(times(60, () => submit(target, tenant, submission())))
  expect(new Set(statuses(answers))).toEqual(new Set([201]))
  expect(await stored(tenant)).toEqual(whole(60))
  expect(await transactions(tenant)).toBeLessThan(30)
})

const poison = 'poison@site.example'

/** Runs something while what comes from one address does this to the database. */
async function withPoison(does: string, run: () => Promise<void>): Promise<void> {
  await owner.unsafe(`
    create or replace function private.fn_poison() returns trigger language plpgsql as $$ begin ${does} end $$;
    create or replace trigger trg_poison before insert on public.widget_submissions
      for each row when (new.payload ->> 'email' = '${poison}') execute function private.fn_poison()`)
  try {
    await run()
  } finally {
    await owner.unsafe('drop trigger trg_poison on public.widget_submissions; drop function private.fn_poison')
  }
}

test('one that the database cannot take harms no other', async () => {
  const tenant = await createTenant()
  const target = newTarget()
  await withPoison("raise exception 'poison' using errcode = '22023';", async () => {
    const emails = times(40, (index) => (index % 13 === 5 ? poison : `visitor-${index}@site.example`))
    const answers = await Promise.all(emails.map((email) => submit(target, tenant, submission({ email }))))
    expect(statuses(answers)).toEqual(emails.map((email) => (email === poison ? 503 : 201)))
    expect(await stored(tenant)).toEqual(whole(37))
  })
})

test('one that runs into the timeout harms no other', async () => {
  const [slow, other] = await Promise.all([createTenant(), createTenant()])
  const target = newTarget()
  await withPoison('perform pg_sleep(60); return new;', async () => {
    const emails = times(12, (index) => (index === 5 ? poison : `visitor-${index}@site.example`))
    const both = emails.flatMap((email) => [
      submit(target, slow, submission({ email })),
      submit(target, other, submission()),
    ])
    const answers = statuses(await Promise.all(both))
    expect(answers).toEqual(emails.flatMap((email) => [email === poison ? 503 : 201, 201]))
    expect([await stored(slow), await stored(other)]).toEqual([whole(11), whole(12)])
  })
})

async function untilStuck(): Promise<void> {
  for (let waiters = 0; waiters === 0; ) {
    const found = await owner`select from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database() and query like '%accept_submissions%'`
    waiters = found.length
  }
}

test('a tenant whose rows are locked holds up no other', async () => {
  const [locked, free] = await Promise.all([createTenant(), createTenant()])
  const target = newTarget()
  const held = await owner.begin(async (sql) => {
    await sql`select from public.workspaces where id = ${locked.workspaceId} for update`
    const waiting = [submitOnce(target, locked)]
    await untilStuck()
    await Promise.all(times(20, () => submitOnce(target, free)))
    return waiting
  })
  await Promise.all(held)
  expect([await stored(locked), await stored(free)]).toEqual([whole(1), whole(20)])
})

test('a tenant whose rows are locked holds up no other, however many come to it meanwhile', async () => {
  const [locked, free] = await Promise.all([createTenant(), createTenant()])
  const target = newTarget()
  const held: Promise<void>[] = []
  await owner.begin(async (sql) => {
    await sql`select from public.workspaces where id = ${locked.workspaceId} for update`
    for (let round = 0; round < 12; round++) {
      held.push(submitOnce(target, locked))
      await sleep(80)
    }
    await Promise.all(times(20, () => submitOnce(target, free)))
  })
  await Promise.all(held)
  expect([await stored(locked), await stored(free)]).toEqual([whole(12), whole(20)])
})

test('an instance that is stuck takes a part of the queue and no more', async () => {
  const [locked, free] = await Promise.all([createTenant(), createTenant()])
  const target = newTarget()
  const [held, other] = await owner.begin(async (sql) => {
    await sql`select from public.workspaces where id = ${locked.workspaceId} for update`
    const first = submit(target, locked, submission())
    await untilStuck()
    await sleep(80)
    const more = times(300, () => submit(target, locked, submission()))
    return [[first, ...more], await submit(target, free, submission())] as const
  })
  expect(other.status).toBe(201)
  const answers = await Promise.all(held)
  // Told at once; who waits longer than a statement may take is told something else.
  const full = answers.filter(({ status, headers }) => status === 503 && headers.get('retry-after') === '1')
  expect(full).toHaveLength(50)
  expect(await stored(locked)).toEqual(whole(answers.filter(({ status }) => status === 201).length))
})

test('more than can wait are told at once to come back', async () => {
  const tenant = await createTenant()
  const target = newTarget()
  const answers = await owner.begin(async (sql) => {
    await sql`lock table private.rate_policies in access exclusive mode`
    const sent = times(1500, () => submit(target, tenant, submission()))
    const first = await Promise.race(sent)
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1'])
    return sent
  })
  const all = await Promise.all(answers)
  // Those that waited and found no time are told to come back later than those that there was no room for.
  const refused = all.filter(({ status, headers }) => status === 503 && headers.get('retry-after') === '1')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThanOrEqual(500)
  expect(new Set(statuses(all))).toEqual(new Set([201, 503]))
  const accepted = all.filter(({ status }) => status === 201)
  expect(await stored(tenant)).toEqual(whole(accepted.length))
})
