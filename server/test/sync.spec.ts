import { writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tenantsOn } from '../../supabase/functions/test/tenants.ts'
import { type Keys, readKeys } from '../src/data/keys.ts'
import { loginUrl } from '../src/database/logins.ts'
import { runningOwnerUrl } from '../src/postgres/embedded.ts'
import { newPlace, type Place, patience, type Running, startLapel } from './lapel.ts'
import { makeCertificate, type Receiver, startReceiver } from './receiver.ts'

const pages = 6
const perPage = 50
const closing: (() => Promise<void>)[] = []
const asked: { page: number; token: unknown }[] = []
/** The page at which the source stops answering, until it is asked to again. */
let silentAt: number | null = 3
let source: Receiver
let place: Place
let running: Running
let owner: Sql
let connection: string

function answerPage(page: number, answer: ServerResponse): void {
  if (page === silentAt) return
  // The last order of the page before comes again.
  const first = Math.max(0, page * perPage - 1)
  const orders = Array.from({ length: (page + 1) * perPage - first }, (_, n) => ({
    id: first + n,
    created_at: '2026-11-01T10:00:00Z',
    currency: 'EUR',
    total_price: `${first + n}.10`,
    refunds: [],
  }))
  const next = page + 1 < pages ? { link: `<${source.url}/orders?page_info=${page + 1}>; rel="next"` } : {}
  answer.writeHead(200, { 'content-type': 'application/json', ...next }).end(JSON.stringify({ orders }))
}

async function startSource(): Promise<string> {
  const certificate = await makeCertificate()
  source = await startReceiver(certificate, (incoming, answer) => {
    const page = Number(new URL(incoming.url ?? '', 'https://x').searchParams.get('page_info') ?? 0)
    asked.push({ page, token: incoming.headers['x-shopify-access-token'] })
    answerPage(page, answer)
  })
  closing.push(source.stop)
  return certificate.cert
}

async function connect(keys: Keys, ownerUrl: string): Promise<string> {
  const { organizationId, workspaceId } = await tenantsOn(owner).createTenant()
  const [made] = await owner<{ id: string }[]>`
    with store as (insert into public.stores (organization_id, workspace_id, name, platform)
      values (${organizationId}, ${workspaceId}, 'Shop', 'shopify') returning id)
    insert into public.integration_connections (organization_id, workspace_id, store_id, adapter, config)
    select ${organizationId}, ${workspaceId}, id, 'shopify_orders', ${owner.json({ url: source.url })} from store returning id`
  const worker = postgres(loginUrl(ownerUrl, keys, 'lapel_worker'), { max: 1, onnotice: () => undefined })
  await worker`select private.store_integration_credential(${made?.id ?? ''}, 'shpat_1')`
  await worker`select private.schedule_syncs()`
  await worker.end()
  return made?.id ?? ''
}

const runOf = async () => {
  const [row] = await owner`
    select status, pages, attempts, failures, rows_stored from public.sync_jobs where connection_id = ${connection}`
  return row
}

beforeAll(async () => {
  place = await newPlace({}, (step) => void closing.push(step))
  const authority = join(place.dataDir, '..', 'authority.pem')
  writeFileSync(authority, await startSource())
  place = { ...place, env: { LAPEL_OUTGOING: 'anywhere', NODE_EXTRA_CA_CERTS: authority } }
  running = await startLapel(place)
  const keys = readKeys(place.dataDir)
  if (!keys) throw new Error('no keys')
  const ownerUrl = runningOwnerUrl(place.dataDir, keys) ?? ''
  owner = postgres(ownerUrl, { max: 2, fetch_types: false, onnotice: () => undefined })
  closing.push(() => owner.end({ timeout: 5 }))
  connection = await connect(keys, ownerUrl)
})
afterAll(async () => {
  for (const step of closing.reverse()) await step()
})

test('a worker that is killed in the middle of a run leaves it to the next one, which stores each order once', async () => {
  await expect.poll(() => asked.length, patience).toBe(4)
  expect(await runOf()).toMatchObject({ status: 'running', pages: 3, attempts: 1 })
  running.child.kill('SIGKILL')
  await running.ended
  silentAt = null
  running = await startLapel(place)
  await expect.poll(runOf, patience).toMatchObject({
    status: 'success',
    pages,
    attempts: 2,
    failures: 0,
    rows_stored: 2 * (pages * perPage + pages - 1),
  })
  expect(asked).toEqual([0, 1, 2, 3, 3, 4, 5].map((page) => ({ page, token: 'shpat_1' })))
  const [stored] = await owner`
    select count(*)::int as rows, count(distinct source_id)::int as orders, count(distinct recorded_at)::int as times,
      sum(value) filter (where metric_key = 'orders.revenue')::int as revenue from public.metric_events`
  const total = pages * perPage
  expect(stored).toEqual({
    rows: 2 * total,
    orders: total,
    times: 1,
    revenue: (100 * total * (total - 1)) / 2 + 10 * total,
  })
})

test('a stop does not wait for a source that does not answer, and the run goes on at the next start', async () => {
  silentAt = 2
  asked.length = 0
  await owner`insert into public.sync_jobs (organization_id, workspace_id, connection_id)
    select organization_id, workspace_id, id from public.integration_connections where id = ${connection}`
  await owner`delete from public.sync_jobs where status = 'success'`
  await expect.poll(() => asked.length, patience).toBe(3)
  running.child.kill('SIGTERM')
  expect([await running.ended, running.output()]).toEqual([0, expect.not.stringContaining('stopping')])
  silentAt = null
  running = await startLapel(place)
  const seen = () => asked.map(({ page }) => page)
  await expect.poll(seen, patience).toEqual([0, 1, 2, 2, 3, 4, 5])
})
