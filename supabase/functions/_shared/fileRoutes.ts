import { Hono } from 'hono'
import { answerTagged, type Env } from './answer.ts'
import { allowOnly } from './methods.ts'
import { readPlugin } from './plugins/read.ts'
import type { Ports } from './ports.ts'
import { readSchema } from './schema/read.ts'

/** What never changes under its address: schemas and the code of plugins. */
export function fileRoutes(ports: Ports): Hono<Env> {
  return new Hono<Env>()
    .get('/schema/:type/:file', async (c) => {
      const { json, headers } = await readSchema(c.req.param('type'), c.req.param('file'))
      return answerTagged(c, json, headers)
    })
    .all('/schema/:type/:file', allowOnly('GET, HEAD, OPTIONS'))
    .get('/plugins/:file', async (c) => {
      const { code, headers } = await readPlugin(ports, {
        file: c.req.param('file'),
        origin: c.req.header('origin') ?? null,
        fetchDest: c.req.header('sec-fetch-dest') ?? null,
        fetchMode: c.req.header('sec-fetch-mode') ?? null,
      })
      return answerTagged(c, code, headers)
    })
    .all('/plugins/:file', allowOnly('GET, HEAD, OPTIONS'))
}
