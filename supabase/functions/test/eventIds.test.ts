import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { expectProblem, freshIp } from './request.ts'
import { targets } from './targets.ts'
import { createTenant, owner, type Tenant } from './tenant.ts'

const eventsOf = ({ instanceId }: Tenant) =>
  owner`select from public.widget_events where widget_instance_id = ${instanceId}`

describe.each(targets())('ids of events on $name', ({ fetch }) => {
  const post = (body: unknown) =>
    fetch('/embed/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8', 'x-forwarded-for': freshIp() },
      body: JSON.stringify(body),
    })

  test('a batch that is repeated counts once, also at the same time and in part', async () => {
    const [tenant, other] = [await createTenant(), await createTenant()]
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    const send = (to: Tenant, ...ids: (string | undefined)[]) =>
      post({ public_id: to.publicId, events: ids.map((id) => ({ id, type: 'view' })) })
    const answers = await Promise.all([...Array.from({ length: 6 }, () => send(tenant, a, b)), send(tenant, b, a, a)])
    expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(202))
    expect(await eventsOf(tenant)).toHaveLength(2)
    await send(tenant, c, a)
    expect(await eventsOf(tenant)).toHaveLength(3)
    await send(tenant, undefined, undefined, a)
    expect(await eventsOf(tenant)).toHaveLength(5)
    await send(other, a)
    expect(await eventsOf(other)).toHaveLength(1)
    await owner`update private.widget_event_keys set received_at = now() - interval '25 hours' where public_id = ${tenant.publicId}`
    await owner`select private.prune_event_keys()`
    await send(tenant, a)
    expect(await eventsOf(tenant)).toHaveLength(6)
    const wrong = { public_id: tenant.publicId, events: [{ id: 'mine', type: 'view' }] }
    await expectProblem(await post(wrong), 422, 'VALIDATION_FAILED')
  })
})
