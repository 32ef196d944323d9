import type { HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { createApp } from '@lapel/functions/app'
import { createAuthenticator } from '@lapel/functions/authenticate'
import { createBilling } from '@lapel/functions/billing/providers'
import { clientIp } from '@lapel/functions/clientIp'
import { createLiveInstances } from '@lapel/functions/instances/live'
import type { Ports, Storage } from '@lapel/functions/ports'
import { createCaptcha, type TurnstileSettings } from '@lapel/functions/turnstile'
import { createServerStorage } from '@lapel/functions/uploads/serverStorage'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Sql } from 'postgres'
import type { Info } from '../info.ts'
import { examplesFolder } from '../paths.ts'
import type { SupabaseApi } from '../supabase.ts'
import type { Worker } from '../worker.ts'
import { type ConsoleConfig, consoleRoutes } from './console.ts'
import { healthRoutes } from './health.ts'
import { instantFormRoutes } from './instantForms.ts'
import { sdkRoutes } from './sdkFiles.ts'
import { startPageRoutes } from './startPage.ts'
import { uploadRoutes } from './uploads.ts'
import { wholeScriptRoutes } from './wholeScripts.ts'

/** What the HTTP side of an installation needs. */
export interface Services {
  sql: Sql
  /** On which submissions are stored. */
  lanes: readonly Sql[]
  /** Null when SUPABASE_URL names another API. */
  api: SupabaseApi | null
  /** Null when other processes do the jobs. */
  worker: Worker | null
  info: () => Promise<Info>
  /** Tells the listener the public id of every instance that changes. */
  onInstanceChange(listener: (publicId: string) => void): void
  /** Where the installation answers, without a slash at the end. */
  url: string
  console: ConsoleConfig
  /** Where the console's development server answers; null serves the built console. */
  consoleOrigin: string | null
  trustedProxies: number
  /** Where the files lie that visitors send. */
  uploadsFolder: string
  /** Where they lie instead, if anywhere. */
  bucket: Required<Storage> | null
  turnstile: TurnstileSettings | undefined
  stripeSecret: string | undefined
}

/** Largest body of a request to the data API or the auth API. */
const maxApiBodyBytes = 1_048_576

type Env = { Bindings: HttpBindings }

const peerOf = (bindings: HttpBindings) => bindings.incoming.socket.remoteAddress ?? null
const forwardedFor = (request: Request) => request.headers.get('x-forwarded-for')

function endpoints(services: Services): Hono<Env> {
  const { sql, lanes, trustedProxies, turnstile, onInstanceChange, url } = services
  const { supabaseUrl, publishableKey } = services.console
  const log: Ports['log'] = (entry) => console.error(JSON.stringify(entry))
  const peers = new WeakMap<Request, string | null>()
  const ports: Ports = {
    sql,
    lanes,
    now: Date.now,
    clientIp: (request) => clientIp(peers.get(request) ?? null, forwardedFor(request), trustedProxies),
    authenticate: createAuthenticator(supabaseUrl, publishableKey),
    publicUrl: `${url}/functions/v1`,
    storage: services.bucket ?? createServerStorage(url),
    log,
    captcha: createCaptcha(turnstile, log),
    billing: createBilling(services),
  }
  const memory = createLiveInstances(ports)
  onInstanceChange((publicId) => memory.forget(publicId))
  const app = createApp(ports, memory)
  return new Hono<Env>()
    .all('/functions/v1/*', (c) => {
      peers.set(c.req.raw, peerOf(c.env))
      return app.fetch(c.req.raw)
    })
    .route('/', wholeScriptRoutes(ports, memory, url))
    .route('/', instantFormRoutes(ports, memory, url))
}

function supabase(api: SupabaseApi, trustedProxies: number): Hono<Env> {
  const answer = (c: Context<Env>) =>
    api.fetch(c.req.raw, clientIp(peerOf(c.env), forwardedFor(c.req.raw), trustedProxies))
  const tooLarge = (c: Context) => c.json({ code: 'BODY_TOO_LARGE', message: 'The request body is too large' }, 413)
  const limit = bodyLimit({ maxSize: maxApiBodyBytes, onError: tooLarge })
  return new Hono<Env>().all('/rest/v1/*', limit, answer).all('/auth/v1/*', limit, answer)
}

// Of the example in React what its build made, in place of its sources.
const exampleFile = (path: string) => path.slice('/examples'.length).replace(/^\/react\//, '/react/dist/')

const examples = new Hono<Env>().get(
  '/examples/*',
  serveStatic({ root: examplesFolder, rewriteRequestPath: exampleFile }),
)

/** Everything on the one port. */
export function createHttpApp(services: Services): Hono<Env> {
  const app = new Hono<Env>()
    // First, because a header that is added to a finished response costs more than the response.
    .route('/', endpoints(services))
    .use(async (c, next) => {
      await next()
      c.header('X-Content-Type-Options', 'nosniff')
    })
    .route('/', uploadRoutes(services.sql, services.uploadsFolder, services.bucket))
    .route('/', healthRoutes(services.sql, services.worker))
    .route('/', services.api ? supabase(services.api, services.trustedProxies) : new Hono<Env>())
    .route('/', sdkRoutes())
    .route('/', consoleRoutes(services.console, services.consoleOrigin))
    .route('/', examples)
    .route('/', startPageRoutes(services.info))
  app.notFound((c) => c.text('Nothing is here.', 404))
  app.onError((error, c) => {
    console.error(`http: ${error.message}`)
    return c.text('Something went wrong on our side.', 500)
  })
  return app
}
