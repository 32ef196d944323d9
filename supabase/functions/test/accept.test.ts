import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { submissionReceipt } from '../../../contract/src/submission.ts'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, owner, stored, whole } from './tenant.ts'

describe.each(targets())('submitting on $name', (target) => {
  test('stores the submission whole and answers with its receipt and what is left', async () => {
    const tenant = await createTenant({ origins: ['https://shop.example'] })
    const sent = {
      ...submission({ email: 'ada@site.example', guests: 2, news: true }),
      meta: { page: 'https://shop.example/' },
    }
    const response = await submit(target, tenant, sent, { origin: 'https://shop.example', 'user-agent': 'Test/1' })
    expect(response.status).toBe(201)
    const receipt = submissionReceipt.parse(await response.json())
    expect(receipt.status).toBe('accepted')
    expect(response.headers.get('idempotent-replayed')).toBeNull()
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('ratelimit-policy')).toMatch(
      /^"ip";q=\d+;w=60, "instance";q=\d+;w=60, "workspace";q=\d+;w=60$/,
    )
    expect(response.headers.get('ratelimit')).toMatch(
      /^"ip";r=\d+;t=\d+, "instance";r=1199;t=\d+, "workspace";r=5999;t=\d+$/,
    )
    expect(response.headers.get('access-control-expose-headers')?.split(',').sort()).toEqual(
      ['Idempotent-Replayed', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'].sort(),
    )
    expect(await stored(tenant)).toEqual(whole(1))
    const [row] = await owner`select * from public.widget_submissions where id = ${receipt.id}`
    expect(row).toMatchObject({ payload: sent.payload, meta: sent.meta, ua: 'Test/1', client_submission_id: sent.id })
    expect(row?.ip).toMatch(/^[\da-f]{64}$/)
  })

  test('gives the same receipt for the same id and body, however often and at once', async () => {
    const tenant = await createTenant()
    const sent = submission()
    const answers = await Promise.all(Array.from({ length: 8 }, () => submit(target, tenant, sent)))
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(201))
    expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') === 'true')).toHaveLength(7)
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('refuses the same id with another body', async () => {
    const tenant = await createTenant()
    const sent = submission()
    await submit(target, tenant, sent)
    const other = await submit(target, tenant, { ...sent, payload: { email: 'eve@site.example' } })
    await expectProblem(other, 422, 'IDEMPOTENCY_MISMATCH')
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('takes JSON that sendBeacon sends as text/plain', async () => {
    const tenant = await createTenant()
    const response = await submit(target, tenant, submission(), { 'content-type': 'text/plain;charset=UTF-8' })
    expect(response.status).toBe(201)
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('takes every text that JSON can carry and stores it unchanged', async () => {
    const tenant = await createTenant()
    const message = '👋🏽 "q" \\ \u2028 ﷽ \u202e ‮ <script> $1 %s \' -- \u0001 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢'
    const sent = submission({ email: 'ada@site.example', message })
    expect((await submit(target, tenant, sent)).status).toBe(201)
    const [row] = await owner`select payload from public.widget_submissions where client_submission_id = ${sent.id}`
    expect(row?.payload).toEqual(sent.payload)
  })

  test('tells visitors apart by the entry that the trusted proxy wrote, never by their own claim', async () => {
    const tenant = await createTenant()
    const ip = freshIp()
    const hashFor = async (forwardedFor: string) => {
      const { id } = await (await submit(target, tenant, submission(), { 'x-forwarded-for': forwardedFor })).json()
      const [row] = await owner`select ip from public.widget_submissions where id = ${id}`
      return row?.ip
    }
    const first = await hashFor(ip)
    expect(await hashFor(`${freshIp()}, ${ip}`)).toBe(first)
    expect(await hashFor(freshIp())).not.toBe(first)
  })

  test('a payload in which __proto__ is a key changes nothing but itself', async () => {
    const tenant = await createTenant()
    const body = `{"id":"${randomUUID()}","revision":1,"payload":{"email":"a@b.example","__proto__":{"email":"x"}}}`
    const response = await submit(target, tenant, body)
    expect(response.status).toBe(201)
    const [row] = await owner`select payload from public.widget_submissions where workspace_id = ${tenant.workspaceId}`
    expect(row?.payload).toEqual({ email: 'a@b.example' })
  })
})
