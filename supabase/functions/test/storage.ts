import { createServer } from 'node:http'
import { App } from '@supabase/lite'
import { createPostgresConnection } from '@supabase/lite/postgres'
import postgres from 'postgres'
import { publishableKey } from './auth.ts'
import { asRequest } from './incoming.ts'

export const bucket = 'uploads'
/** What a project gives its functions to do everything with. */
export const secretKey = 'sb_secret_of_the_storage'

type Adapter = NonNullable<App['_storageAdapter']>

interface Kept {
  body: Uint8Array
  type: string
}

async function bytesOf(body: Parameters<Adapter['uploadObject']>[3]): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body as BodyInit).arrayBuffer())
}

/** Keeps the objects of a storage in memory, by bucket and name. */
function createMemory(objects: Map<string, Kept>): Adapter {
  const pathOf = (name: string, key: string) => `${name}/${key}`
  const metadataOf = ({ body, type }: Kept) => ({
    cacheControl: 'no-cache',
    contentLength: body.byteLength,
    size: body.byteLength,
    mimetype: type,
    lastModified: new Date(),
    eTag: '"x"',
    httpStatusCode: 200,
  })
  const find = (name: string, key: string) => {
    const kept = objects.get(pathOf(name, key))
    if (!kept) throw new Error('no such object')
    return kept
  }
  return {
    driver: null,
    getObject: async (name, key) => {
      const kept = find(name, key)
      return { metadata: metadataOf(kept), httpStatusCode: 200, body: Buffer.from(kept.body) }
    },
    uploadObject: async (name, key, _version, body, type) => {
      const kept = { body: await bytesOf(body), type }
      objects.set(pathOf(name, key), kept)
      return metadataOf(kept)
    },
    deleteObject: async (name, key) => void objects.delete(pathOf(name, key)),
    deleteObjects: async (name, keys) => {
      for (const key of keys) objects.delete(pathOf(name, key))
    },
    copyObject: () => Promise.reject(new Error('nothing is copied')),
    headObject: async (name, key) => metadataOf(find(name, key)),
    privateAssetUrl: async (name, key) => pathOf(name, key),
  } as Adapter
}

// Hosted, service_role passes every policy; Lapel's own has no such right.
async function letServiceIn(databaseUrl: string): Promise<void> {
  const owner = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  await owner.unsafe(`
    grant usage on schema storage to service_role;
    grant all on all tables in schema storage to service_role;
    create policy "Service" on storage.buckets to service_role using (true) with check (true);
    create policy "Service" on storage.objects to service_role using (true) with check (true);`)
  await owner.end()
}

/** Serves Supabase's storage API, and its auth API, on a database of the tests, with one private bucket. */
export async function startStorage(databaseUrl: string) {
  const objects = new Map<string, Kept>()
  const connection = createPostgresConnection({
    url: databaseUrl,
    postgresOptions: { max: 2, onnotice: () => undefined },
  })
  Object.assign(connection, { ensureRlsContext: async () => true })
  const app = new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: 'a secret that signs addresses of the tests',
      publishable_key: publishableKey,
      secret_key: secretKey,
    },
    storage: { enabled: true },
    options: { server: { admin: false } },
  })
  app._storageAdapter = createMemory(objects)
  await app.ensureSystemSchema()
  await letServiceIn(databaseUrl)
  const server = createServer(async (incoming, outgoing) => {
    const answer = await app.fetch(await asRequest(incoming), { peerAddress: '127.0.0.1' })
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
    outgoing.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  const url = `http://127.0.0.1:${address.port}`
  const made = await fetch(`${url}/storage/v1/bucket`, {
    method: 'POST',
    headers: { apikey: secretKey, 'content-type': 'application/json' },
    body: JSON.stringify({ id: bucket, name: bucket, public: false }),
  })
  if (!made.ok) throw new Error(`no bucket: ${await made.text()}`)
  return {
    url,
    names: () => [...objects.keys()].sort(),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await connection.close()
    },
  }
}
