import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { UploadReceipt } from '../../../contract/src/upload.ts'
import { uploadRoutes } from '../../../server/src/http/uploads.ts'
import { removeQueuedFromBucket } from '../../../server/src/uploads/removals.ts'
import { createApp } from '../_shared/app.ts'
import { createSupabaseStorage } from '../_shared/uploads/supabaseStorage.ts'
import { startDeno } from './deno.ts'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { bucket, secretKey, startStorage } from './storage.ts'
import { type Target, testPorts } from './targets.ts'
import { config, createTenant, owner, publish, type Tenant } from './tenant.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const undo: (() => Promise<void>)[] = []
let storage: Awaited<ReturnType<typeof startStorage>>
const hosts = new Map<string, Target>()

beforeAll(async () => {
  storage = await startStorage(inject('databaseUrl'))
  undo.push(storage.stop)
  const more = { LAPEL_UPLOADS_BUCKET: bucket, SUPABASE_SERVICE_ROLE_KEY: secretKey }
  const deno = await startDeno(inject('databaseUrl'), storage.url, inject('captchaUrl'), more)
  undo.push(deno.stop)
  const app = createApp({
    ...testPorts(inject('databaseUrl')),
    storage: createSupabaseStorage({ supabaseUrl: storage.url, secretKey, name: bucket }),
  })
  hosts.set('Node', { name: 'Node', fetch: async (path, init) => app.fetch(new Request(`http://host${path}`, init)) })
  hosts.set('Deno', { name: 'Deno', fetch: (path, init) => fetch(`${deno.url}${path}`, init) })
}, 60_000)

afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

async function formWithPhoto(): Promise<Tenant> {
  const tenant = await createTenant()
  const photo = { key: 'photo', type: 'file', label: 'Photo', types: ['image/png'] }
  await publish(tenant, 2, { ...config, fields: [...config.fields, photo] })
  return tenant
}

const rowOf = async (id: string) =>
  (await owner`select status, stored_bytes, sha256 from public.widget_uploads where id = ${id}`)[0]

describe.each(['Node', 'Deno'])('files in a bucket of Supabase, on %s', (name) => {
  const target: Target = { name, fetch: (path, init) => (hosts.get(name) as Target).fetch(path, init) }
  async function announce(tenant: Tenant, bytes = png.byteLength): Promise<UploadReceipt> {
    const answer = await target.fetch(`/embed/v1/instances/${tenant.publicId}/uploads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': freshIp() },
      body: JSON.stringify({ field: 'photo', name: 'me.png', type: 'image/png', bytes }),
    })
    expect(answer.status).toBe(201)
    return (await answer.json()) as UploadReceipt
  }
  const put = ({ url, method, headers }: UploadReceipt, body: Uint8Array<ArrayBuffer>) =>
    fetch(url, { method, headers, body })
  const send = (tenant: Tenant, id: string) =>
    submit(target, tenant, submission({ email: 'ada@site.example', photo: [id] }, 2))

  test('a page sends a file straight to the bucket, once, and a submission uses it', async () => {
    const tenant = await formWithPhoto()
    const receipt = await announce(tenant)
    expect(new URL(receipt.url).pathname).toBe(`/storage/v1/object/upload/sign/${bucket}/${receipt.id}`)
    expect((await send(tenant, receipt.id)).status).toBe(422)
    expect((await put(receipt, png)).status).toBe(200)
    expect((await put(receipt, png)).ok).toBe(false)
    const open = await fetch(`${storage.url}/storage/v1/object/public/${bucket}/${receipt.id}`)
    expect(open.ok).toBe(false)
    expect((await send(tenant, receipt.id)).status).toBe(201)
    const sha256 = createHash('sha256').update(png).digest('hex')
    expect(await rowOf(receipt.id)).toEqual({ status: 'used', stored_bytes: png.byteLength, sha256 })
    expect((await send(tenant, receipt.id)).status).toBe(422)
  })

  test('what is not what was announced cannot be used, and is queued for removal', async () => {
    const tenant = await formWithPhoto()
    const html = new TextEncoder().encode('<script>alert(1)</script>')
    const cases: [number, Uint8Array<ArrayBuffer>][] = [
      [html.byteLength, html],
      [png.byteLength + 1, png],
      [png.byteLength - 1, png],
    ]
    for (const [bytes, body] of cases) {
      const receipt = await announce(tenant, bytes)
      await put(receipt, body)
      const { errors } = await expectProblem(await send(tenant, receipt.id), 422, 'VALIDATION_FAILED')
      expect(errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(['/payload/photo upload'])
      expect(await rowOf(receipt.id)).toBeUndefined()
      expect(await owner`select from private.upload_removals where upload_id = ${receipt.id}`).toHaveLength(1)
    }
  })
})

test('files are deleted from the bucket, and saved from an address that ends', async () => {
  const files = createSupabaseStorage({ supabaseUrl: storage.url, secretKey, name: bucket })
  const id = crypto.randomUUID()
  const { url, headers } = await files.presign({ id, secret: '', type: 'image/png', bytes: png.byteLength })
  await fetch(url, { method: 'PUT', headers, body: png })
  const saved = await fetch(await files.signDownload(id, 'Ada’s photo.png', 60))
  expect(Buffer.from(await saved.arrayBuffer())).toEqual(png)
  expect(storage.names()).toContain(`${bucket}/${id}`)
  await files.remove([id, crypto.randomUUID()])
  expect(storage.names()).not.toContain(`${bucket}/${id}`)
  expect(await files.open(id)).toBeNull()
  await files.remove([id])
})

test('the worker deletes what is queued, again while an address may still take a file', async () => {
  const files = createSupabaseStorage({ supabaseUrl: storage.url, secretKey, name: bucket })
  const client = {
    query: async (text: string, values: unknown[] = []) => ({
      rows: [...(await owner.unsafe<{ id: string }[]>(text, values as never[]))],
    }),
  }
  const id = crypto.randomUUID()
  const queue = () => owner`select from private.upload_removals where upload_id = ${id}`
  const { url, headers } = await files.presign({ id, secret: '', type: 'image/png', bytes: png.byteLength })
  await owner`insert into private.upload_removals (upload_id) values (${id})`
  for (const times of [1, 2]) {
    expect([times, (await fetch(url, { method: 'PUT', headers, body: png })).status]).toEqual([times, 200])
    await removeQueuedFromBucket(client, files.remove)
    expect(storage.names()).not.toContain(`${bucket}/${id}`)
    expect(await queue()).toHaveLength(1)
  }
  await owner`update private.upload_removals set queued_at = now() - interval '4 hours' where upload_id = ${id}`
  await removeQueuedFromBucket(client, files.remove)
  expect(await queue()).toHaveLength(0)
})

test('a member is sent on to the bucket, with an address that a stranger does not get', async () => {
  const files = createSupabaseStorage({ supabaseUrl: storage.url, secretKey, name: bucket })
  const routes = uploadRoutes(owner, 'nowhere', files)
  const tenant = await formWithPhoto()
  const { organizationId, workspaceId, widgetId, instanceId } = tenant
  const [made] = await owner<
    { id: string }[]
  >`insert into public.widget_uploads (organization_id, workspace_id, widget_id,
      widget_instance_id, field, name, content_type, declared_bytes, stored_bytes, sha256, status)
    values (${organizationId}, ${workspaceId}, ${widgetId}, ${instanceId}, 'photo', 'Ada’s photo.png', 'image/png', 70, 70,
      ${'0'.repeat(64)}, 'stored') returning id`
  const id = made?.id ?? ''
  const { url, headers } = await files.presign({ id, secret: '', type: 'image/png', bytes: png.byteLength })
  await fetch(url, { method: 'PUT', headers, body: png })
  const secret = 'a'.repeat(64)
  await owner`insert into private.upload_downloads (secret_hash, upload_id)
    values (${createHash('sha256').update(`${secret}`).digest()}, ${id})`
  const sent = await routes.request(`/uploads/${id}?token=${secret}`)
  expect([sent.status, sent.headers.get('cache-control')]).toEqual([302, 'no-store'])
  const saved = await fetch(sent.headers.get('location') ?? '')
  expect(Buffer.from(await saved.arrayBuffer())).toEqual(png)
  expect((await routes.request(`/uploads/${id}?token=${'b'.repeat(64)}`)).status).toBe(404)
})

test('a storage that refuses or does not answer is UNAVAILABLE', async () => {
  const upload = { id: crypto.randomUUID(), secret: '', type: 'image/png', bytes: 1 }
  const strange = createSupabaseStorage({ supabaseUrl: storage.url, secretKey: 'sb_secret_wrong', name: bucket })
  await expect(strange.presign(upload)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  const gone = createSupabaseStorage({ supabaseUrl: 'http://127.0.0.1:1', secretKey, name: bucket })
  await expect(gone.presign(upload)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})
