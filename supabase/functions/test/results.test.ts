import { describe, expect, test } from 'vitest'
import { expectProblem, submission, submit } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, owner, publish, type Tenant } from './tenant.ts'

const poll = {
  version: 1,
  title: 'Coffee or tea?',
  options: [
    { value: 'coffee', label: 'Coffee' },
    { value: 'tea', label: 'Tea' },
    { value: '__proto__', label: 'Neither' },
  ],
  submitLabel: 'Vote',
  results: true,
  receipt: { title: 'Thanks' },
}

async function createPoll(config: object = poll, origins: string[] = []): Promise<Tenant> {
  const tenant = await createTenant({ origins })
  await owner`update public.widgets set type = 'poll' where id = ${tenant.widgetId}`
  await publish(tenant, 2, config)
  return tenant
}

describe.each(targets())('results of a poll on $name', (target) => {
  const read = (publicId: string, headers: Record<string, string> = {}) =>
    target.fetch(`/embed/v1/instances/${publicId}/results`, { headers })

  test('count what was accepted, choice by choice, in the order of the poll', async () => {
    const tenant = await createPoll()
    for (const choice of ['tea', 'coffee', 'tea', '__proto__']) {
      expect((await submit(target, tenant, submission({ choice }, 2))).status).toBe(201)
    }
    await owner`update public.widget_submissions set status = 'spam', spam_reasons = '{reported}'
      where workspace_id = ${tenant.workspaceId} and payload ->> 'choice' = 'coffee'`
    const response = await read(tenant.publicId)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      voters: 3,
      options: [
        { value: 'coffee', votes: 0 },
        { value: 'tea', votes: 2 },
        { value: '__proto__', votes: 1 },
      ],
      age: expect.any(Number),
    })
  })

  test('count people and votes apart where several choices may be ticked', async () => {
    const tenant = await createPoll({ ...poll, multiple: true })
    await submit(target, tenant, submission({ choice: ['coffee', 'tea'] }, 2))
    expect(await (await read(tenant.publicId)).json()).toMatchObject({
      voters: 1,
      options: [{ votes: 1 }, { votes: 1 }, {}],
    })
  })

  test('are nobody’s to know where the poll does not show them, or is none', async () => {
    const { results: _, ...silent } = poll
    const tenants = [await createPoll(silent), await createTenant()]
    for (const { publicId } of tenants) await expectProblem(await read(publicId), 404, 'INSTANCE_NOT_FOUND')
    await expectProblem(await read('w_00000000000000000000'), 404, 'INSTANCE_NOT_FOUND')
  })

  test('are for the sites on the list only', async () => {
    const { publicId } = await createPoll(poll, ['https://shop.example'])
    await expectProblem(await read(publicId, { origin: 'https://evil.example' }), 403, 'ORIGIN_NOT_ALLOWED')
    expect((await read(publicId, { origin: 'https://shop.example' })).status).toBe(200)
  })
})
