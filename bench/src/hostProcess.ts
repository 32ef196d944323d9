// The server process that benchmarks load: all of Lapel, and beside it the routes that it is compared with.
import { readBody } from '@lapel/functions/body'
import { createLiveInstances } from '@lapel/functions/instances/live'
import type { Batches } from '@lapel/functions/submissions/batches'
import { createSubmission } from '@lapel/functions/submissions/create'
import { parseVerdicts } from '@lapel/functions/submissions/verdict'
import { openKeys } from '@lapel/server/data/keys'
import { connectServer } from '@lapel/server/database/connect'
import { prepareDatabase } from '@lapel/server/database/prepare'
import { readEnvironment } from '@lapel/server/env'
import { openListener } from '@lapel/server/http/listener'
import { startEmbedded, undoable } from '@lapel/server/postgres/embedded'
import { serve } from '@lapel/server/serve'
import { createUndo, onEnd } from '@lapel/server/shutdown'
import { Hono } from 'hono'
import postgres, { type JSONValue, type Sql } from 'postgres'
import { layFixture } from './fixture.ts'

/** Every submission by itself: the same checks, one call of the same function for each. */
function oneByOne(sql: Sql): Batches {
  return {
    decide: async (request) => {
      const [row] = await sql`select private.accept_submissions(${JSON.stringify([request])}::text::jsonb) as answer`
      const [verdict] = parseVerdicts(row?.answer)
      if (!verdict) throw new Error('no verdict')
      return verdict
    },
  }
}

function bareRoutes(sql: Sql, embedUrl: string): Hono {
  const batches = oneByOne(sql)
  const instances = createLiveInstances({
    sql,
    lanes: [],
    now: Date.now,
    clientIp: () => null,
    authenticate: async () => null,
    publicUrl: 'http://localhost/functions/v1',
    storage: null,
    log: console.error,
  })
  let bytes: Promise<string> | undefined
  const read = () => fetch(embedUrl).then((response) => response.text())
  return new Hono()
    .post('/bench/insert', async (c) => {
      const body = await c.req.json<{ id: string; payload: JSONValue }>()
      await sql`insert into bench.bare (id, payload) values (${body.id}, ${sql.json(body.payload)})`
      return c.json({ id: body.id }, 201)
    })
    .post('/bench/one-by-one/:public_id', async (c) => {
      const body = await readBody(c.req.raw)
      const visitor = { token: null, origin: null, userAgent: null, ip: '127.0.0.1' }
      const stored = await createSubmission({ sql }, batches, instances, {
        publicId: c.req.param('public_id'),
        body,
        ...visitor,
      })
      return c.json(stored.receipt, 201, stored.headers)
    })
    .get('/bench/bytes', async (c) => {
      bytes ??= read()
      return c.body(await bytes, 200, { 'content-type': 'application/json' })
    })
}

async function start(undo: ReturnType<typeof createUndo>) {
  const env = readEnvironment(process.env)
  const url = `http://127.0.0.1:${env.port}`
  const keys = openKeys(env.dataDir)
  const { ownerUrl } = await undoable(startEmbedded(env.dataDir, keys), undo)
  await prepareDatabase(ownerUrl, keys, env)
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  const [publicId = '', ...publicIds] = await layFixture(owner)
  await owner.end()

  const sql = connectServer(ownerUrl, keys, 10)
  undo.push('the connections', () => sql.end({ timeout: 3 }))
  const bare = bareRoutes(sql, `${url}/functions/v1/embed/v1/instances/${publicId}`)
  const listener = await openListener(env.host, env.port)
  const withBare: typeof listener.serve = (handler) =>
    listener.serve((request, bindings) =>
      new URL(request.url).pathname.startsWith('/bench/') ? bare.fetch(request) : handler(request, bindings),
    )
  await serve({ env, keys, ownerUrl, listener: { ...listener, serve: withBare }, url }, undo)
  return { url, publicId, publicIds }
}

const undo = createUndo()
onEnd(async () => {
  await undo.run()
  process.exit(0)
})
process.send?.(await start(undo))
