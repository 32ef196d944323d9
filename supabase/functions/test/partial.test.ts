import { describe, expect, test } from 'vitest'
import { partialReceipt } from '../../../contract/src/submission.ts'
import { createToken, makePrivate } from './opening.ts'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { config, createTenant, owner, publish, stored, type Tenant, whole } from './tenant.ts'

const begun = (payload: Record<string, unknown> = { message: 'Hello, I am' }, revision = 1) => ({
  ...submission(payload, revision),
  partial: true,
})
const kept = ({ instanceId }: Tenant) =>
  owner`select id, client_submission_id, revision, payload, ip, ua, meta from public.partial_submissions
    where widget_instance_id = ${instanceId}`
const beacon = { 'content-type': 'text/plain;charset=UTF-8' }

describe.each(targets())('leaving a form on $name', (target) => {
  test('keeps what is there so far, as a beacon sends it, and nothing of the plan is used', async () => {
    const tenant = await createTenant({ origins: ['https://shop.example'], monthlyLimit: 0 })
    const sent = { ...begun({ email: 'ada@', guests: 0 }), meta: { page: 'https://shop.example/' } }
    const headers = { ...beacon, origin: 'https://shop.example', 'user-agent': 'Test/1' }
    const response = await submit(target, tenant, sent, headers)
    expect(response.status).toBe(201)
    const receipt = partialReceipt.parse(await response.json())
    expect(response.headers.get('ratelimit-policy')).toBe('"partials";q=60;w=60, "formpartials";q=1200;w=60')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const [row] = await kept(tenant)
    expect(row).toMatchObject({ id: receipt.id, client_submission_id: sent.id, payload: sent.payload, ua: 'Test/1' })
    expect([row?.meta, row?.ip]).toEqual([sent.meta, expect.stringMatching(/^[\da-f]{64}$/)])
    expect(await stored(tenant)).toEqual(whole(0))
  })

  test('what comes later with the same id takes its place, also when much comes at once', async () => {
    const tenant = await createTenant()
    const sent = begun()
    await submit(target, tenant, sent)
    await Promise.all(Array.from({ length: 8 }, (_, n) => submit(target, tenant, { ...sent, payload: { guests: n } })))
    const last = await submit(target, tenant, { ...sent, payload: { message: 'Hello, I am Ada' } })
    const { id } = partialReceipt.parse(await last.json())
    expect((await kept(tenant)).map((row) => [row.id, row.payload])).toEqual([[id, { message: 'Hello, I am Ada' }]])
  })

  test('the submission that finishes it is accepted as any other, and what comes late changes nothing', async () => {
    const tenant = await createTenant()
    const { partial: _, ...final } = begun({ email: 'ada@site.example' })
    await submit(target, tenant, { ...final, partial: true, payload: { email: 'ada' } })
    const response = await submit(target, tenant, { ...final, partial: false })
    expect([response.status, response.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect(await stored(tenant)).toEqual(whole(1))
    await expectProblem(await submit(target, tenant, { ...final, partial: true }), 422, 'IDEMPOTENCY_MISMATCH')
    expect((await kept(tenant)).map((row) => row.payload)).toEqual([{ email: 'ada' }])
    await owner`select private.prune_partials()`
    expect(await kept(tenant)).toHaveLength(0)
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('types and lengths are those of the fields', async () => {
    const tenant = await createTenant()
    const refused = await submit(target, tenant, begun({ email: 7, message: 'x'.repeat(5001), guests: '1', other: 1 }))
    const { errors } = await expectProblem(refused, 422, 'VALIDATION_FAILED')
    expect(errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/payload/email type',
      '/payload/message tooLong',
      '/payload/guests number',
      '/payload/other unknownField',
    ])
    await expectProblem(await submit(target, tenant, { ...begun(), partial: 'yes' }), 422, 'VALIDATION_FAILED')
    await expectProblem(await submit(target, tenant, { ...begun(), id: 'mine' }), 422, 'VALIDATION_FAILED')
    await expectProblem(await submit(target, tenant, begun({ message: 'ä'.repeat(20_000) })), 413, 'PAYLOAD_TOO_LARGE')
    expect(await kept(tenant)).toHaveLength(0)
  })

  test('a revision that was published meanwhile decides', async () => {
    const tenant = await createTenant()
    await submit(target, tenant, begun())
    await publish(tenant, 2, { ...config, fields: config.fields.filter(({ key }) => key !== 'guests') })
    expect((await submit(target, tenant, begun({ message: 'Hi' }))).status).toBe(201)
    await expectProblem(await submit(target, tenant, begun({ guests: 3 })), 409, 'STALE_REVISION')
    await expectProblem(await submit(target, tenant, begun({ guests: 3 }, 2)), 422, 'VALIDATION_FAILED')
    expect(await kept(tenant)).toHaveLength(2)
  })

  test('nobody leaves anything where a submission would be refused', async () => {
    const [tenant, draft] = [
      await createTenant({ origins: ['https://shop.example'] }),
      await createTenant({ status: 'draft' }),
    ]
    await expectProblem(await submit(target, draft, begun()), 404, 'INSTANCE_NOT_FOUND')
    const elsewhere = await submit(target, tenant, begun(), { origin: 'https://evil.example' })
    await expectProblem(elsewhere, 403, 'ORIGIN_NOT_ALLOWED')
    const hidden = await createTenant()
    await makePrivate(hidden)
    const { token } = await createToken(hidden, 'private')
    await expectProblem(await submit(target, hidden, begun()), 404, 'INSTANCE_NOT_FOUND')
    expect((await submit(target, { ...hidden, token }, begun())).status).toBe(201)
    expect([...(await kept(tenant)), ...(await kept(draft))]).toEqual([])
  })

  test.each([
    ['partials', 60],
    ['formpartials', 1200],
  ])('%s are %i a minute, and take nothing from submissions', async (name, quota) => {
    const [tenant, from] = [await createTenant(), { 'x-forwarded-for': freshIp() }]
    await owner`insert into private.submission_rate_window (scope, window_start, ends_at, hits)
      select ${`${name}:`} || case ${name} when 'partials' then private.visitor_hash(${from['x-forwarded-for']}) else ${tenant.instanceId} end,
        to_timestamp((floor(extract(epoch from now()) / 60) + n) * 60), now() + interval '1 hour', ${quota} from generate_series(0, 1) n`
    const refused = await submit(target, tenant, begun(), from)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await expectProblem(refused, 429, 'RATE_LIMITED')
    expect((await submit(target, tenant, submission(), from)).status).toBe(201)
  })
})
