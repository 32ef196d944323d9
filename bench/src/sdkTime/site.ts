import { once } from 'node:events'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { freePort } from '@lapel/server/freePort'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
}

/** Lets pages of every site ask for everything, with any header. */
const open = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-max-age': '600',
}

/** What a site answers, by path; a path's ending tells its type. */
export type Files = Map<string, string>

/** A server of files made for one benchmark. */
export interface Site {
  url: string
  stop(): Promise<void>
}

/**
 * Serves files to GET and POST alike, compressed a little better than ours are; they may be added while it runs. What is
 * not there is said on the console: a peer that misses an answer would be measured unfairly.
 */
export async function openSite(files: Files): Promise<Site> {
  const compressed = new Map<string, Buffer>()
  const compress = (path: string, text: string) => {
    const bytes = compressed.get(path) ?? brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
    compressed.set(path, bytes)
    return bytes
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const text = files.get(pathname)
    if (request.method === 'OPTIONS') return response.writeHead(204, open).end()
    if (text === undefined) {
      console.error(`  nothing at ${request.method} ${pathname}`)
      return response.writeHead(404, open).end()
    }
    const type = types[extname(pathname)] ?? 'application/json'
    return response
      .writeHead(200, { ...open, 'content-type': type, 'content-encoding': 'br' })
      .end(compress(pathname, text))
  })
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
