// The server process that benchmarks load: all of Lapel, and two bare routes as floors.
import { openKeys } from '@lapel/server/data/keys'
import { connectServer } from '@lapel/server/database/connect'
import { prepareDatabase } from '@lapel/server/database/prepare'
import { readEnvironment } from '@lapel/server/env'
import { openListener } from '@lapel/server/http/listener'
import { startEmbedded } from '@lapel/server/postgres/embedded'
import { serve } from '@lapel/server/serve'
import { createUndo, onEnd } from '@lapel/server/shutdown'
import { Hono } from 'hono'
import postgres, { type JSONValue, type Sql } from 'postgres'
import { layFixture } from './fixture.ts'

function bareRoutes(sql: Sql, embedUrl: string): Hono {
  let bytes: Promise<string> | undefined
  const read = () => fetch(embedUrl).then((response) => response.text())
  return new Hono()
    .post('/bench/insert', async (c) => {
      const body = await c.req.json<{ id: string; payload: JSONValue }>()
      await sql`insert into bench.bare (id, payload) values (${body.id}, ${sql.json(body.payload)})`
      return c.json({ id: body.id }, 201)
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
  const { ownerUrl, stop } = await startEmbedded(env.dataDir, keys)
  undo.push(stop)
  await prepareDatabase(ownerUrl, keys, env)
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  const publicId = await layFixture(owner)
  await owner.end()

  const sql = connectServer(ownerUrl, keys, 10)
  undo.push(() => sql.end({ timeout: 3 }))
  const bare = bareRoutes(sql, `${url}/functions/v1/embed/v1/instances/${publicId}`)
  const listener = await openListener(env.host, env.port)
  const withBare: typeof listener.serve = (handler) =>
    listener.serve((request, bindings) =>
      new URL(request.url).pathname.startsWith('/bench/') ? bare.fetch(request) : handler(request, bindings),
    )
  await serve({ env, keys, ownerUrl, listener: { ...listener, serve: withBare }, url }, undo)
  return { url, publicId }
}

const undo = createUndo()
onEnd(async () => {
  await undo.run()
  process.exit(0)
})
process.send?.(await start(undo))
