import { type Context, Hono } from 'hono'
import { draftRequest } from '../../../contract/src/drafts.ts'
import { fetchError, maxEvents, widgetEvents } from '../../../contract/src/reports.ts'
import { type Env, respond } from './answer.ts'
import { createDraft } from './drafts/create.ts'
import { reportError } from './errors/report.ts'
import { recordEvents } from './events/record.ts'
import type { LiveInstances } from './instances/live.ts'
import { readJson } from './jsonBody.ts'
import { allowOnly } from './methods.ts'
import type { Ports } from './ports.ts'

// The largest batch has 9 members an event and 3 of its own.
const mostEventKeys = 10 * maxEvents

const noStore = { 'Cache-Control': 'no-store' }

const accepted = (c: Context<Env>, headers: Record<string, string>) => respond(c, null, 202, { ...noStore, ...headers })

/** What pages send besides submissions: events, errors, and the wish for a draft. */
export function reportRoutes(ports: Ports, instances: LiveInstances): Hono<Env> {
  return new Hono<Env>()
    .post('/events', async (c) => {
      const batch = await readJson(c.req.raw, widgetEvents, mostEventKeys)
      const origin = c.req.header('origin') ?? null
      return accepted(c, await recordEvents(ports, instances, { batch, origin, ip: ports.clientIp(c.req.raw) }))
    })
    .all('/events', allowOnly('POST, OPTIONS'))
    .post('/errors', async (c) => {
      const report = await readJson(c.req.raw, fetchError)
      return accepted(c, await reportError(ports, { report, ip: ports.clientIp(c.req.raw) }))
    })
    .all('/errors', allowOnly('POST, OPTIONS'))
    .post('/drafts', async (c) => {
      const { template } = await readJson(c.req.raw, draftRequest)
      const { receipt, headers } = await createDraft(ports, { template, ip: ports.clientIp(c.req.raw) })
      return respond(c, JSON.stringify(receipt), 201, { ...noStore, 'Content-Type': 'application/json', ...headers })
    })
    .all('/drafts', allowOnly('POST, OPTIONS'))
}
