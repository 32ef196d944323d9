import { describe, expect, test } from 'vitest'
import { createToken, makePrivate, writeDraft } from './opening.ts'
import { expectProblem, submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { config, createTenant, owner, stored, whole } from './tenant.ts'

describe.each(targets())('what a token opens on $name', (target) => {
  const { fetch } = target
  const read = (publicId: string, token?: string, headers: Record<string, string> = {}) =>
    fetch(`/embed/v1/instances/${publicId}${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`, {
      headers,
    })

  test('a draft, as it is written, kept by nobody', async () => {
    const tenant = await createTenant({ status: 'draft', origins: ['https://shop.example'] })
    await writeDraft(tenant, { ...config, title: 'Not yet' })
    const { token } = await createToken(tenant, 'preview')
    const response = await read(tenant.publicId, token, { origin: 'https://console.example' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ revision: 2, config: { title: 'Not yet' } })
    await expectProblem(await read(tenant.publicId), 404, 'INSTANCE_NOT_FOUND')
  })

  test('the draft of a published instance, which others go on seeing as published', async () => {
    const tenant = await createTenant()
    await writeDraft(tenant, { ...config, title: 'Next' })
    const { token } = await createToken(tenant, 'preview')
    const titles = []
    for (const by of [undefined, token, undefined, token]) {
      const { config: shown } = (await (await read(tenant.publicId, by)).json()) as { config: { title: string } }
      titles.push(shown.title)
    }
    expect(titles).toEqual(['Contact us', 'Next', 'Contact us', 'Next'])
  })

  test('a draft that cannot be shown yet is 422 and says where', async () => {
    const tenant = await createTenant({ status: 'draft' })
    const { token } = await createToken(tenant, 'preview')
    await writeDraft(tenant, { ...config, title: '' })
    const problem = await expectProblem(await read(tenant.publicId, token), 422, 'VALIDATION_FAILED')
    expect(problem.errors?.map((error) => error.pointer)).toEqual(['/config/title'])
  })

  test('a private instance, for its sites only', async () => {
    const tenant = await createTenant({ origins: ['https://shop.example'] })
    expect((await read(tenant.publicId)).status).toBe(200)
    await makePrivate(tenant)
    const { token } = await createToken(tenant, 'private')
    const response = await read(tenant.publicId, token, { origin: 'https://shop.example' })
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ public_id: tenant.publicId, type: 'form', revision: 1, config })
    const elsewhere = await read(tenant.publicId, token, { origin: 'https://evil.example' })
    await expectProblem(elsewhere, 403, 'ORIGIN_NOT_ALLOWED')
  })

  test('a private instance takes submissions with its token, a draft takes none', async () => {
    const tenant = await createTenant()
    await makePrivate(tenant)
    const held = await createToken(tenant, 'private')
    const preview = await createToken(tenant, 'preview')
    const submitWith = (token: string) => submit(target, { ...tenant, token }, submission())
    expect((await submitWith(held.token)).status).toBe(201)
    await expectProblem(await submit(target, tenant, submission()), 404, 'INSTANCE_NOT_FOUND')
    await expectProblem(await submitWith(preview.token), 404, 'INSTANCE_NOT_FOUND')
    await owner`update public.embed_tokens set revoked_at = now() where id = ${held.id}`
    await expectProblem(await submitWith(held.token), 404, 'INSTANCE_NOT_FOUND')
    expect(await stored(tenant)).toEqual(whole(1))
  })

  test('nothing, once it is rotated, revoked or expired, for another instance, or of a shape that no token has', async () => {
    const [tenant, stranger] = [await createTenant(), await createTenant()]
    await makePrivate(tenant)
    const held = await createToken(tenant, 'private')
    expect((await read(tenant.publicId, held.token)).status).toBe(200)
    await owner`update public.embed_tokens set token_hash = sha256(convert_to(id::text, 'UTF8')) where id = ${held.id}`
    const revoked = await createToken(tenant, 'private')
    await owner`update public.embed_tokens set revoked_at = now() where id = ${revoked.id}`
    const expired = await createToken(tenant, 'private', new Date(Date.now() - 1000))
    const foreign = await createToken(stranger, 'private')
    const wrong = [held, revoked, expired, foreign].map(({ token }) => token)
    const bodies = new Set<string>()
    for (const token of [...wrong, '', 'x', "et_' or 1=1 --", '\u0000', 'et_'.padEnd(5000, 'x')]) {
      const problem = await expectProblem(await read(tenant.publicId, token), 404, 'INSTANCE_NOT_FOUND')
      bodies.add(JSON.stringify({ ...problem, request_id: '' }))
    }
    const unknown = await read('w_0000000000000000000000', foreign.token)
    bodies.add(JSON.stringify({ ...(await expectProblem(unknown, 404, 'INSTANCE_NOT_FOUND')), request_id: '' }))
    expect(bodies.size).toBe(1)
  })

  test('nothing of an inactive or an expired instance', async () => {
    const hidden = [createTenant({ status: 'inactive' }), createTenant({ expiresAt: new Date(Date.now() - 1000) })]
    for (const tenant of await Promise.all(hidden)) {
      for (const purpose of ['preview', 'private'] as const) {
        const { token } = await createToken(tenant, purpose)
        await expectProblem(await read(tenant.publicId, token), 404, 'INSTANCE_NOT_FOUND')
      }
    }
  })
})
