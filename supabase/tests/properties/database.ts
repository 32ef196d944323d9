import type { Sql } from 'postgres'
import { connectOwner } from '../harness/connections.ts'
import { cloneWorld } from '../harness/world.ts'

/** A database in which the small world of the stories lives. */
export interface World {
  sql: Sql
  close(): Promise<void>
}

/** Makes a copy of the world, and a pool that acts in it as its owner. */
export async function openWorld(connections: number): Promise<World> {
  const clone = await cloneWorld()
  const sql = connectOwner(clone.url, connections)
  return { sql, close: () => sql.end({ timeout: 5 }).then(() => clone.drop()) }
}

/** Does something in a transaction of its own as a person, who is told `null` for a rule that refuses it. */
export async function asPerson<T>(sql: Sql, name: string, act: (tx: Sql) => Promise<T>): Promise<T | null> {
  try {
    return (await sql.begin(async (tx) => {
      await tx`select tests.as_person(${name})`
      return act(tx as unknown as Sql)
    })) as T
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('PT')) return null
    throw error
  }
}
