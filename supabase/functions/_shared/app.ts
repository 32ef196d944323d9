import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { answerProblem, answerReceipt, type Env } from './answer.ts'
import { readBody } from './body.ts'
import { createLiveInstances, type LiveInstances } from './instances/live.ts'
import { instanceHeaders, readInstance } from './instances/read.ts'
import type { Ports } from './ports.ts'
import { ProblemError } from './problem.ts'
import { createSubmission } from './submissions/create.ts'

// Any page may call; whether its site may use an instance is decided from the Origin header by the handlers.
const openToAll = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'POST'],
  allowHeaders: ['Content-Type'],
  exposeHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id', 'Idempotent-Replayed'],
  maxAge: 600,
})
const notModified = etag({
  retainedHeaders: [...RETAINED_304_HEADERS, 'Access-Control-Allow-Origin', 'Access-Control-Expose-Headers'],
})

const allowOnly = (methods: string) => () => {
  throw new ProblemError('METHOD_NOT_ALLOWED', { headers: { Allow: methods } })
}

function embedRoutes(ports: Ports, instances: LiveInstances): Hono<Env> {
  return new Hono<Env>()
    .get('/instances/:public_id', notModified, async (c) => {
      const origin = c.req.header('origin') ?? null
      const instance = await readInstance(instances, { publicId: c.req.param('public_id'), origin })
      return c.body(instance.json, 200, instanceHeaders(instance))
    })
    .all('/instances/:public_id', allowOnly('GET, HEAD, OPTIONS'))
    .post('/instances/:public_id/submissions', async (c) => {
      const stored = await createSubmission(ports, instances, {
        publicId: c.req.param('public_id'),
        body: await readBody(c.req.raw),
        origin: c.req.header('origin') ?? null,
        userAgent: c.req.header('user-agent') ?? null,
        ip: ports.clientIp(c.req.raw),
      })
      return answerReceipt(c, stored)
    })
    .all('/instances/:public_id/submissions', allowOnly('POST, OPTIONS'))
}

/**
 * The public endpoints, for any host that speaks Request and Response. Answers under `/embed` and `/functions/v1/embed`
 * alike, because hosts differ in what they strip.
 *
 * @param instances the memory of published instances; a host that listens to `lapel_instance` passes one it can empty
 */
export function createApp(ports: Ports, instances: LiveInstances = createLiveInstances(ports)): Hono<Env> {
  const embed = embedRoutes(ports, instances)
  const app = new Hono<Env>()
  app.onError((error, c) => answerProblem(ports, c, error))
  app.use(async (c, next) => {
    c.set('requestId', crypto.randomUUID())
    await next()
    c.header('X-Request-Id', c.get('requestId'))
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.use(openToAll)
  app.route('/embed/v1', embed)
  app.route('/functions/v1/embed/v1', embed)
  app.all('*', () => {
    throw new ProblemError('NOT_FOUND')
  })
  return app
}
