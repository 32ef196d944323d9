import { z } from 'zod'
import { isOriginAllowed } from '../../../../contract/src/origins.ts'
import type { WidgetEvents } from '../../../../contract/src/reports.ts'
import { type Answer, ask } from '../database.ts'
import type { LiveInstances } from '../instances/live.ts'
import { findInstance } from '../instances/open.ts'
import type { Ports } from '../ports.ts'
import { ProblemError } from '../problem.ts'
import { ruleOn } from '../ruling.ts'

interface RecordEvents {
  batch: WidgetEvents
  origin: string | null
  ip: string | null
}

async function isWelcome(ports: Ports, instances: LiveInstances, { batch, origin }: RecordEvents): Promise<boolean> {
  try {
    const { allowedOrigins } = await findInstance(ports, instances, batch.public_id, batch.token ?? null)
    return isOriginAllowed(origin, allowedOrigins)
  } catch (thrown) {
    // A beacon has no reader: a widget that went offline while its page stayed open is no error of that page.
    if (thrown instanceof ProblemError && thrown.status < 500) return false
    throw thrown
  }
}

/** Stores a batch of funnel events; leaves out those of what is not live, or not for that site. Gives headers. */
export async function recordEvents(
  ports: Ports,
  instances: LiveInstances,
  input: RecordEvents,
): Promise<Record<string, string>> {
  if (!(await isWelcome(ports, instances, input))) return {}
  const { public_id, events } = input.batch
  const request = JSON.stringify({ public_id, events, ip: input.ip })
  const { answer } = await ask(
    () => ports.sql<Answer[]>`select private.accept_widget_events(${request}::text::jsonb) as answer`,
  )
  return ruleOn(answer, z.object({ stored: z.int() })).headers
}
