import { build, type Room } from '@lapel/server/builds'
import { undoable } from '@lapel/server/postgres/embedded'
import { createUndo, onEnd } from '@lapel/server/shutdown'
import { clusterVariable } from '../../supabase/tests/harness/clone.ts'
import { startTestCluster } from '../../supabase/tests/harness/cluster.ts'

const undo = createUndo()
const abort = new AbortController()

let cluster: Promise<Record<string, string>> | undefined
const builds = new Map<Room, Promise<void>>()

async function startCluster(): Promise<Record<string, string>> {
  const started = await undoable(startTestCluster(), undo)
  return { [clusterVariable]: started.url }
}

/** The one Postgres of this run, migrated from zero: variables for the suites that copy its template. */
export function testDatabase(): Promise<Record<string, string>> {
  cluster ??= startCluster()
  return cluster
}

/** Builds a room once in this run. */
export function built(room: Room): Promise<void> {
  const known = builds.get(room) ?? build(room, () => undefined, abort.signal)
  builds.set(room, known)
  return known
}

/** Stops what this run started. */
export async function release(): Promise<void> {
  abort.abort()
  await undo.run()
}

onEnd(async () => {
  await release()
  process.exit(130)
})
