import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { expectProblem } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, owner, type Tenant } from './tenant.ts'

const address = 'ada@visitor.example'

async function submitted({ organizationId, workspaceId, widgetId, instanceId }: Tenant, times: number): Promise<void> {
  await owner`
    insert into public.widget_submissions (ts, organization_id, workspace_id, widget_id, widget_instance_id, revision, payload, payload_hash, ts_second)
    select now(), ${organizationId}, ${workspaceId}, ${widgetId}, ${instanceId}, 1,
      jsonb_build_object('email', ${address}::text, 'message', 'Zoë' || E'\n' || n), n::text, now() from generate_series(1, ${times}) n`
}

/** An export of what a visitor entered, and an address of it. */
async function exported(tenant: Tenant): Promise<{ id: string; token: string }> {
  const [request] = await owner`
    insert into public.privacy_requests (organization_id, kind, subject_type, subject)
    values (${tenant.organizationId}, 'export', 'visitor', ${address}) returning id`
  await owner`select private.run_privacy_request(${request?.id})`
  const token = randomUUID().replaceAll('-', '').repeat(2)
  const [made] = await owner<{ id: string }[]>`
    with made as (select id from public.data_exports where privacy_request_id = ${request?.id})
    insert into private.export_downloads (secret_hash, export_id)
    select sha256(convert_to(${token}, 'UTF8')), id from made returning export_id as id`
  if (!made) throw new Error('no export')
  return { id: made.id, token }
}

const linesOf = async (response: Response) =>
  (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe.each(targets())('exports on $name', (target) => {
  const get = (id: string, token: string, init?: RequestInit) =>
    target.fetch(`/privacy/exports/${id}?token=${token}`, init)

  test('an export is one file: its certificate, then every row', async () => {
    const tenant = await createTenant()
    await submitted(tenant, 1200)
    const { id, token } = await exported(tenant)
    const response = await get(id, token)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="export-${id}.ndjson"`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    const [{ certificate }, ...rows] = await linesOf(response)
    expect(certificate).toMatchObject({ kind: 'export', tables: { widget_submissions: 1200 } })
    const messages = rows.filter(({ table }) => table === 'widget_submissions').map(({ row }) => row.payload.message)
    expect(new Set(messages)).toEqual(new Set(Array.from({ length: 1200 }, (_, n) => `Zoë\n${n + 1}`)))
    expect((await get(id, token)).status).toBe(200)
  })

  test('an export of nothing has its certificate', async () => {
    const { id, token } = await exported(await createTenant())
    const [{ certificate }, ...rows] = await linesOf(await get(id, token))
    // The request itself is what is held.
    expect([certificate.tables, rows.length]).toEqual([{ privacy_requests: 1 }, 1])
  })

  test('an address that is wrong or over opens nothing', async () => {
    const tenant = await createTenant()
    const [one, other] = [await exported(tenant), await exported(tenant)]
    for (const [id, token] of [
      [one.id, ''],
      [one.id, '0'.repeat(64)],
      [one.id, other.token],
      [one.id, `${one.token}0`],
      [other.id.toUpperCase(), one.token],
      ['%27', one.token],
    ] as const) {
      await expectProblem(await get(id, token), 404, 'NOT_FOUND')
    }
    await owner`update public.data_exports set expires_at = now() where id = ${one.id}`
    await expectProblem(await get(one.id, one.token), 404, 'NOT_FOUND')
    await expectProblem(await get(other.id, other.token, { method: 'POST' }), 405, 'METHOD_NOT_ALLOWED')
  })

  test('what is erased is not in an export any more', async () => {
    const tenant = await createTenant()
    await submitted(tenant, 1)
    const { id, token } = await exported(tenant)
    const [request] = await owner`
      insert into public.privacy_requests (organization_id, kind, subject_type, subject)
      values (${tenant.organizationId}, 'erase', 'visitor', ${address}) returning id`
    await owner`select private.run_privacy_request(${request?.id})`
    await expectProblem(await get(id, token), 404, 'NOT_FOUND')
  })
})
