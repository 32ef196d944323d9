import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { afterAll, beforeAll } from 'vitest'
import { connectOwner, connectService } from '../harness/connections.ts'
import { cloneWorld } from '../harness/world.ts'

/** A copy of the world that many act in at once. */
export interface Arena {
  /** Connects as the owner of everything, as often as this many act at once. */
  owner: Sql
  /** The same with the rights of the server. */
  service: Sql
}

/** Enough that Postgres really interleaves them, and few enough to leave connections for the suites beside this one. */
const usual = 16

/** Makes an arena for all tests of a file, in which so many really act at once. */
export function useArena(connections = usual): Arena {
  const arena = {} as Arena
  let end = async () => {}
  beforeAll(async () => {
    const clone = await cloneWorld()
    arena.owner = connectOwner(clone.url, connections)
    arena.service = connectService(clone.url, connections)
    end = async () => {
      await Promise.all([arena.owner.end({ timeout: 5 }), arena.service.end({ timeout: 5 })])
      await clone.drop()
    }
  })
  afterAll(() => end())
  return arena
}

/** Does something so many times at once. */
export function atOnce<T>(times: number, act: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => act(index)))
}

/** Resolves once so many wait for a lock in this database. */
export async function waitForQueue({ owner }: Pick<Arena, 'owner'>, length: number): Promise<void> {
  for (;;) {
    const [row] = await owner<{ waiting: number }[]>`
      select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    if ((row?.waiting ?? 0) >= length) return
    await sleep(10)
  }
}

/** How often each value occurs. */
export function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
