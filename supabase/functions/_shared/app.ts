import { Hono } from 'hono'
import { accountRoutes } from './accountRoutes.ts'
import {
  answerPreflight,
  answerProblem,
  answerReceipt,
  answerTagged,
  type Env,
  noStoreJson,
  respond,
} from './answer.ts'
import { billingRoutes } from './billingRoutes.ts'
import { readBody } from './body.ts'
import { exportRoutes } from './exportRoutes.ts'
import { fileRoutes } from './fileRoutes.ts'
import { createLiveInstances, type LiveInstances } from './instances/live.ts'
import { readInstance } from './instances/read.ts'
import { readResults } from './instances/results.ts'
import { allowOnly } from './methods.ts'
import type { Ports } from './ports.ts'
import { ProblemError } from './problem.ts'
import { reportRoutes } from './reportRoutes.ts'
import { createBatches } from './submissions/batches.ts'
import { createSubmission } from './submissions/create.ts'
import { createPartial, isPartial } from './submissions/partial.ts'
import { uploadRoutes } from './uploadRoutes.ts'

function embedRoutes(ports: Ports, instances: LiveInstances): Hono<Env> {
  const batches = createBatches(ports)
  return new Hono<Env>()
    .options('*', answerPreflight)
    .get('/instances/:public_id', async (c) => {
      const { json, headers } = await readInstance(ports, instances, {
        publicId: c.req.param('public_id'),
        origin: c.req.header('origin') ?? null,
        token: c.req.query('token') ?? null,
        locale: c.req.query('locale') ?? null,
        theme: c.req.query('theme') ?? null,
        acceptLanguage: c.req.header('accept-language') ?? null,
      })
      return answerTagged(c, json, headers)
    })
    .all('/instances/:public_id', allowOnly('GET, HEAD, OPTIONS'))
    .get('/instances/:public_id/results', async (c) => {
      const results = await readResults(ports, instances, {
        publicId: c.req.param('public_id'),
        origin: c.req.header('origin') ?? null,
        token: c.req.query('token') ?? null,
      })
      return respond(c, JSON.stringify(results), 200, noStoreJson)
    })
    .all('/instances/:public_id/results', allowOnly('GET, HEAD, OPTIONS'))
    .post('/instances/:public_id/submissions', async (c) => {
      const input = {
        publicId: c.req.param('public_id'),
        token: c.req.query('token') ?? null,
        body: await readBody(c.req.raw),
        origin: c.req.header('origin') ?? null,
        userAgent: c.req.header('user-agent') ?? null,
        ip: ports.clientIp(c.req.raw),
      }
      if (isPartial(input.body)) {
        const { receipt, headers } = await createPartial(ports, instances, input)
        return respond(c, JSON.stringify(receipt), 201, { ...noStoreJson, ...headers })
      }
      return answerReceipt(c, await createSubmission(ports, batches, instances, input))
    })
    .all('/instances/:public_id/submissions', allowOnly('POST, OPTIONS'))
    .route('/', uploadRoutes(ports, instances))
    .route('/', reportRoutes(ports, instances))
    .route('/', fileRoutes(ports))
}

/**
 * The public endpoints, for any host that speaks Request and Response. Answers with and without `/functions/v1`
 * alike, because hosts differ in what they strip.
 *
 * @param instances the memory of published instances; a host that listens to `lapel_instance` passes one it can empty
 */
export function createApp(ports: Ports, instances: LiveInstances = createLiveInstances(ports)): Hono<Env> {
  const embed = embedRoutes(ports, instances)
  const account = accountRoutes(ports).route('/', exportRoutes(ports)).route('/', billingRoutes(ports))
  const app = new Hono<Env>()
  app.onError((error, c) => answerProblem(ports, c, error))
  app.use((c, next) => {
    c.set('requestId', crypto.randomUUID())
    return next()
  })
  app.route('/', account)
  app.route('/functions/v1', account)
  app.route('/embed/v1', embed)
  app.route('/functions/v1/embed/v1', embed)
  app.all('*', () => {
    throw new ProblemError('NOT_FOUND')
  })
  return app
}
