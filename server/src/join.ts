import { buildAll } from './builds.ts'
import type { Environment } from './env.ts'
import { openListener } from './http/listener.ts'
import type { Info } from './info.ts'
import { serve } from './serve.ts'
import { joinSession } from './session.ts'
import type { Undo } from './shutdown.ts'
import type { Report } from './start.ts'

/**
 * Starts one more server on the database of an installation that is prepared already: it keeps nothing of its own, so
 * any number of them may run. Jobs stay with `lapel start` and `lapel worker`.
 */
export async function joinInstallation(env: Environment, undo: Undo, report: Report): Promise<Info> {
  const listener = await openListener(env.host, env.port)
  undo.push('the port', listener.drain)
  const { keys, ownerUrl } = await joinSession(env, undo)
  const { signal } = new AbortController()
  await buildAll(report, signal)
  const url = `http://localhost:${env.port}`
  return serve({ env, keys, ownerUrl, listener, url, jobsElsewhere: true }, undo)
}
