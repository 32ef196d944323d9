import type { Server } from 'node:http'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { codeOf, Refusal } from '../refusal.ts'
import { patience, serverLimits, watchArrival } from './arrival.ts'
import { refuseUnreadable } from './unreadable.ts'

type Handler = (request: Request, bindings: HttpBindings) => Response | Promise<Response>

/** Seconds that open requests get to finish before their connections are closed. */
const drainSeconds = 5

/** The HTTP port of an installation. It answers from the first moment on, so that nobody else takes the port. */
export interface Listener {
  /** Sets what answers from now on; before, everything is 503. */
  serve(handler: Handler): void
  /** Takes no new connection, lets open requests finish and closes what is left. Does nothing the second time. */
  drain(): Promise<void>
}

const starting: Handler = () =>
  Response.json({ ready: false, detail: 'Lapel is starting.' }, { status: 503, headers: { 'retry-after': '1' } })

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const next = port === 65535 ? port - 1 : port + 1
      const refusals: Record<string, string> = {
        EADDRINUSE: `Port ${port} is in use by another program. Stop it, or choose another port: LAPEL_PORT=${next}.`,
        EACCES: `Port ${port} needs rights this user does not have. Choose one above 1023 with LAPEL_PORT.`,
        EADDRNOTAVAIL: `${host} is no address of this machine. Correct LAPEL_HOST.`,
      }
      const sentence = refusals[codeOf(error) ?? '']
      reject(sentence ? new Refusal(sentence) : error)
    })
    server.listen(port, host, resolve)
  })
}

/** Opens the port. Throws a {@link Refusal} that says what to do when it cannot be had. */
export async function openListener(host: string, port: number): Promise<Listener> {
  let handler = starting
  const server = createAdaptorServer({
    fetch: (request, env) => handler(request, env as HttpBindings),
    serverOptions: serverLimits(patience),
  }) as Server
  server.on('clientError', refuseUnreadable)
  watchArrival(server)
  await listen(server, host, port)
  return {
    serve: (next) => {
      handler = next
    },
    drain: async () => {
      if (!server.listening) return
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), drainSeconds * 1000)
      await closed
      clearTimeout(timer)
    },
  }
}
