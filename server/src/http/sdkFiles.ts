import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import { root, sdkDist } from '../paths.ts'

const channel = 'public, max-age=300, stale-while-revalidate=86400'
const immutable = 'public, max-age=31536000, immutable'

/** A file whose name changes with its content. */
const hashed = /\.[\da-f]{8}\.js$/

/** The version of Lapel, which is the SDK's too. */
export function sdkVersion(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}

/** The folder of the channel that a version belongs to: `v1`. */
const channelOf = (version: string) => `v${version.startsWith('0.') ? 1 : version.split('.')[0]}`

/** Where pages find the pinned script, and the hash by which they recognize it (Subresource Integrity). */
export function pinnedScript(url: string): { url: string; integrity: string } {
  const digest = createHash('sha384')
    .update(readFileSync(join(sdkDist, 'lapel.js')))
    .digest('base64')
  return { url: `${url}/sdk/${sdkVersion()}/lapel.js`, integrity: `sha384-${digest}` }
}

// A page may hold a script of the last release, which asks for that release's parts: it gets those of this one.
function answerFormer(c: Context, folder: string): Response | undefined {
  const path = c.req.path.slice(folder.length)
  if (!hashed.test(path)) return undefined
  const [current] = globSync(`${path.replace(hashed, '').replace(/[^\w/-]/g, '')}.????????.js`, { cwd: sdkDist })
  if (!current) return undefined
  c.header('access-control-allow-origin', '*')
  c.header('cache-control', 'no-store')
  return c.redirect(`${folder}${current}`)
}

/** The built SDK: /sdk/v1/ follows releases, /sdk/<version>/ never changes. */
export function sdkRoutes(version = sdkVersion()): Hono {
  const lifetimes = new Map([
    [channelOf(version), channel],
    [version, immutable],
  ])
  const routes = new Hono()
  for (const [name, lifetime] of lifetimes) {
    const folder = `/sdk/${name}/`
    routes.get(
      `${folder}*`,
      serveStatic({
        root: sdkDist,
        precompressed: true,
        rewriteRequestPath: (path) => path.slice(folder.length - 1),
        onFound: (path, c) => {
          c.header('cache-control', hashed.test(path.replace(/\.(br|gz)$/, '')) ? immutable : lifetime)
          c.header('access-control-allow-origin', '*')
          c.header('cross-origin-resource-policy', 'cross-origin')
        },
      }),
      (c) => (lifetime === channel && answerFormer(c, folder)) || c.notFound(),
    )
  }
  return routes
}
