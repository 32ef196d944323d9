import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { refuseUnreadable } from './unreadable.ts'

/** How slowly a request may arrive. Who sends more slowly holds a connection for nothing. Times in milliseconds. */
export interface Patience {
  /** For the headers. */
  headers: number
  /** For the whole body of a request. */
  body: number
  /** A file may take longer, as long as it goes on: within each span of time this many bytes have to come. */
  file: { total: number; span: number; bytes: number }
}

/** Ten megabytes from a slow telephone take minutes. */
export const patience: Patience = {
  headers: 10_000,
  body: 20_000,
  file: { total: 600_000, span: 20_000, bytes: 4096 },
}

interface Arrival {
  request: IncomingMessage
  response: ServerResponse
  since: number
  /** When the span of a file began, and what had come by then. */
  span: { since: number; bytes: number }
}

const fileAddress = /^\/uploads\/[\da-f-]{36}\?token=[\da-f]{64}$/

// Only by its form: one whose secret does not hold is answered, and its connection closed, before any of it is read.
const isFile = ({ method, url = '' }: IncomingMessage) => method === 'PUT' && fileAddress.test(url)

const tooSlow = Object.assign(new Error('The request took too long to arrive.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })

function end({ request: { socket }, response }: Arrival): void {
  if (response.headersSent) socket.destroy()
  else refuseUnreadable(tooSlow, socket)
}

function isTooSlow({ request, since, span }: Arrival, { body, file }: Patience, now: number): boolean {
  if (!isFile(request)) return now - since > body
  if (now - since > file.total) return true
  if (now - span.since <= file.span) return false
  const { bytesRead } = request.socket
  if (bytesRead - span.bytes < file.bytes) return true
  Object.assign(span, { since: now, bytes: bytesRead })
  return false
}

/** What the server itself watches: headers, and the longest that anything may take. */
export const serverLimits = ({ headers, file }: Patience) => ({
  headersTimeout: headers,
  requestTimeout: file.total + headers,
  connectionsCheckingInterval: 1000,
})

/**
 * Ends requests whose bodies arrive too slowly with 408. Connections are looked through once a second, so that a request
 * costs no timer.
 */
export function watchArrival(server: Server, limits: Patience = patience, everyMs = 1000): void {
  const arrivals = new Map<Socket, Arrival>()
  server.on('connection', (socket: Socket) => socket.once('close', () => arrivals.delete(socket)))
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const now = Date.now()
    arrivals.set(request.socket, {
      request,
      response,
      since: now,
      span: { since: now, bytes: request.socket.bytesRead },
    })
  })
  const timer = setInterval(() => {
    const now = Date.now()
    for (const [socket, arrival] of arrivals) {
      if (arrival.request.complete) arrivals.delete(socket)
      else if (isTooSlow(arrival, limits, now)) {
        arrivals.delete(socket)
        end(arrival)
      }
    }
  }, everyMs)
  timer.unref()
  server.once('close', () => clearInterval(timer))
}
