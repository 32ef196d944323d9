import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Storage } from '@lapel/functions/ports'
import { asProblem, ProblemError } from '@lapel/functions/problem'
import type { Announced } from '@lapel/functions/uploads/inspect'
import { type Context, Hono } from 'hono'
import type { Sql } from 'postgres'
import { isUploadId, keepFile, openFile, removeFiles } from '../uploads/files.ts'

const secretShape = /^[\da-f]{64}$/

// Any page may send: the address is the permission.
const everywhere = { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' }

async function begin(sql: Sql, id: string, secret: string): Promise<Announced> {
  if (!isUploadId(id) || !secretShape.test(secret)) throw new ProblemError('NOT_FOUND')
  const [row] = await sql<{ opened: Announced | null }[]>`select private.begin_upload(${id}, ${secret}) as opened`
  if (!row?.opened) throw new ProblemError('NOT_FOUND', { detail: 'This address was used, or has expired.' })
  return row.opened
}

async function receive(sql: Sql, folder: string, id: string, announced: Announced, request: Request): Promise<void> {
  try {
    const declared = Number(request.headers.get('content-length') ?? 0)
    if (declared > announced.bytes) {
      throw new ProblemError('BODY_TOO_LARGE', { detail: `${announced.bytes} bytes were announced.` })
    }
    const body = request.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
    const { bytes, sha256 } = await keepFile(folder, id, body, announced)
    const [row] = await sql<{ kept: boolean }[]>`select private.finish_upload(${id}, ${bytes}, ${sha256}) as kept`
    if (!row?.kept) throw new ProblemError('NOT_FOUND', { detail: 'This upload has expired.' })
  } catch (thrown) {
    await removeFiles(folder, [id])
    await sql`select private.drop_upload(${id})`
    throw thrown
  }
}

interface Kept {
  name: string
  type: string
}

// What encodeURIComponent leaves and RFC 8187 does not allow.
const encodeName = (name: string) =>
  encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)

// Whatever the bytes are, a browser saves them and runs nothing.
const saved = ({ name, type }: Kept) => ({
  'Cache-Control': 'no-store',
  'Content-Type': type,
  'Content-Disposition': `attachment; filename*=UTF-8''${encodeName(name)}`,
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
})

const seconds = 60

async function find(sql: Sql, id: string, { req }: Context): Promise<Kept> {
  const secret = req.query('token') ?? ''
  if (!isUploadId(id) || !secretShape.test(secret)) throw new ProblemError('NOT_FOUND')
  const [row] = await sql<{ kept: Kept | null }[]>`select private.begin_download(${id}, ${secret}) as kept`
  if (!row?.kept) throw new ProblemError('NOT_FOUND', { detail: 'This address has expired.' })
  return row.kept
}

async function download(folder: string, id: string, kept: Kept, { req }: Context): Promise<Response> {
  const file = await openFile(folder, id)
  const headers = { ...saved(kept), 'Content-Length': String((await file.stat()).size) }
  if (req.raw.method === 'HEAD') {
    await file.close()
    return new Response(null, { headers })
  }
  return new Response(Readable.toWeb(file.createReadStream()) as ReadableStream, { headers })
}

function answerProblem(c: Context, thrown: Error) {
  const problem = asProblem(thrown)
  const requestId = randomUUID()
  if (problem.status >= 500) console.error(`uploads: ${requestId} ${thrown.message}`)
  // What is still being sent is not waited for.
  const headers = { ...everywhere, ...problem.headers, 'Content-Type': 'application/problem+json', Connection: 'close' }
  return c.body(JSON.stringify(problem.toProblem(requestId)), problem.status as 400, {
    ...headers,
    'X-Request-Id': requestId,
  })
}

/** Takes the bytes of announced uploads, each at an address that works once, and gives members what was kept, here or in a bucket. */
export function uploadRoutes(sql: Sql, folder: string, bucket: Required<Storage> | null): Hono {
  const routes = new Hono()
    .options('/uploads/:id', (c) =>
      c.body(null, 204, {
        ...everywhere,
        'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Allow-Headers': 'Content-Type',
        'Access-Control-Max-Age': '600',
      }),
    )
    .get('/uploads/:id', async (c) => {
      const id = c.req.param('id')
      const kept = await find(sql, id, c)
      if (!bucket) return download(folder, id, kept, c)
      c.header('Cache-Control', 'no-store')
      c.header('Referrer-Policy', 'no-referrer')
      return c.redirect(await bucket.signDownload(id, kept.name, seconds))
    })
    .put('/uploads/:id', async (c) => {
      const id = c.req.param('id')
      const announced = await begin(sql, id, c.req.query('token') ?? '')
      await receive(sql, folder, id, announced, c.req.raw)
      return c.body(null, 204, everywhere)
    })
    .all('/uploads/:id', () => {
      throw new ProblemError('METHOD_NOT_ALLOWED', { headers: { Allow: 'GET, HEAD, PUT, OPTIONS' } })
    })
  routes.onError((thrown, c) => answerProblem(c, thrown))
  return routes
}
