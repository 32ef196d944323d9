import type { LiveInstances } from '@lapel/functions/instances/live'
import { type Rendition, readInstance } from '@lapel/functions/instances/read'
import type { Ports } from '@lapel/functions/ports'
import { asProblem } from '@lapel/functions/problem'
import { type Context, Hono } from 'hono'
import { createAnswer, type Made, shortly } from './made.ts'
import { loadPrerenderer } from './prerenderer.ts'
import { openTemplate } from './template.ts'

// A script tag sends no Origin, but where it stands in a page of another site, the Referer tells that site.
function siteOf(c: Context): string | null {
  const referer = c.req.header('referer')
  return referer && URL.canParse(referer) ? new URL(referer).origin : null
}

/**
 * `/sdk/w/<public id>.js`: a form as it is drawn, which then asks for the runtime; for what only the runtime can draw,
 * runtime and published config in one answer. What is not published is a small script that says so: a page never runs an
 * answer with an error's status. While the database is away the runtime comes without a config and asks for it by itself.
 *
 * @param url where the installation answers
 */
export function wholeScriptRoutes(ports: Ports, instances: LiveInstances, url: string): Hono {
  const first = openTemplate('first.js')
  const whole = openTemplate('whole.js')
  const absent = openTemplate('absent.js')
  const answer = createAnswer()

  async function withConfig(publicId: string, { json, headers }: Rendition): Promise<Made> {
    const { mark, draw } = await loadPrerenderer(url)
    const fill = () => {
      const form = draw(json, publicId)
      const values = { PUBLIC_ID: publicId, CONFIG: json }
      if (!form || form.obstacle) return whole.fill(values)
      return first.fill({ ...values, DRAWN: JSON.stringify({ inside: form.drawn, css: form.ownCss }) })
    }
    return {
      type: 'text/javascript',
      tag: `"${mark}-${first.digest()}-${whole.digest()}-${headers.ETag.slice(1, -1)}"`,
      text: fill,
      headers: {
        'cache-control': shortly,
        vary: [headers.Vary?.replace('Origin', 'Referer'), 'Accept-Encoding'].filter(Boolean).join(', '),
      },
    }
  }

  function without(publicId: string, error: unknown): Made {
    const { code, status } = asProblem(error)
    if (status >= 500) {
      const text = () => whole.fill({ PUBLIC_ID: publicId, CONFIG: '' })
      return {
        tag: '',
        type: 'text/javascript',
        text,
        headers: { 'cache-control': 'no-store', vary: 'Accept-Encoding' },
      }
    }
    const text = () => absent.fill({ PUBLIC_ID: publicId, CODE: code })
    return {
      type: 'text/javascript',
      tag: `"${absent.digest()}-${publicId}-${code}"`,
      text,
      headers: { 'cache-control': 'public, max-age=30', vary: 'Referer, Accept-Encoding' },
    }
  }

  return new Hono().get('/sdk/w/:file{\\w{1,60}\\.js}', async (c) => {
    const publicId = c.req.param('file').slice(0, -'.js'.length)
    const asked = {
      publicId,
      origin: siteOf(c),
      token: null,
      locale: c.req.query('locale') ?? null,
      theme: c.req.query('theme') ?? null,
      acceptLanguage: c.req.header('accept-language') ?? null,
    }
    const script = await readInstance(ports, instances, asked).then(
      (rendition) => withConfig(publicId, rendition),
      (error: unknown) => without(publicId, error),
    )
    return answer(c, script)
  })
}
