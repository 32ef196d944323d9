import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { root, sdkDist } from '../paths.ts'

const channel = 'public, max-age=300, stale-while-revalidate=86400'
const immutable = 'public, max-age=31536000, immutable'

/** The version of Lapel, which is the SDK's too. */
export function sdkVersion(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}

/** The built SDK: /sdk/v1/ follows releases, /sdk/<version>/ never changes. */
export function sdkRoutes(version = sdkVersion()): Hono {
  const lifetimes = new Map([
    [`v${version.startsWith('0.') ? 1 : version.split('.')[0]}`, channel],
    [version, immutable],
  ])
  const routes = new Hono()
  for (const [name, lifetime] of lifetimes) {
    routes.get(
      `/sdk/${name}/*`,
      serveStatic({
        root: sdkDist,
        precompressed: true,
        rewriteRequestPath: (path) => path.slice(`/sdk/${name}`.length),
        onFound: (_path, c) => {
          c.header('cache-control', lifetime)
          c.header('access-control-allow-origin', '*')
          c.header('cross-origin-resource-policy', 'cross-origin')
        },
      }),
    )
  }
  return routes
}
