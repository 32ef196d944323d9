import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '@lapel/contract/errors'
import type { UploadReceipt } from '@lapel/contract/upload'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { config, type Tenant, tenantsOn } from '../../supabase/functions/test/tenants.ts'
import { readKeys } from '../src/data/keys.ts'
import { runningOwnerUrl } from '../src/postgres/embedded.ts'
import { newPlace, type Place, startLapel } from './lapel.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const closing: (() => Promise<void>)[] = []
let place: Place
let url: string
let owner: Sql
let tenant: Tenant

beforeAll(async () => {
  place = await newPlace({}, (step) => void closing.push(step))
  await startLapel(place)
  url = `http://localhost:${place.port}`
  const keys = readKeys(place.dataDir)
  if (!keys) throw new Error('no keys')
  owner = postgres(runningOwnerUrl(place.dataDir, keys) ?? '', { max: 2, onnotice: () => undefined })
  closing.push(() => owner.end({ timeout: 5 }))
  const tenants = tenantsOn(owner)
  tenant = await tenants.createTenant()
  const photo = { key: 'photo', type: 'file', label: 'Photo', types: ['image/png', 'application/pdf'] }
  await tenants.publish(tenant, 2, { ...config, fields: [...config.fields, photo] })
})

afterAll(async () => {
  for (const step of closing.reverse()) await step()
})

const post = (path: string, body: unknown) =>
  fetch(`${url}/functions/v1/embed/v1/instances/${tenant.publicId}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function announce(changes: object = {}): Promise<UploadReceipt> {
  const file = { field: 'photo', name: 'me.png', type: 'image/png', bytes: png.byteLength }
  return (await (await post('uploads', { ...file, ...changes })).json()) as UploadReceipt
}

const put = (address: string, body: Buffer | ReadableStream) =>
  fetch(address, { method: 'PUT', body, headers: { 'content-type': 'image/png' }, duplex: 'half' } as RequestInit)

async function codeOf(response: Response): Promise<string> {
  const problem = (await response.json()) as Problem
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(problem.status).toBe(response.status)
  return problem.code
}

const folder = () => join(place.dataDir, 'uploads')
const files = () => (existsSync(folder()) ? readdirSync(folder()).sort() : [])
const rowOf = async (id: string) =>
  (await owner`select status, stored_bytes, sha256 from public.widget_uploads where id = ${id}`)[0]
const used = async () => {
  const [row] = await owner<{ used: number }[]>`select coalesce(sum(used), 0)::int as used from public.usage_counters
    where organization_id = ${tenant.organizationId} and limit_type = 'storage_mb'`
  return row?.used
}

/** Nothing is left of an upload that failed: no file, no row, no storage taken. */
async function expectNothing(id: string, before: { files: string[]; used: number | undefined }): Promise<void> {
  expect(await rowOf(id)).toBeUndefined()
  expect({ files: files(), used: await used() }).toEqual(before)
}
const now = async () => ({ files: files(), used: await used() })

test('a file is sent once, kept whole, and used by a submission', async () => {
  const { id, url: address, method, headers } = await announce()
  expect(address.startsWith(`${url}/uploads/${id}?token=`)).toBe(true)
  const preflight = await fetch(address, { method: 'OPTIONS' })
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'PUT'])
  const response = await fetch(address, { method, headers, body: png })
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
  expect(readFileSync(join(folder(), id))).toEqual(png)
  const sha256 = createHash('sha256').update(png).digest('hex')
  expect(await rowOf(id)).toEqual({ status: 'stored', stored_bytes: png.byteLength, sha256 })

  expect(await codeOf(await put(address, png))).toBe('NOT_FOUND')
  expect(readFileSync(join(folder(), id))).toEqual(png)
  const payload = { email: 'ada@site.example', photo: [id] }
  expect((await post('submissions', { id: randomUUID(), revision: 2, payload })).status).toBe(201)
  expect((await rowOf(id))?.status).toBe('used')
})

test('of many who send to one address at once, one is heard', async () => {
  const { id, url: address } = await announce()
  const answers = await Promise.all(Array.from({ length: 8 }, () => put(address, png)))
  expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(7).fill(404)])
  expect(readFileSync(join(folder(), id))).toEqual(png)
})

test('more bytes than announced are not kept, whether the length is told or not', async () => {
  const before = await now()
  const larger = Buffer.concat([png, Buffer.alloc(100_000)])
  for (const body of [larger, new Blob([larger]).stream()]) {
    const { id, url: address } = await announce()
    expect(await codeOf(await put(address, body))).toBe('BODY_TOO_LARGE')
    await expectNothing(id, before)
  }
})

test('fewer bytes, none, or bytes of another type are not kept', async () => {
  const before = await now()
  const html = Buffer.from('<html><script>alert(1)</script></html>')
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  const cases: [Buffer, object, string][] = [
    [png.subarray(0, 40), {}, 'MALFORMED_BODY'],
    [Buffer.alloc(0), {}, 'MALFORMED_BODY'],
    [html, { bytes: html.byteLength }, 'UNSUPPORTED_MEDIA_TYPE'],
    [svg, { bytes: svg.byteLength }, 'UNSUPPORTED_MEDIA_TYPE'],
    [png, { type: 'application/pdf' }, 'UNSUPPORTED_MEDIA_TYPE'],
  ]
  for (const [body, changes, code] of cases) {
    const { id, url: address } = await announce(changes)
    expect(await codeOf(await put(address, body))).toBe(code)
    await expectNothing(id, before)
  }
})

test('an upload that is cut off leaves nothing', async () => {
  const before = await now()
  const { id, url: address } = await announce()
  const { port, pathname, search } = new URL(address)
  const socket = connect(Number(port), 'localhost')
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${png.byteLength}\r\n\r\n`)
  socket.write(png.subarray(0, 30))
  while (!files().includes(`${id}.part`)) await sleep(10)
  socket.destroy()
  while (await rowOf(id)) await sleep(10)
  await expectNothing(id, before)
})

test('who sends to an address that does not hold is not waited for', async () => {
  const path = `/uploads/${randomUUID()}?token=${'0'.repeat(64)}`
  const socket = connect(place.port, 'localhost')
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx`)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  await once(socket, 'close')
  expect(answer).toMatch(/^HTTP\/1\.1 404 [\s\S]*connection: close/i)
})

test('an address that is wrong, expired or a trick opens nothing', async () => {
  const before = files()
  const { id, url: address } = await announce()
  const token = new URL(address).searchParams.get('token') ?? ''
  const other = await announce()
  const tricks = [
    `/uploads/${id}`,
    `/uploads/${id}?token=${'0'.repeat(64)}`,
    `/uploads/${id}?token=${token}0`,
    `/uploads/${other.id}?token=${token}`,
    `/uploads/${id.toUpperCase()}?token=${token}`,
    `/uploads/..%2f..%2fkeys.json?token=${token}`,
    `/uploads/%2e%2e%2f${id}?token=${token}`,
    `/uploads/${id}%00.png?token=${token}`,
    `/uploads/${id}%2fx?token=${token}`,
  ]
  for (const trick of tricks) expect([trick, (await put(`${url}${trick}`, png)).status]).toEqual([trick, 404])
  await owner`update public.widget_uploads set expires_at = now() where id = ${id}`
  expect(await codeOf(await put(address, png))).toBe('NOT_FOUND')
  const posted = await fetch(address, { method: 'POST' })
  expect([posted.headers.get('allow'), await codeOf(posted)]).toEqual(['GET, HEAD, PUT, OPTIONS', 'METHOD_NOT_ALLOWED'])
  expect(await codeOf(await fetch(address))).toBe('NOT_FOUND')
  expect(files()).toEqual(before)
})

test('a member saves a file from an address of its own, and a browser runs nothing of it', async () => {
  const { id, url: address } = await announce({ name: 'Ada’s "photo" (1*).png' })
  await put(address, png)
  const secret = 'a'.repeat(64)
  const hash = createHash('sha256').update(secret).digest()
  await owner`insert into private.upload_downloads (secret_hash, upload_id) values (${hash}, ${id})`
  const got = await fetch(`${url}/uploads/${id}?token=${secret}`)
  expect(Buffer.from(await got.arrayBuffer())).toEqual(png)
  expect(Object.fromEntries(got.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(png.byteLength),
    'content-disposition': "attachment; filename*=UTF-8''Ada%E2%80%99s%20%22photo%22%20%281%2a%29.png",
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  const head = await fetch(`${url}/uploads/${id}?token=${secret}`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(png.byteLength)])
  expect(got.headers.get('access-control-allow-origin')).toBeNull()
  expect(await codeOf(await fetch(`${url}/uploads/${id}?token=${'b'.repeat(64)}`))).toBe('NOT_FOUND')
})

test('the job removes what is queued', async () => {
  const { id, url: address } = await announce()
  await put(address, png)
  expect(files()).toContain(id)
  await owner`delete from public.widget_uploads where id = ${id}`
  await owner`select graphile_worker.add_job('remove_uploads')`
  while (files().includes(id)) await sleep(50)
  while ((await owner`select from private.upload_removals where upload_id = ${id}`).length > 0) await sleep(50)
})
