import { Hono } from 'hono'
import { uploadRequest } from '../../../contract/src/upload.ts'
import { type Env, noStoreJson, respond } from './answer.ts'
import type { LiveInstances } from './instances/live.ts'
import { readJson } from './jsonBody.ts'
import { allowOnly } from './methods.ts'
import type { Ports } from './ports.ts'
import { createUpload } from './uploads/create.ts'

/** Where a page asks for an address to send a visitor's file to. */
export function uploadRoutes(ports: Ports, instances: LiveInstances): Hono<Env> {
  return new Hono<Env>()
    .post('/instances/:public_id/uploads', async (c) => {
      const { receipt, headers } = await createUpload(ports, instances, {
        publicId: c.req.param('public_id'),
        token: c.req.query('token') ?? null,
        file: await readJson(c.req.raw, uploadRequest),
        origin: c.req.header('origin') ?? null,
        ip: ports.clientIp(c.req.raw),
      })
      return respond(c, JSON.stringify(receipt), 201, { ...noStoreJson, ...headers })
    })
    .all('/instances/:public_id/uploads', allowOnly('POST, OPTIONS'))
}
