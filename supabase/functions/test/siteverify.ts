import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The secret that {@link startSiteverify} knows. */
export const captchaSecret = '1x0000000000000000000000000000000AA'

const refusal = (...codes: string[]) => ({ success: false, 'error-codes': codes })

/** Single use, unless the same question is asked again. */
function judge(fields: URLSearchParams, used: Map<string, string>) {
  const token = fields.get('response') ?? ''
  const key = fields.get('idempotency_key') ?? ''
  if (fields.get('secret') !== captchaSecret) return refusal('invalid-input-secret')
  if (!/^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(key)) return refusal('bad-request')
  if (token === 'internal') return refusal('internal-error')
  const [, hostname] = /^person@([^#]+)/.exec(token) ?? []
  if (!hostname || !fields.get('remoteip')) return refusal('invalid-input-response')
  if ((used.get(token) ?? key) !== key) return refusal('timeout-or-duplicate')
  used.set(token, key)
  return { success: true, challenge_ts: new Date().toISOString(), hostname, 'error-codes': [], action: '', cdata: '' }
}

function answer(fields: URLSearchParams, used: Map<string, string>, response: ServerResponse): void {
  const token = fields.get('response')
  if (token === 'stall') return
  if (token === 'cut') response.destroy()
  else if (token === 'page') response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
  else if (token === 'away') response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(judge(fields, used)))
}

/**
 * A server that speaks Turnstile's siteverify protocol. A token `person@<hostname>#<anything>` is good once; `internal`,
 * `page`, `away`, `cut` and `stall` are its ways to fail; everything else is no token.
 */
export async function startSiteverify(): Promise<{ url: string; stop(): Promise<void> }> {
  const used = new Map<string, string>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    answer(new URLSearchParams(body), used, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
