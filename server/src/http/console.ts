import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { proxy } from 'hono/proxy'
import { adminDist } from '../paths.ts'

/** The console's build marks inline styles with this; every answer replaces it with a fresh nonce. */
const noncePlaceholder = 'LAPEL_CSP_NONCE'

/** What the console must know before it starts: where its data API is, and whether the auth server there sends mail. */
export interface ConsoleConfig {
  supabaseUrl: string
  publishableKey: string
  sendsMail: boolean
}

function policy(supabaseUrl: string, nonce: string | null): string {
  const style = nonce ? `'nonce-${nonce}'` : "'unsafe-inline'"
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${style}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${supabaseUrl}`,
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function page(supabaseUrl: string): Response {
  const file = join(adminDist, 'index.html')
  if (!existsSync(file)) return new Response('The console is not built. Run `npm start`.', { status: 503 })
  const html = readFileSync(file, 'utf8')
  const nonce = html.includes(noncePlaceholder) ? randomBytes(16).toString('base64') : null
  return new Response(nonce ? html.replaceAll(noncePlaceholder, nonce) : html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': policy(supabaseUrl, nonce),
      'referrer-policy': 'same-origin',
    },
  })
}

function builtConsole(supabaseUrl: string): Hono {
  const files = {
    root: adminDist,
    precompressed: true,
    rewriteRequestPath: (path: string) => path.slice('/admin'.length),
  }
  return new Hono()
    .get('/admin/', () => page(supabaseUrl))
    .get('/admin/index.html', (c) => c.redirect('/admin/'))
    .get(
      '/admin/assets/*',
      serveStatic({
        ...files,
        onFound: (_path, c) => {
          c.header('cache-control', 'public, max-age=31536000, immutable')
        },
      }),
      (c) => c.notFound(),
    )
    .get('/admin/*', serveStatic(files))
    .get('/admin/*', () => page(supabaseUrl))
}

/**
 * The console under /admin/. Its own paths all answer with the one page; a missing file is 404.
 *
 * @param origin where its development server answers; null serves the built console
 */
export function consoleRoutes(config: ConsoleConfig, origin: string | null): Hono {
  const routes = new Hono()
    .get('/admin', (c) => c.redirect('/admin/'))
    .get('/admin/config.json', (c) => c.json(config, 200, { 'cache-control': 'no-store' }))
  if (origin === null) return routes.route('/', builtConsole(config.supabaseUrl))
  return routes.get('/admin/*', (c) => proxy(`${origin}${c.req.url.slice(new URL(c.req.url).origin.length)}`, c.req))
}
