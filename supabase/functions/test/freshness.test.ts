import { expect, inject, test } from 'vitest'
import { createApp } from '../_shared/app.ts'
import { createLiveInstances } from '../_shared/instances/live.ts'
import { submission, submit } from './request.ts'
import { testPorts } from './targets.ts'
import { config, createTenant, owner, publish, type Tenant } from './tenant.ts'

function appWithClock() {
  const clock = { time: Date.now() }
  const ports = { ...testPorts(inject('databaseUrl')), now: () => clock.time }
  const instances = createLiveInstances(ports)
  const app = createApp(ports, instances)
  const read = (tenant: Tenant) => app.request(`/embed/v1/instances/${tenant.publicId}`)
  const revision = async (tenant: Tenant) => (await (await read(tenant)).json()).revision
  const target = { name: 'Node', fetch: async (path: string, init?: RequestInit) => app.request(path, init) }
  return { clock, instances, read, revision, target }
}

const revised = { ...config, title: 'Write to us' }

test('a new revision is seen within five seconds, and at once by a host that was told', async () => {
  const tenant = await createTenant()
  const { clock, instances, revision } = appWithClock()
  expect(await revision(tenant)).toBe(1)
  await publish(tenant, 2, revised)
  clock.time += 4999
  expect(await revision(tenant)).toBe(1)
  clock.time += 1
  expect(await revision(tenant)).toBe(2)
  await publish(tenant, 3, revised)
  instances.forget(tenant.publicId)
  expect(await revision(tenant)).toBe(3)
})

test('another revision has another entity tag', async () => {
  const tenant = await createTenant()
  const { clock, read } = appWithClock()
  const first = (await read(tenant)).headers.get('etag')
  await publish(tenant, 2, config)
  clock.time += 5000
  expect((await read(tenant)).headers.get('etag')).not.toBe(first)
})

test('what is not found is not remembered', async () => {
  const tenant = await createTenant({ status: 'draft' })
  const { read } = appWithClock()
  expect((await read(tenant)).status).toBe(404)
  await owner`update public.widget_instances set status = 'published' where id = ${tenant.instanceId}`
  expect((await read(tenant)).status).toBe(200)
})

test('a submission is decided on the published state, never on what is remembered', async () => {
  const tenant = await createTenant({ origins: ['https://shop.example'] })
  const { revision, target } = appWithClock()
  expect(await revision(tenant)).toBe(1)
  const phone = { key: 'phone', type: 'tel' as const, label: 'Phone', required: true }
  await publish(tenant, 2, { ...config, fields: [...config.fields, phone] })
  await owner`update public.widget_instances set allowed_origins = '{https://new.example}' where id = ${tenant.instanceId}`
  const send = (payload: Record<string, unknown>) =>
    submit(target, tenant, submission(payload, 2), { origin: 'https://new.example' })
  expect((await send({ email: 'ada@site.example' })).status).toBe(422)
  expect((await send({ email: 'ada@site.example', phone: '+49 30 1234' })).status).toBe(201)
  await owner`update public.widget_instances set status = 'inactive' where id = ${tenant.instanceId}`
  expect((await send({ email: 'ada@site.example', phone: '+49 30 1234' })).status).toBe(404)
})

/** Ports that count what is asked of the database. */
function countingPorts() {
  const ports = testPorts(inject('databaseUrl'))
  const counted = { queries: 0 }
  const sql = new Proxy(ports.sql, {
    apply: (target, self, args) => {
      counted.queries++
      return Reflect.apply(target, self, args)
    },
  })
  return { ports: { ...ports, sql }, counted }
}

test('a site that is on no list costs the database a question now and then', async () => {
  const tenant = await createTenant({ origins: ['https://shop.example'] })
  const { ports, counted } = countingPorts()
  // Without lanes, what is left to the database to decide waits for ever.
  const app = createApp({ ...ports, lanes: [] })
  const target = { name: 'Node', fetch: async (path: string, init?: RequestInit) => app.request(path, init) }
  for (let turn = 0; turn < 5; turn += 1) {
    const answer = await submit(target, tenant, submission(), { origin: 'https://evil.example' })
    expect(answer.status).toBe(403)
  }
  expect(counted.queries).toBe(2)
})

test('many requests at once for one instance are one query, and memory has a bound', async () => {
  const tenant = await createTenant()
  const { ports, counted } = countingPorts()
  const instances = createLiveInstances(ports, 2)
  await Promise.all(Array.from({ length: 20 }, () => instances.find(tenant.publicId)))
  expect(counted.queries).toBe(1)
  const others = await Promise.all([createTenant(), createTenant()])
  for (const other of others) await instances.find(other.publicId)
  await instances.find(tenant.publicId)
  expect(counted.queries).toBe(4)
  await instances.find(others[1]?.publicId ?? '')
  expect(counted.queries).toBe(4)
})
