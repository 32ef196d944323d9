import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Webhook as Standard } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { Tenant } from '../../../supabase/functions/test/tenants.ts'
import { startDeliveries } from '../../src/jobs/webhooks/deliveries.ts'
import { createOutgoing } from '../../src/outgoing/client.ts'
import { patience } from '../lapel.ts'
import { bodyOf } from '../receiver.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
beforeAll(async () => {
  shop = await openWorkshop()
})
afterAll(() => shop.close())

const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`

async function addEndpoint({ organizationId, workspaceId }: Tenant, url: string, secret: string | null = newSecret()) {
  const [row] = await shop.owner<{ id: string }[]>`
    insert into public.webhook_endpoints (organization_id, workspace_id, url)
    values (${organizationId}, ${workspaceId}, ${url}) returning id`
  const id = row?.id ?? ''
  if (secret !== null) await setSecret(id, secret)
  return id
}

const setSecret = (id: string, secret: string) => shop.worker()`select private.set_webhook_secret(${id}, ${secret})`

const happen = ({ organizationId, workspaceId }: Tenant, times = 1) => shop.owner`
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload)
  select ${organizationId}, ${workspaceId}, 'thing', gen_random_uuid(), 'thing.made', jsonb_build_object('n', n, 'price', 12345678901234567890.10)
  from generate_series(1, ${times}) n`

const dueNow = (endpoint: string) => shop.owner`
  update public.webhook_deliveries set next_attempt_at = now() where endpoint_id = ${endpoint} and status = 'pending'`

interface Row {
  status: string
  attempt: number
  response_status: number | null
  response_excerpt: string | null
  error: string | null
  wait: number | null
}

const deliveriesOf = (endpoint: string) => shop.owner<Row[]>`
  select status, attempt, response_status, response_excerpt, error, extract(epoch from next_attempt_at - now())::float8 as wait
  from public.webhook_deliveries where endpoint_id = ${endpoint} order by created_at, id`

async function deliveryOf(endpoint: string): Promise<Row | undefined> {
  const [row] = await deliveriesOf(endpoint)
  return row
}

function deliver(settings: Partial<Parameters<typeof createOutgoing>[0]> = {}) {
  const outgoing = createOutgoing({ reach: 'anywhere', milliseconds: 1000, ...settings })
  const complain = vi.fn<(sentence: string) => void>()
  const { stop } = startDeliveries(shop.worker(), outgoing, complain)
  onTestFinished(async () => {
    await stop()
    await outgoing.close()
  })
  return { stop, complain }
}

interface Heard {
  headers: IncomingHttpHeaders
  body: string
}

/** Keeps what it hears and answers 204. */
async function startKeeper() {
  const heard: Heard[] = []
  const { url } = await shop.receive(async (incoming, answer) => {
    heard.push({ headers: incoming.headers, body: await bodyOf(incoming) })
    answer.writeHead(204).end()
  })
  return { url, heard }
}

test('an event arrives as Standard Webhooks says, and both libraries verify it', async () => {
  const tenant = await shop.createTenant()
  const { url, heard } = await startKeeper()
  const secret = newSecret()
  const endpoint = await addEndpoint(tenant, url, secret)
  deliver()
  await happen(tenant)
  await expect
    .poll(() => deliveryOf(endpoint), patience)
    .toMatchObject({ status: 'delivered', attempt: 1, error: null })
  expect(heard).toHaveLength(1)
  const [{ headers, body } = { headers: {}, body: '' }] = heard
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Lapel-Webhooks' })
  const signed = headers as Record<string, string>
  new Standard(secret).verify(body, signed)
  new Svix(secret).verify(body, signed)
  expect(() => new Standard(newSecret()).verify(body, signed)).toThrow()
  expect(JSON.parse(body)).toMatchObject({ type: 'thing.made', data: { n: 1, entity_type: 'thing' } })
  // As it is stored: not what JavaScript makes of a number.
  expect(body).toContain('12345678901234567890.10')
  const [message] =
    await shop.owner`select message_id from public.webhook_messages where workspace_id = ${tenant.workspaceId}`
  expect(headers['webhook-id']).toBe(message?.message_id)
})

test('while a secret is rotated, who has either of the two can verify', async () => {
  const tenant = await shop.createTenant()
  const { url, heard } = await startKeeper()
  const [before, after] = [newSecret(), newSecret()]
  await setSecret(await addEndpoint(tenant, url, before), after)
  deliver()
  await happen(tenant)
  await expect.poll(() => heard.length, patience).toBe(1)
  const [{ headers, body } = { headers: {}, body: '' }] = heard
  for (const secret of [before, after]) new Standard(secret).verify(body, headers as Record<string, string>)
  expect(String(headers['webhook-signature']).split(' ')).toHaveLength(2)
})

test.each([
  [500, {}, 'down', 'The receiver answered 500.', 4, 6],
  [302, { Location: 'https://127.0.0.1/' }, '', 'The receiver answered 302. Redirects are not followed.', 4, 6],
  [429, { 'Retry-After': '120' }, 'slow\0er', 'The receiver answered 429.', 119, 121],
])(
  '%i is tried again when the schedule, or the receiver, says',
  async (status, headers, body, error, soonest, latest) => {
    const tenant = await shop.createTenant()
    let times = 0
    const { url } = await shop.receive((_, answer) => {
      times += 1
      answer.writeHead(status, headers as Record<string, string>).end(body)
    })
    const endpoint = await addEndpoint(tenant, url)
    deliver()
    await happen(tenant)
    const expected = {
      status: 'pending',
      attempt: 1,
      response_status: status,
      response_excerpt: body.replace('\0', ''),
      error,
    }
    await expect.poll(() => deliveryOf(endpoint), patience).toMatchObject(expected)
    const wait = (await deliveryOf(endpoint))?.wait ?? 0
    expect([wait > soonest - 2, wait <= latest]).toEqual([true, true])
    await dueNow(endpoint)
    await expect.poll(() => deliveryOf(endpoint), patience).toMatchObject({ attempt: 2 })
    await expect.poll(() => times, patience).toBe(2)
  },
)

test('410 switches the endpoint off', async () => {
  const tenant = await shop.createTenant()
  const { url } = await shop.receive((_, answer) => answer.writeHead(410).end())
  const endpoint = await addEndpoint(tenant, url)
  deliver()
  await happen(tenant)
  await expect.poll(() => deliveryOf(endpoint), patience).toMatchObject({ status: 'failed', response_status: 410 })
  const [row] = await shop.owner`select status, disabled_reason from public.webhook_endpoints where id = ${endpoint}`
  expect(row).toEqual({ status: 'disabled', disabled_reason: 'The receiver answered 410 Gone.' })
})

test('who answers too much has answered; who does not answer has not', async () => {
  const tenant = await shop.createTenant()
  const endless = await shop.receive((_, answer) => answer.writeHead(200).end(Buffer.alloc(10_000_000, 'x')))
  const mute = await shop.receive(() => undefined)
  const [loud, silent] = [await addEndpoint(tenant, endless.url), await addEndpoint(tenant, mute.url)]
  deliver()
  await happen(tenant)
  await expect
    .poll(() => deliveryOf(loud), patience)
    .toMatchObject({ status: 'delivered', response_excerpt: 'x'.repeat(1000) })
  await expect
    .poll(() => deliveryOf(silent), patience)
    .toMatchObject({ status: 'pending', response_status: null, error: 'There was no whole answer within 1 seconds.' })
})

test('what may not be asked fails with its reason, without a connection', async () => {
  const tenant = await shop.createTenant()
  const { url, heard } = await startKeeper()
  const inside = await addEndpoint(tenant, url.replace(/:\d+/, ''))
  const unsigned = await addEndpoint(tenant, 'https://93.184.216.34/', null)
  deliver({ reach: 'public' })
  await happen(tenant)
  await expect
    .poll(() => deliveryOf(inside), patience)
    .toMatchObject({ status: 'pending', error: 'The address is not on the public internet.' })
  await expect
    .poll(() => deliveryOf(unsigned), patience)
    .toMatchObject({ status: 'pending', error: 'The endpoint has no signing secret.' })
  expect(heard).toEqual([])
})

test('a receiver that never answers takes four requests and holds up nobody else', async () => {
  const tenant = await shop.createTenant()
  let waiting = 0
  const slow = await shop.receive(() => {
    waiting += 1
  })
  const { url, heard } = await startKeeper()
  const [stuck, quick] = [await addEndpoint(tenant, slow.url), await addEndpoint(tenant, url)]
  await happen(tenant, 300)
  deliver({ milliseconds: 100_000 })
  deliver({ milliseconds: 100_000 })
  const delivered = async () => (await deliveriesOf(quick)).filter(({ status }) => status === 'delivered').length
  await expect.poll(delivered, patience).toBe(300)
  expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(300)
  expect(heard).toHaveLength(300)
  expect([waiting, (await deliveriesOf(stuck)).filter(({ status }) => status === 'sending').length]).toEqual([4, 4])
})

test('a worker that stops gives back what was not answered, and the next one sends it', async () => {
  const tenant = await shop.createTenant()
  let open = false
  const ids: unknown[] = []
  const { url } = await shop.receive((incoming, answer) => {
    ids.push(incoming.headers['webhook-id'])
    if (open) answer.writeHead(204).end()
  })
  const endpoint = await addEndpoint(tenant, url)
  const { stop } = deliver({ milliseconds: 100_000 })
  await happen(tenant)
  await expect.poll(() => ids.length, patience).toBe(1)
  await stop()
  expect(await deliveryOf(endpoint)).toMatchObject({ status: 'pending', attempt: 0, response_status: null })
  open = true
  deliver()
  await expect.poll(() => deliveryOf(endpoint), patience).toMatchObject({ status: 'delivered', attempt: 1 })
  expect(ids[1]).toBe(ids[0])
})

test('when the database is away it is told once, and goes on by itself', async () => {
  const tenant = await shop.createTenant()
  const { url, heard } = await startKeeper()
  await addEndpoint(tenant, url)
  await shop.owner`alter function private.claim_deliveries(int) rename to claim_deliveries_away`
  const { complain } = deliver()
  await expect.poll(() => complain.mock.calls.length, patience).toBe(1)
  await happen(tenant)
  await shop.owner`alter function private.claim_deliveries_away(int) rename to claim_deliveries`
  await expect.poll(() => heard.length, patience).toBe(1)
  expect(complain).toHaveBeenCalledTimes(1)
})
