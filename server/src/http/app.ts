import type { HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { Sql } from 'postgres'
import { examplesFolder } from '../paths.ts'
import type { SupabaseApi } from '../supabase.ts'
import type { Worker } from '../worker.ts'
import { type ConsoleConfig, consoleRoutes } from './console.ts'
import { healthRoutes } from './health.ts'
import { sdkRoutes } from './sdkFiles.ts'

/** What the HTTP side of an installation needs. */
export interface Services {
  sql: Sql
  /** Null when SUPABASE_URL names another API. */
  api: SupabaseApi | null
  /** Null when the worker runs in another process. */
  worker: Worker | null
  console: ConsoleConfig
  trustedProxies: number
}

/** Everything on the one port. */
export function createHttpApp(services: Services): Hono<{ Bindings: HttpBindings }> {
  const { sql, api, worker } = services
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.route('/', healthRoutes(sql, worker))
  if (api) {
    const peer = (env: HttpBindings) => env.incoming.socket.remoteAddress ?? null
    app.all('/rest/v1/*', (c) => api.fetch(c.req.raw, peer(c.env)))
    app.all('/auth/v1/*', (c) => api.fetch(c.req.raw, peer(c.env)))
  }
  app.route('/', sdkRoutes())
  app.route('/', consoleRoutes(services.console))
  app.get(
    '/examples/*',
    serveStatic({ root: examplesFolder, rewriteRequestPath: (path) => path.slice('/examples'.length) }),
  )
  app.notFound((c) => c.text('Nothing is here.', 404))
  app.onError((error, c) => {
    console.error(`http: ${error.message}`)
    return c.text('Something went wrong on our side.', 500)
  })
  return app
}
