import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type UploadReceipt, uploadReceipt } from '../../../contract/src/upload.ts'
import type { FormConfig } from '../../../contract/src/widgets/form.ts'
import { uploadsUrl } from './deno.ts'
import { createToken, makePrivate } from './opening.ts'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { type Target, targets } from './targets.ts'
import { config, createTenant, owner, publish, type Tenant } from './tenant.ts'

const withFile: FormConfig = {
  ...config,
  fields: [
    ...config.fields,
    { key: 'cv', type: 'file', label: 'CV', types: ['application/pdf', 'image/png'], maxBytes: 2_000_000, maxFiles: 2 },
    { key: 'photo', type: 'file', label: 'Photo', types: ['image/png'] },
  ],
}
const file = { field: 'cv', name: 'cv.pdf', type: 'application/pdf', bytes: 1_500_000 }

async function formWithFile(options: Parameters<typeof createTenant>[0] = {}): Promise<Tenant> {
  const tenant = await createTenant(options)
  await publish(tenant, 2, withFile)
  return tenant
}

/** What the tests do with uploads on one target. */
function uploadsOn(target: Target) {
  const announce = (tenant: Tenant, changes: unknown = {}, headers: Record<string, string> = {}, query = '') =>
    target.fetch(`/embed/v1/instances/${tenant.publicId}/uploads${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': freshIp(), ...headers },
      body: JSON.stringify({ ...file, ...(changes as object) }),
    })
  const rows = ({ instanceId }: Tenant) =>
    owner`select id, field, name, content_type, declared_bytes, status, secret_hash from public.widget_uploads
      where widget_instance_id = ${instanceId} order by created_at`
  const refusedAt = async (response: Response) => {
    const problem = await expectProblem(response, 422, 'VALIDATION_FAILED')
    return problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`)
  }
  /** Announces a file and, in the place of the server that keeps files, says that its bytes have come. */
  async function send(tenant: Tenant, changes: unknown = {}): Promise<string> {
    const { id } = (await (await announce(tenant, changes)).json()) as UploadReceipt
    await owner`update public.widget_uploads set secret_hash = null where id = ${id}`
    await owner`select private.finish_upload(${id}, 3, ${'0'.repeat(64)})`
    return id
  }
  return { announce, rows, refusedAt, send }
}

describe.each(targets())('announcing an upload on $name', (target) => {
  const { announce, rows, refusedAt } = uploadsOn(target)

  test('an announced file gets an address that only its holder knows', async () => {
    const tenant = await formWithFile({ origins: ['https://shop.example'] })
    const response = await announce(tenant, {}, { origin: 'https://shop.example' })
    expect(response.status).toBe(201)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('ratelimit-policy')).toBe('"uploads";q=30;w=60, "formuploads";q=300;w=60')
    const receipt = uploadReceipt.parse(await response.json())
    const url = new URL(receipt.url)
    expect(`${url.origin}${url.pathname}`).toBe(`${uploadsUrl}/uploads/${receipt.id}`)
    expect(receipt.headers).toEqual({ 'Content-Type': 'application/pdf' })
    const inMinutes = (Date.parse(receipt.expires_at) - Date.now()) / 60_000
    expect(Math.round(inMinutes)).toBe(15)
    const [row] = await rows(tenant)
    const secret = url.searchParams.get('token') ?? ''
    expect(secret).toMatch(/^[\da-f]{64}$/)
    expect(row).toEqual({
      id: receipt.id,
      field: 'cv',
      name: 'cv.pdf',
      content_type: 'application/pdf',
      declared_bytes: 1_500_000,
      status: 'pending',
      secret_hash: createHash('sha256').update(secret).digest(),
    })
  })

  test('what the field does not allow is refused where it stands', async () => {
    const tenant = await formWithFile()
    expect(await refusedAt(await announce(tenant, { field: 'none' }))).toEqual(['/field notAFileField'])
    expect(await refusedAt(await announce(tenant, { field: 'email' }))).toEqual(['/field notAFileField'])
    expect(await refusedAt(await announce(tenant, { type: 'image/svg+xml' }))).toEqual(['/type fileType'])
    expect(await refusedAt(await announce(tenant, { type: 'text/html', bytes: 2_000_001 }))).toEqual([
      '/type fileType',
      '/bytes tooLarge',
    ])
    expect(await refusedAt(await announce(tenant, { field: 'photo', type: 'image/png', bytes: 10_485_761 }))).toEqual([
      '/bytes tooLarge',
    ])
    expect(await refusedAt(await announce(tenant, { name: '../../etc/passwd' }))).toEqual(['/name invalid_format'])
    expect(await refusedAt(await announce(tenant, { name: 'a\u202efdp.exe' }))).toEqual(['/name invalid_format'])
    expect(await refusedAt(await announce(tenant, { bytes: 0 }))).toEqual(['/bytes too_small'])
    expect(await refusedAt(await announce(tenant, { path: '/etc' }))).toEqual(['/path unrecognized_keys'])
    expect(await rows(tenant)).toEqual([])
  })

  test('nobody announces to what is not there, or from a site that is not listed', async () => {
    const [tenant, draft] = [
      await formWithFile({ origins: ['https://shop.example'] }),
      await formWithFile({ status: 'draft' }),
    ]
    await expectProblem(await announce(draft), 404, 'INSTANCE_NOT_FOUND')
    await expectProblem(await announce({ ...tenant, publicId: `w_${'0'.repeat(24)}` }), 404, 'INSTANCE_NOT_FOUND')
    await expectProblem(await announce(tenant, {}, { origin: 'https://evil.example' }), 403, 'ORIGIN_NOT_ALLOWED')
    const got = await target.fetch(`/embed/v1/instances/${tenant.publicId}/uploads`)
    await expectProblem(got, 405, 'METHOD_NOT_ALLOWED')
    expect(got.headers.get('allow')).toBe('POST, OPTIONS')
    expect(await rows(tenant)).toEqual([])
  })

  test('a private form takes files from pages that have its token', async () => {
    const tenant = await formWithFile()
    await makePrivate(tenant)
    const [priv, preview] = [await createToken(tenant, 'private'), await createToken(tenant, 'preview')]
    const withToken = (token: string) => announce(tenant, {}, {}, `?token=${token}`)
    await expectProblem(await announce(tenant), 404, 'INSTANCE_NOT_FOUND')
    await expectProblem(await withToken(preview.token), 404, 'INSTANCE_NOT_FOUND')
    expect((await withToken(priv.token)).status).toBe(201)
    expect(await rows(tenant)).toHaveLength(1)
  })

  test.each([
    ['uploads', 30, 'address'],
    ['formuploads', 300, 'form'],
  ])('%s: %i a minute per %s', async (name, quota) => {
    const [tenant, from] = [await formWithFile(), freshIp()]
    await owner`insert into private.submission_rate_window (scope, window_start, ends_at, hits)
      select ${`${name}:`} || case ${name} when 'uploads' then private.visitor_hash(${from}) else ${tenant.instanceId} end,
        to_timestamp((floor(extract(epoch from now()) / 60) + n) * 60), now() + interval '1 hour', ${quota} from generate_series(0, 1) n`
    const refused = await announce(tenant, {}, { 'x-forwarded-for': from })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await expectProblem(refused, 429, 'RATE_LIMITED')
    const other = name === 'uploads' ? tenant : await formWithFile()
    expect((await announce(other)).status).toBe(201)
  })

  test('storage is taken in whole megabytes, up to the plan', async () => {
    const tenant = await formWithFile()
    await owner`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
      values (${tenant.organizationId}, 'storage_mb', 3, 'test')`
    expect((await announce(tenant)).status).toBe(201)
    await expectProblem(await announce(tenant), 402, 'PLAN_LIMIT_REACHED')
    expect((await announce(tenant, { bytes: 1 })).status).toBe(201)
    await expectProblem(await announce(tenant, { bytes: 1 }), 402, 'PLAN_LIMIT_REACHED')
    const [used] = await owner`select used from public.usage_counters
      where organization_id = ${tenant.organizationId} and limit_type = 'storage_mb'`
    expect(used).toEqual({ used: 3 })
  })
})

describe.each(targets())('submitting uploads on $name', (target) => {
  const { announce, refusedAt, send } = uploadsOn(target)

  test('a submission uses what was sent for it, once', async () => {
    const tenant = await formWithFile()
    const ids = [await send(tenant), await send(tenant)]
    const sent = submission({ email: 'ada@site.example', cv: ids }, 2)
    const response = await submit(target, tenant, sent)
    expect(response.status).toBe(201)
    const { id } = (await response.json()) as { id: string }
    const used = await owner`select id, status, submission_id from public.widget_uploads where id in ${owner(ids)}`
    expect(used.map((row) => [row.status, row.submission_id])).toEqual([
      ['used', id],
      ['used', id],
    ])
    expect((await submit(target, tenant, sent)).headers.get('idempotent-replayed')).toBe('true')
    const again = await submit(target, tenant, submission({ email: 'eve@site.example', cv: ids.slice(1) }, 2))
    expect(await refusedAt(again)).toEqual(['/payload/cv upload'])
  })

  test('a submission names no file that is not its own', async () => {
    const [tenant, other] = [await formWithFile(), await formWithFile()]
    const { id: pending } = (await (await announce(tenant)).json()) as UploadReceipt
    const old = await send(tenant)
    await owner`update public.widget_uploads set created_at = now() - interval '25 hours' where id = ${old}`
    const photo = await send(tenant, { field: 'photo', type: 'image/png' })
    for (const id of [pending, old, photo, await send(other), randomUUID()]) {
      const response = await submit(target, tenant, submission({ email: 'ada@site.example', cv: [id] }, 2))
      expect(await refusedAt(response)).toEqual(['/payload/cv upload'])
    }
    const [row] = await owner`select count(*)::int as stored from public.widget_submissions
      where workspace_id = ${tenant.workspaceId}`
    expect(row).toEqual({ stored: 0 })
  })

  test('the answer to a file field is a list of ids', async () => {
    const tenant = await formWithFile()
    const at = async (cv: unknown) =>
      refusedAt(await submit(target, tenant, submission({ email: 'a@b.example', cv }, 2)))
    const id = randomUUID()
    expect(await at('C:\\fakepath\\cv.pdf')).toEqual(['/payload/cv type'])
    expect(await at(["' or 1=1 --"])).toEqual(['/payload/cv type'])
    expect(await at([id, id])).toEqual(['/payload/cv type'])
    expect(await at([id, randomUUID(), randomUUID()])).toEqual(['/payload/cv tooMany'])
    const none = await submit(target, tenant, submission({ email: 'a@b.example', cv: [] }, 2))
    expect(none.status).toBe(201)
  })
})
