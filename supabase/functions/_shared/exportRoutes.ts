import { Hono } from 'hono'
import { type Env, respond } from './answer.ts'
import { readExport } from './exports/read.ts'
import { allowOnly } from './methods.ts'
import type { Ports } from './ports.ts'

/** What privacy requests export, at addresses that hold for a day: the address is the permission. */
export function exportRoutes(ports: Ports): Hono<Env> {
  return new Hono<Env>()
    .get('/privacy/exports/:id', async (c) => {
      const { lines, headers } = await readExport(ports, c.req.param('id'), c.req.query('token') ?? '')
      return respond(c, lines, 200, headers)
    })
    .all('/privacy/exports/:id', allowOnly('GET, HEAD'))
}
