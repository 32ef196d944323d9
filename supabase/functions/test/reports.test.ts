import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createToken, makePrivate } from './opening.ts'
import { expectProblem, freshIp } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, owner, type Tenant } from './tenant.ts'

const eventsOf = ({ instanceId }: Tenant) =>
  owner<{ type: string; meta: unknown }[]>`
    select type, meta from public.widget_events where widget_instance_id = ${instanceId} order by type`
const errorsOf = ({ workspaceId }: Tenant) =>
  owner<{ code: string; page: string | null; hits: number }[]>`
    select code, page, hits from public.widget_fetch_errors where workspace_id = ${workspaceId}`

describe.each(targets())('reports from pages on $name', ({ fetch }) => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`/embed/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-forwarded-for': freshIp(), ...headers },
      body: JSON.stringify(body),
    })

  test('a batch of events is stored, as a beacon sends it', async () => {
    const tenant = await createTenant()
    const meta = { revision: 1, step: 'details', duration_ms: 1200 }
    const response = await post('events', {
      public_id: tenant.publicId,
      events: [{ type: 'view' }, { type: 'step', meta }],
    })
    expect(response.status).toBe(202)
    expect(await response.text()).toBe('')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('ratelimit-policy')).toBe('"events";q=120;w=60')
    expect(response.headers.get('ratelimit')).toMatch(/^"events";r=119;t=\d+$/)
    expect([...(await eventsOf(tenant))]).toEqual([
      { type: 'step', meta },
      { type: 'view', meta: {} },
    ])
  })

  test('the largest batch that the contract knows is stored', async () => {
    const tenant = await createTenant()
    const meta = { revision: 1, step: 'two', variant: 'b', locale: 'de', code: 'x', duration_ms: 10 }
    const events = Array.from({ length: 50 }, () => ({ id: randomUUID(), type: 'step', meta }))
    expect((await post('events', { public_id: tenant.publicId, events })).status).toBe(202)
    expect(await eventsOf(tenant)).toHaveLength(50)
  })

  test('events of what is not live, or not for that site, are left out without a word', async () => {
    const [draft, tenant] = [
      await createTenant({ status: 'draft' }),
      await createTenant({ origins: ['https://a.example'] }),
    ]
    for (const { publicId } of [draft, tenant, { publicId: 'w_0000000000000000000000' }, { publicId: 'x' }]) {
      const sent = { public_id: publicId, events: [{ type: 'view' }] }
      expect((await post('events', sent, { origin: 'https://b.example' })).status).toBe(202)
    }
    expect([...(await eventsOf(draft)), ...(await eventsOf(tenant))]).toEqual([])
    await post('events', { public_id: tenant.publicId, events: [{ type: 'view' }] }, { origin: 'https://a.example' })
    expect(await eventsOf(tenant)).toHaveLength(1)
  })

  test('events of a private instance come with its token', async () => {
    const tenant = await createTenant()
    await makePrivate(tenant)
    const { token } = await createToken(tenant, 'private')
    await post('events', { public_id: tenant.publicId, events: [{ type: 'view' }] })
    expect(await eventsOf(tenant)).toHaveLength(0)
    await post('events', { public_id: tenant.publicId, token, events: [{ type: 'view' }] })
    expect(await eventsOf(tenant)).toHaveLength(1)
  })

  test('a batch is refused whole where an event is none, or may say who somebody is', async () => {
    const tenant = await createTenant()
    const view = { type: 'view' }
    const wrong: [unknown, string][] = [
      [{ events: [view, { type: 'scroll' }] }, '/events/1/type'],
      [{ events: [] }, '/events'],
      [{ events: Array(51).fill(view) }, '/events'],
      [{ events: [{ ...view, meta: { email: 'ada@site.example' } }] }, '/events/0/meta/email'],
      [{ events: [{ ...view, meta: { step: 'ada@site.example' } }] }, '/events/0/meta/step'],
      [{ events: [{ ...view, ip: '203.0.113.1' }] }, '/events/0/ip'],
    ]
    for (const [body, pointer] of wrong) {
      const response = await post('events', { public_id: tenant.publicId, ...(body as object) })
      const problem = await expectProblem(response, 422, 'VALIDATION_FAILED')
      expect(problem.errors?.map((error) => error.pointer)).toEqual([pointer])
    }
    expect(await eventsOf(tenant)).toHaveLength(0)
  })

  test('a failure is counted per code and page, without the query of the page, from any site', async () => {
    const tenant = await createTenant({ origins: ['https://a.example'] })
    for (const query of ['?mail=ada@site.example', '#x']) {
      const report = { public_id: tenant.publicId, code: 'ORIGIN_NOT_ALLOWED', page: `https://b.example/cart${query}` }
      const response = await post('errors', report, { origin: 'https://b.example' })
      expect(response.status).toBe(202)
      expect(response.headers.get('ratelimit')).toMatch(/^"errors";r=29;t=\d+$/)
    }
    expect([...(await errorsOf(tenant))]).toEqual([
      { code: 'ORIGIN_NOT_ALLOWED', page: 'https://b.example/cart', hits: 2 },
    ])
    for (const report of [
      { code: 'X' },
      { public_id: 'x', code: 'a b' },
      { public_id: 'x', code: 'X', page: 'javascript:1' },
    ]) {
      await expectProblem(await post('errors', report), 422, 'VALIDATION_FAILED')
    }
  })

  test.each([
    ['events', 120, { events: [{ type: 'view' }] }],
    ['errors', 30, { code: 'NETWORK' }],
  ])('%s are %i a minute per address, and no more', async (path, quota, body) => {
    const tenant = await createTenant()
    const from = { 'x-forwarded-for': freshIp() }
    const send = () => post(path, { public_id: tenant.publicId, ...body }, from)
    expect((await send()).status).toBe(202)
    // The running window and the next one are used up for whoever has come in this test.
    await owner`insert into private.submission_rate_window as w (scope, window_start, ends_at, hits)
      select ${path} || ':' || private.visitor_hash(${from['x-forwarded-for']}),
        to_timestamp((floor(extract(epoch from now()) / 60) + step) * 60), now() + interval '1 hour', ${quota} from generate_series(0, 1) step
      on conflict on constraint submission_rate_window_pkey do update set hits = excluded.hits`
    const refused = await send()
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit')).toMatch(/r=0/)
    await expectProblem(refused, 429, 'RATE_LIMITED')
  })
})
