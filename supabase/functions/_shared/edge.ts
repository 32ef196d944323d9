import { createApp } from './app.ts'
import { clientIp } from './clientIp.ts'
import { connect } from './database.ts'
import { readEdgeEnv } from './env.ts'

// Many isolates may run at once, and each has a pool of its own.
const connectionsPerIsolate = 4

type EdgeHandler = (request: Request, info: { remoteAddr: { hostname: string } }) => Response | Promise<Response>

/** The endpoints as an edge function serves them. Throws an Error in one sentence when the environment is wrong. */
export function createEdgeHandler(environment: Record<string, string>): EdgeHandler {
  const { databaseUrl, trustedProxies } = readEdgeEnv(environment)
  const peers = new WeakMap<Request, string>()
  const app = createApp({
    sql: connect(databaseUrl, connectionsPerIsolate),
    now: Date.now,
    clientIp: (request) => clientIp(peers.get(request) ?? null, request.headers.get('x-forwarded-for'), trustedProxies),
    log: (entry) => console.error(JSON.stringify(entry)),
  })
  return (request, { remoteAddr }) => {
    peers.set(request, remoteAddr.hostname)
    return app.fetch(request)
  }
}
