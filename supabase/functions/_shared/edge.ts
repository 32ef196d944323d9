import { createApp } from './app.ts'
import { createAuthenticator } from './authenticate.ts'
import { createBilling } from './billing/providers.ts'
import { clientIp } from './clientIp.ts'
import { connect, connectLanes } from './database.ts'
import { type EdgeEnv, readEdgeEnv } from './env.ts'
import type { LogEntry, Storage } from './ports.ts'
import { createCaptcha } from './turnstile.ts'
import { createServerStorage } from './uploads/serverStorage.ts'
import { createSupabaseStorage } from './uploads/supabaseStorage.ts'

// Many isolates may run at once, and each has a pool of its own.
const connectionsPerIsolate = 3

type EdgeHandler = (request: Request, info: { remoteAddr: { hostname: string } }) => Response | Promise<Response>

function storageOf({ supabaseUrl, uploadsBucket, uploadsUrl }: EdgeEnv): Storage | null {
  if (uploadsBucket) return createSupabaseStorage({ supabaseUrl, ...uploadsBucket })
  return uploadsUrl === null ? null : createServerStorage(uploadsUrl)
}

/** The endpoints as an edge function serves them. Throws an Error in one sentence when the environment is wrong. */
export function createEdgeHandler(environment: Record<string, string>): EdgeHandler {
  const env = readEdgeEnv(environment)
  const { databaseUrl, supabaseUrl, publishableKey, trustedProxies, turnstile } = env
  const log = (entry: LogEntry) => console.error(JSON.stringify(entry))
  const peers = new WeakMap<Request, string>()
  const app = createApp({
    sql: connect(databaseUrl, connectionsPerIsolate),
    lanes: connectLanes(databaseUrl),
    now: Date.now,
    clientIp: (request) => clientIp(peers.get(request) ?? null, request.headers.get('x-forwarded-for'), trustedProxies),
    authenticate: createAuthenticator(supabaseUrl, publishableKey),
    publicUrl: `${supabaseUrl}/functions/v1`,
    storage: storageOf(env),
    log,
    captcha: createCaptcha(turnstile, log),
    billing: createBilling(env),
  })
  return (request, { remoteAddr }) => {
    peers.set(request, remoteAddr.hostname)
    return app.fetch(request)
  }
}
