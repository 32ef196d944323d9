import { beforeEach, expect, test } from 'vitest'
import { atOnce, tally, useArena, waitForQueue } from './arena.ts'

const arena = useArena()

beforeEach(async () => {
  await arena.owner`truncate public.usage_counters, public.limit_hits`
})

async function setLimit(limit: number): Promise<void> {
  await arena.owner`update public.plan_limits set limit_value = ${limit}, grace_amount = 0, enforcement = 'hard'
    where plan_id = 'agency' and limit_type = 'submissions_month'`
}

const workspaces = ['pixel/main', 'bakery', 'garage']

/** Takes from the limit that three workspaces share, as a transaction that does nothing else. */
async function take(index: number, isolation: string): Promise<string> {
  const taken = arena.owner.begin(`isolation level ${isolation}`, async (sql) => {
    // The view of the world is taken before anybody else is done.
    await sql`select from public.usage_counters limit 1`
    const [row] = await sql<{ taken: boolean }[]>`
      select private.take_limit(private.effective_limit(n.id, 'submissions_month'), 'submissions_month') = 1 as taken from tests.names n
      where n.name = ${workspaces[index % 3] ?? ''}`
    return row?.taken ? 'taken' : 'refused'
  })
  return taken.catch((error: { code: string; message: string }) =>
    error.code === '40001' ? 'try again' : error.message,
  )
}

async function used(): Promise<number> {
  const [row] = await arena.owner<
    { used: number }[]
  >`select coalesce(sum(used), 0)::int as used from public.usage_counters`
  return row?.used ?? 0
}

test.each([1, 8, 50])('81 at once take exactly %i under read committed', async (limit) => {
  await setLimit(limit)
  const outcomes = await atOnce(81, (index) => take(index, 'read committed'))
  expect(tally(outcomes)).toEqual({ taken: limit, refused: 81 - limit })
  expect(await used()).toBe(limit)
})

test('who waited while a place was taken decides on what is left then', async () => {
  await setLimit(4)
  await take(0, 'read committed')
  const waiting: Promise<string>[] = []
  await arena.owner.begin(async (sql) => {
    await sql`select private.take_limit(private.effective_limit(id, 'submissions_month'), 'submissions_month') from tests.names where name = 'bakery'`
    for (let index = 0; index < 12; index++) waiting.push(take(index, 'read committed'))
    await waitForQueue(arena, 12)
  })
  expect(tally(await Promise.all(waiting))).toEqual({ taken: 2, refused: 10 })
  expect(await used()).toBe(4)
})

test('under repeatable read whoever was too late is told to try again, and no more than 50 are taken', async () => {
  await setLimit(50)
  const outcomes: string[] = []
  for (let round = 0; round < 6; round++)
    outcomes.push(...(await atOnce(48, (index) => take(index, 'repeatable read'))))
  const counts = tally(outcomes)
  expect(Object.keys(counts).filter((outcome) => !['taken', 'refused', 'try again'].includes(outcome))).toEqual([])
  expect(counts.taken).toBe(await used())
  expect(await used()).toBeLessThanOrEqual(50)
})
