import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import { type DemoAccount, type Info, type InstanceInfo, snippet } from '../info.ts'

const css = readFileSync(join(import.meta.dirname, 'startPage.css'), 'utf8')

function card(href: string, title: string, text: string) {
  return html`<a class="card" href="${href}"><strong>${title}</strong><span>${text}</span></a>`
}

function accountsSection(accounts: DemoAccount[]) {
  if (accounts.length === 0) return ''
  return html`<h2 id="accounts">Demo accounts</h2>
    <p>Every password is <code>${accounts[0]?.password}</code>.</p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="accounts"><table>
      <thead><tr><th scope="col">Role</th><th scope="col">E-mail</th><th scope="col">Organization</th></tr></thead>
      <tbody>${accounts.map(
        (account) => html`<tr><td>${account.role}</td><td><code>${account.email}</code></td>
        <td>${account.organization ?? 'the platform'}</td></tr>`,
      )}</tbody>
    </table></div>`
}

function instancesSection(instances: InstanceInfo[]) {
  if (instances.length === 0) return ''
  return html`<h2 id="instances">Widget instances</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="instances"><table>
      <thead><tr><th scope="col">Name</th><th scope="col">Public id</th><th scope="col">State</th><th scope="col">Sites</th></tr></thead>
      <tbody>${instances.map(
        (instance) => html`<tr><td>${instance.name}</td><td><code>${instance.public_id}</code></td>
        <td>${instance.state}</td><td>${instance.allowed_origins.join(', ') || 'any'}</td></tr>`,
      )}</tbody>
    </table></div>`
}

function snippetSection(url: string, instances: InstanceInfo[]) {
  const published = instances.find((instance) => instance.state === 'published')
  if (!published) return ''
  return html`<h2 id="snippet">Put it on a page</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="snippet"><pre>${snippet(url, published.public_id)}</pre></div>`
}

function page(info: Info, nonce: string) {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>Lapel</title>
  <link rel="icon" href="data:,">
  <style nonce="${nonce}">${raw(css)}</style>
</head>
<body><main>
  <h1>Lapel</h1>
  <p>Embeddable widgets for many tenants. This installation is running.</p>
  <nav aria-label="Parts of this installation">
    ${card('/admin/', 'Console', 'Sign in as staff or as a tenant.')}
    ${info.pages.map(({ name, url, about }) => card(new URL(url).pathname, `Example: ${name}`, about))}
    ${card('/readyz', 'Health', 'Whether the database, the migrations and the worker serve.')}
  </nav>
  ${snippetSection(info.url, info.instances)}
  ${accountsSection(info.accounts)}
  ${instancesSection(info.instances)}
  <footer>Stop it with Ctrl-C in its terminal. Check it with <code>npx lapel doctor</code>.</footer>
</main></body>
</html>`
}

/** The page at `/`: what this installation offers. No script and nothing from elsewhere. */
export function startPageRoutes(readInfo: () => Promise<Info>): Hono {
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [NONCE],
      imgSrc: ['data:'],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: false,
  })
  return new Hono().get('/', headers, async (c) =>
    c.html(page(await readInfo(), c.get('secureHeadersNonce') ?? ''), 200, { 'cache-control': 'no-store' }),
  )
}
