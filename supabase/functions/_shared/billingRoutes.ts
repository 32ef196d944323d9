import { Hono } from 'hono'
import { type Env, noStoreJson, respond } from './answer.ts'
import { takeNotification } from './billing/notify.ts'
import { allowOnly } from './methods.ts'
import type { Ports } from './ports.ts'

/** Where billing providers send what they have to tell. Their servers, no pages: nothing is said of other origins. */
export function billingRoutes(ports: Ports): Hono<Env> {
  return new Hono<Env>()
    .post('/billing/:provider', async (c) => {
      const input = { name: c.req.param('provider'), request: c.req.raw, ip: ports.clientIp(c.req.raw) }
      return respond(c, JSON.stringify(await takeNotification(ports, input)), 200, noStoreJson)
    })
    .all('/billing/:provider', allowOnly('POST'))
}
