import type { LiveInstances } from '@lapel/functions/instances/live'
import { type Rendition, readInstance } from '@lapel/functions/instances/read'
import type { Ports } from '@lapel/functions/ports'
import { asProblem } from '@lapel/functions/problem'
import { type Context, Hono } from 'hono'
import { createAnswer, type Made, shortly } from './made.ts'
import { loadPrerenderer, type Prerendered } from './prerenderer.ts'

/** What takes a widget's place, to be measured: `needs` says why a script is needed to use it. */
const placeOf = ({ obstacle, css, html }: Prerendered) =>
  `<lapel-widget${obstacle ? ` needs="${obstacle}"` : ''}><template>${inlined(css)}${html}</template></lapel-widget>\n`

/** The lines that put a form on a page so that it is there with the page's first paint. */
const snippetOf = (url: string, publicId: string, style: string, html: string) =>
  `<lapel-widget public-id="${publicId}"><template shadowrootmode="open">${style}${html}</template></lapel-widget>\n` +
  `<script async src="${url}/sdk/w/${publicId}.js"></script>\n`

// Nothing in a stylesheet ends the element that holds it.
const inlined = (css: string) => `<style>${css.replaceAll('</', '<\\/')}</style>`

const missing: Made = {
  tag: '',
  type: 'text/plain',
  text: () =>
    'Only a published inline form without steps, conditions, files and sliders can be drawn before its script.\n',
  headers: { 'cache-control': 'no-store' },
}

/**
 * `/sdk/w/<public id>.html` is a snippet with the form drawn into it, and with its styles: a stylesheet to ask for would
 * hold the form back. `?styles=linked` has a link to `.css` instead, for pages whose content security policy forbids inline
 * styles. `?draw=place` has any inline widget as it first shows, for the console to measure. Nothing here is secret: a list of sites decides who may load the widget itself, and who may submit.
 */
export function instantFormRoutes(ports: Ports, instances: LiveInstances, url: string): Hono {
  const answer = createAnswer()

  async function draw(
    publicId: string,
    make: (drawn: Prerendered) => string,
    { type, variant }: { type: Made['type']; variant: string },
  ) {
    const asked = { publicId, origin: null, token: null, locale: null, theme: null, acceptLanguage: null }
    const { json, headers }: Rendition = await readInstance(ports, instances, asked)
    const prerenderer = await loadPrerenderer(url)
    const drawn = prerenderer.draw(json, publicId)
    if (!drawn || (drawn.obstacle && variant !== 'place')) return undefined
    const tag = `"${prerenderer.mark}-${variant}-${headers.ETag.slice(1, -1)}"`
    return { tag, type, text: () => make(drawn), headers: { 'cache-control': shortly, vary: 'Accept-Encoding' } }
  }

  async function respond(c: Context, made: ReturnType<typeof draw>): Promise<Response> {
    try {
      const found = await made
      return await (found ? answer(c, found) : answer(c, missing, 404))
    } catch (error) {
      return answer(c, missing, asProblem(error).status === 404 ? 404 : 503)
    }
  }

  return new Hono()
    .get('/sdk/w/:file{\\w{1,60}\\.html}', (c) => {
      const publicId = c.req.param('file').slice(0, -'.html'.length)
      const isLinked = c.req.query('styles') === 'linked'
      if (c.req.query('draw') === 'place') {
        return respond(c, draw(publicId, placeOf, { type: 'text/plain', variant: 'place' }))
      }
      const link = `<link rel="stylesheet" href="${url}/sdk/w/${publicId}.css">`
      return respond(
        c,
        draw(publicId, ({ html, css }) => snippetOf(url, publicId, isLinked ? link : inlined(css), html), {
          type: 'text/plain',
          variant: isLinked ? 'linked' : 'inlined',
        }),
      )
    })
    .get('/sdk/w/:file{\\w{1,60}\\.css}', (c) => {
      const publicId = c.req.param('file').slice(0, -'.css'.length)
      return respond(
        c,
        draw(publicId, ({ css }) => css, { type: 'text/css', variant: 'css' }),
      )
    })
}
