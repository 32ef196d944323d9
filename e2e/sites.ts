import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A site beside the installation's. */
export interface Site {
  /** With a slash at its end. */
  url: string
  close(): void
}

/** Serves a site on a port of its own until it is closed. */
export async function serveSite(answer: RequestListener): Promise<Site> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

/** Serves one page of another site, with this content security policy if any. */
export function openSite(policy: string, html: string): Promise<Site> {
  return serveSite((_, response) => {
    response.setHeader('content-type', 'text/html')
    if (policy) response.setHeader('content-security-policy', policy)
    response.end(`<!doctype html><title>Host</title><link rel="icon" href="data:,">${html}`)
  })
}
