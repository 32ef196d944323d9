import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from './database.ts'

const pages = 4
const perPage = 3
let world: World
beforeAll(async () => {
  world = await openWorld(12)
  await world.sql`insert into public.stores (organization_id, workspace_id, name, platform)
    select tests.id('northwind'), tests.id('northwind/main'), 'Shop ' || n, 'generic_json' from generate_series(1, 20) n`
  await world.sql`insert into public.integration_connections (organization_id, workspace_id, store_id, adapter)
    select organization_id, workspace_id, id, 'generic_json' from public.stores`
})
afterAll(() => world.close())

interface Job {
  id: string
  attempts: number
  cursor: string | null
}

async function startOver(connections: number): Promise<void> {
  await world.sql`delete from public.metric_events`
  await world.sql`delete from public.sync_jobs`
  await world.sql`insert into public.sync_jobs (organization_id, workspace_id, connection_id)
    select organization_id, workspace_id, id from public.integration_connections order by id limit ${connections}`
}

async function claim(): Promise<Job | undefined> {
  await world.sql`update public.sync_jobs set next_attempt_at = now() where status = 'pending' and next_attempt_at > now()`
  const [job] = await world.sql<Job[]>`select id, attempts, cursor from private.claim_sync_job() where id is not null`
  return job
}

/** What the source answers for a cursor: measurements, some of which the page before held too, and the next cursor. */
function answer(cursor: string | null): { measurements: object[]; next: string | null } {
  const page = Number(cursor ?? 0)
  const first = Math.max(0, page * perPage - 1)
  const measurements = Array.from({ length: (page + 1) * perPage - first }, (_, n) => ({
    recorded_at: '2026-11-01T00:00:00Z',
    metric_key: 'orders.count',
    value: first + n,
    source_id: `order-${first + n}`,
  }))
  return { measurements, next: page + 1 < pages ? String(page + 1) : null }
}

/** Stores the page behind a cursor; false when the run belongs to somebody else by now. */
async function store(job: Job): Promise<boolean> {
  const { measurements, next } = answer(job.cursor)
  try {
    await world.sql`select private.store_sync_page(${job.id}, ${job.attempts}, ${world.sql.json(measurements as never)}, ${next})`
    job.cursor = next
    return true
  } catch (error) {
    expect((error as { code?: string }).code).toBe('PT409')
    return false
  }
}

type Mishap = 'die' | 'fail' | 'twice'

/** One worker's turn with a job: some pages, then whatever goes wrong. */
async function work(job: Job, goodPages: number, mishap: Mishap, dead: Job[]): Promise<void> {
  for (let page = 0; page < goodPages; page++) {
    const sent = { ...job }
    if (!(await store(job)) || job.cursor === null) return
    // The answer got lost: the worker sends the same page again.
    if (mishap === 'twice' && page === 0) await store(sent)
  }
  if (mishap === 'fail')
    await world.sql`select private.fail_sync_job(${job.id}, ${job.attempts}, 'The source is down.')`
  else {
    dead.push({ ...job })
    await world.sql`update public.sync_jobs set leased_until = now() - interval '1 second' where id = ${job.id} and attempts = ${job.attempts} and status = 'running'`
  }
}

const turn = record({ pages: integer({ min: 0, max: 5 }), mishap: constantFrom<Mishap>('die', 'fail', 'twice') })

test('whoever dies, fails or repeats itself, every order is stored once and no run is lost', async () => {
  await assert(
    asyncProperty(array(turn, { minLength: 1, maxLength: 8 }), async (turns) => {
      await startOver(1)
      const dead: Job[] = []
      let reached = 0
      for (const { pages: goodPages, mishap } of turns) {
        const job = await claim()
        if (!job) break
        // Never behind what was stored.
        expect(Number(job.cursor ?? 0)).toBe(reached)
        await work(job, goodPages, mishap, dead)
        const [now] = await world.sql<
          { cursor: string | null; status: string }[]
        >`select cursor, status from public.sync_jobs`
        reached = now?.status === 'success' ? pages : Number(now?.cursor ?? 0)
        // Those taken for dead write once more when another has the run: refused.
        for (const late of dead.filter(({ attempts }) => attempts < job.attempts))
          expect(await store({ ...late })).toBe(false)
      }
      for (let job = await claim(); job; job = await claim()) await work(job, pages, 'fail', dead)
      const [end] = await world.sql<{ status: string; failures: number; rows: number; twice: number; wrong: number }[]>`
        select j.status, j.failures, (select count(*)::int from public.metric_events) as rows,
          (select count(*) - count(distinct source_id) from public.metric_events)::int as twice,
          (select count(*)::int from public.metric_events where source_id <> 'order-' || value) as wrong
        from public.sync_jobs j`
      expect(end).toMatchObject({ twice: 0, wrong: 0 })
      if (end?.status === 'success') expect(end.rows).toBe(pages * perPage)
      else expect([end?.status, end?.failures]).toEqual(['error', 5])
    }),
    { numRuns: 60 },
  )
}, 180_000)

test('twelve workers at once take every run exactly once and finish it', async () => {
  for (let round = 0; round < 10; round++) {
    await startOver(20)
    const taken: string[] = []
    const worker = async () => {
      for (let job = await claim(); job; job = await claim()) {
        taken.push(job.id)
        await work(job, pages, 'fail', [])
      }
    }
    await Promise.all(Array.from({ length: 12 }, worker))
    expect(new Set(taken).size).toBe(20)
    expect(taken).toHaveLength(20)
    const [row] = await world.sql`
      select count(*) filter (where status = 'success' and attempts = 1)::int as done,
        (select count(*)::int from public.metric_events) as rows from public.sync_jobs`
    expect(row).toEqual({ done: 20, rows: 20 * pages * perPage })
  }
}, 120_000)
