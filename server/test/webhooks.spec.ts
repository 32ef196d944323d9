import { randomBytes, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Tenant, tenantsOn } from '../../supabase/functions/test/tenants.ts'
import { type Keys, readKeys } from '../src/data/keys.ts'
import { loginUrl } from '../src/database/logins.ts'
import { runningOwnerUrl } from '../src/postgres/embedded.ts'
import { newPlace, type Place, patience, type Running, startLapel } from './lapel.ts'
import { bodyOf, makeCertificate, type Receiver, startReceiver } from './receiver.ts'

const secret = `whsec_${randomBytes(24).toString('base64')}`
const closing: (() => Promise<void>)[] = []
const heard: { id: string; body: string; headers: Record<string, string> }[] = []
let answers = true
let receiver: Receiver
let place: Place
let running: Running
let keys: Keys
let owner: Sql
let tenant: Tenant

const ownerUrl = () => runningOwnerUrl(place.dataDir, keys) ?? ''

async function startReceiving(): Promise<string> {
  const certificate = await makeCertificate()
  receiver = await startReceiver(certificate, async (incoming, answer) => {
    const headers = incoming.headers as Record<string, string>
    heard.push({ id: String(headers['webhook-id']), body: await bodyOf(incoming), headers })
    if (answers) answer.writeHead(204).end()
  })
  closing.push(receiver.stop)
  return certificate.cert
}

async function addEndpoint(): Promise<void> {
  // The receiver gets whichever port is free.
  await owner`alter table public.webhook_endpoints drop constraint webhook_endpoints_url_check`
  const [endpoint] = await owner`
    insert into public.webhook_endpoints (organization_id, workspace_id, url)
    values (${tenant.organizationId}, ${tenant.workspaceId}, ${receiver.url}) returning id`
  const worker = postgres(loginUrl(ownerUrl(), keys, 'lapel_worker'), { max: 1, onnotice: () => undefined })
  await worker`select private.set_webhook_secret(${endpoint?.id}, ${secret})`
  await worker.end()
}

beforeAll(async () => {
  place = await newPlace({}, (step) => void closing.push(step))
  const authority = join(place.dataDir, '..', 'authority.pem')
  writeFileSync(authority, await startReceiving())
  place = { ...place, env: { LAPEL_OUTGOING: 'anywhere', NODE_EXTRA_CA_CERTS: authority } }
  running = await startLapel(place)
  const made = readKeys(place.dataDir)
  if (!made) throw new Error('no keys')
  keys = made
  owner = postgres(ownerUrl(), { max: 2, fetch_types: false, onnotice: () => undefined })
  closing.push(() => owner.end({ timeout: 5 }))
  tenant = await tenantsOn(owner).createTenant()
  await addEndpoint()
})
afterAll(async () => {
  for (const step of closing.reverse()) await step()
})

test('a submission reaches the webhook of its workspace', async () => {
  const answer = await fetch(
    `http://localhost:${place.port}/functions/v1/embed/v1/instances/${tenant.publicId}/submissions`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), payload: { email: 'ada@visitor.example' }, revision: 1 }),
    },
  )
  expect(answer.status).toBe(201)
  await expect.poll(() => heard.length, patience).toBe(1)
  const [{ body, headers } = { body: '', headers: {} }] = heard
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'submission.accepted' })
  expect(body).not.toContain('ada@')
})

test('a worker that is killed while it sends leaves nothing unsent', async () => {
  heard.length = 0
  answers = false
  await owner`insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type)
    select ${tenant.organizationId}, ${tenant.workspaceId}, 'thing', gen_random_uuid(), 'thing.made' from generate_series(1, 20)`
  await expect.poll(() => heard.length, patience).toBe(4)
  const interrupted = heard.map(({ id }) => id)
  running.child.kill('SIGKILL')
  await running.ended
  answers = true
  running = await startLapel(place)
  const leases = await owner`
    update public.webhook_deliveries set leased_until = now() - interval '1 second' where status = 'sending' returning attempt`
  expect(leases.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1])
  const open = async () => (await owner`select from public.webhook_deliveries where status <> 'delivered'`).length
  await expect.poll(open, patience).toBe(0)
  expect(new Set(heard.map(({ id }) => id)).size).toBe(20)
  for (const id of interrupted) expect(heard.filter((one) => one.id === id)).toHaveLength(2)
})

test('a stop does not wait for a receiver that does not answer', async () => {
  heard.length = 0
  answers = false
  await owner`insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type)
    values (${tenant.organizationId}, ${tenant.workspaceId}, 'thing', gen_random_uuid(), 'thing.made')`
  await expect.poll(() => heard.length, patience).toBe(1)
  running.child.kill('SIGTERM')
  expect([await running.ended, running.output()]).toEqual([0, expect.not.stringContaining('stopping')])
  answers = true
  running = await startLapel(place)
  await expect.poll(() => heard.length, patience).toBe(2)
  expect(heard[1]?.id).toBe(heard[0]?.id)
})
