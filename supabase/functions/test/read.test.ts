import { describe, expect, test } from 'vitest'
import { expectProblem } from './request.ts'
import { targets } from './targets.ts'
import { config, createTenant, owner } from './tenant.ts'

describe.each(targets())('reading a published instance on $name', ({ fetch }) => {
  const read = (publicId: string, headers: Record<string, string> = {}) =>
    fetch(`/embed/v1/instances/${publicId}`, { headers })

  test('gives what the SDK renders, cacheable by anyone', async () => {
    const { publicId } = await createTenant()
    const response = await read(publicId)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ public_id: publicId, type: 'form', revision: 1, config })
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(response.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=600')
    expect(response.headers.get('etag')).toMatch(/^"[\da-f]{32}"$/)
    expect(response.headers.get('vary')).toBeNull()
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('gives the weights of an A/B test, from which the page chooses', async () => {
    const { publicId, instanceId } = await createTenant()
    const variants = { control: 3, short: 1 }
    await owner`update public.widget_instances set variant_weights = ${owner.json(variants)} where id = ${instanceId}`
    expect(await (await read(publicId)).json()).toEqual({
      public_id: publicId,
      type: 'form',
      revision: 1,
      config,
      variants,
    })
  })

  test('answers 304 without a body to who has it already', async () => {
    const { publicId } = await createTenant()
    const etag = (await read(publicId)).headers.get('etag') ?? ''
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await read(publicId, { 'if-none-match': known })
      expect(response.status).toBe(304)
      expect(await response.text()).toBe('')
      expect(response.headers.get('etag')).toBe(etag)
      expect(response.headers.get('cache-control')).toContain('max-age=60')
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
    expect((await read(publicId, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('answers HEAD like GET, without the body', async () => {
    const { publicId } = await createTenant()
    const response = await fetch(`/embed/v1/instances/${publicId}`, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('etag')).toBe((await read(publicId)).headers.get('etag'))
    expect(await response.text()).toBe('')
  })

  test('is for the sites on the list only, where there is one', async () => {
    const { publicId } = await createTenant({ origins: ['https://shop.example', 'https://*.shop.example'] })
    for (const origin of ['https://shop.example', 'https://eu.shop.example']) {
      const response = await read(publicId, { origin })
      expect(response.status).toBe(200)
      expect(response.headers.get('vary')).toContain('Origin')
    }
    expect((await read(publicId)).status).toBe(200)
    await expectProblem(await read(publicId, { origin: 'https://evil.example' }), 403, 'ORIGIN_NOT_ALLOWED')
    await expectProblem(await read(publicId, { origin: 'null' }), 403, 'ORIGIN_NOT_ALLOWED')
  })

  test('is 404 for unknown, draft, inactive and expired alike', async () => {
    const hidden = [
      createTenant({ status: 'draft' }),
      createTenant({ status: 'inactive' }),
      createTenant({ expiresAt: new Date(Date.now() - 1000) }),
    ]
    const ids = (await Promise.all(hidden)).map((tenant) => tenant.publicId)
    const bodies = new Set<string>()
    for (const id of [
      ...ids,
      'w_0000000000000000000000',
      'w_%00',
      '%ff',
      "w_' or 1=1--",
      '..%2f..',
      'x'.repeat(4000),
    ]) {
      const problem = await expectProblem(await read(id), 404, 'INSTANCE_NOT_FOUND')
      bodies.add(JSON.stringify({ ...problem, request_id: '' }))
    }
    expect(bodies.size).toBe(1)
  })
})
