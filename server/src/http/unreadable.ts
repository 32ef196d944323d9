import type { Duplex } from 'node:stream'
import { codeOf } from '../refusal.ts'

const refusals: Record<string, [status: string, title: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request headers are too large'],
}
const notHttp: [string, string] = ['400 Bad Request', 'The request is not HTTP']

/** Answers what never became a request: too slow, too large, or not HTTP. Ends the connection. */
export function refuseUnreadable(error: Error, socket: Duplex): void {
  const [status, title] = refusals[codeOf(error) ?? ''] ?? notHttp
  if (!socket.writable) return void socket.destroy(error)
  const problem = JSON.stringify({ type: 'about:blank', title, status: Number.parseInt(status, 10) })
  const headers = [`HTTP/1.1 ${status}`, 'Content-Type: application/problem+json', 'Cache-Control: no-store']
  const rest = [`Content-Length: ${Buffer.byteLength(problem)}`, 'Connection: close', '', problem]
  socket.end([...headers, ...rest].join('\r\n'), () => socket.destroy())
}
