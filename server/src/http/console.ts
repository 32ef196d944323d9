import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { adminDist } from '../paths.ts'

/** The console's build marks inline styles with this; every answer replaces it with a fresh nonce. */
const noncePlaceholder = 'LAPEL_CSP_NONCE'

/** Where the console finds its data API. */
export interface ConsoleConfig {
  supabaseUrl: string
  publishableKey: string
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
      'x-content-type-options': 'nosniff',
    },
  })
}

/** The built console under /admin/. Its own paths all answer with the one page; a missing file is 404. */
export function consoleRoutes(config: ConsoleConfig): Hono {
  return new Hono()
    .get('/admin', (c) => c.redirect('/admin/'))
    .get('/admin/config.json', (c) => c.json(config, 200, { 'cache-control': 'no-store' }))
    .get(
      '/admin/assets/*',
      serveStatic({
        root: adminDist,
        rewriteRequestPath: (path) => path.slice('/admin'.length),
        onFound: (_path, c) => {
          c.header('cache-control', 'public, max-age=31536000, immutable')
          c.header('x-content-type-options', 'nosniff')
        },
      }),
      (c) => c.notFound(),
    )
    .get(
      '/admin/*',
      serveStatic({ root: adminDist, index: '', rewriteRequestPath: (path) => path.slice('/admin'.length) }),
    )
    .get('/admin/*', () => page(config.supabaseUrl))
}
