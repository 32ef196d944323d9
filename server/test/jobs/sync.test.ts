import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { writePosition } from '../../src/jobs/sync/cursor.ts'
import { mostBytes } from '../../src/jobs/sync/fetchPage.ts'
import { startSyncs } from '../../src/jobs/sync/syncs.ts'
import { createOutgoing } from '../../src/outgoing/client.ts'
import { patience } from '../lapel.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let shop: Workshop
beforeAll(async () => {
  shop = await openWorkshop()
})
// No run of one test is taken by the worker of the next.
afterEach(() => shop.owner`delete from public.integration_connections`)
afterAll(() => shop.close())

const orders = {
  rows: '/data',
  next: '/next',
  cursor_parameter: 'cursor',
  id: '/id',
  recorded_at: '/at',
  metrics: { 'orders.revenue': '/total', 'orders.count': 1 },
}

async function connect(adapter: string, config: object, credential: string | null = 'secret-token') {
  const { organizationId, workspaceId } = await shop.createTenant()
  const [made] = await shop.owner<{ id: string; store: string }[]>`
    with store as (insert into public.stores (organization_id, workspace_id, name, platform, timezone)
      values (${organizationId}, ${workspaceId}, 'Shop', 'manual', 'Europe/Berlin') returning id)
    insert into public.integration_connections (organization_id, workspace_id, store_id, adapter, config, every_minutes, next_sync_at)
    select ${organizationId}, ${workspaceId}, id, ${adapter}, ${shop.owner.json(config as never)}, 1440, now() + interval '1 day' from store
    returning id, store_id as store`
  if (!made) throw new Error('no connection')
  if (credential !== null) await shop.worker()`select private.store_integration_credential(${made.id}, ${credential})`
  await ask(made.id)
  return made
}

const ask = (id: string) => shop.owner`
  insert into public.sync_jobs (organization_id, workspace_id, connection_id)
  select organization_id, workspace_id, id from public.integration_connections where id = ${id}`

const runOf = async (id: string) => {
  const [row] = await shop.owner`
    select j.status, j.last_error, j.rows_stored, j.pages, j.failures, j.attempts, c.status as connection, c.resume_from,
      c.next_sync_at is not null as planned, extract(epoch from j.next_attempt_at - now())::float8 as wait
    from public.sync_jobs j join public.integration_connections c on c.id = j.connection_id
    where c.id = ${id} order by j.created_at desc limit 1`
  return row
}

const dueNow = (id: string) =>
  shop.owner`update public.sync_jobs set next_attempt_at = now() where connection_id = ${id} and status = 'pending'`

const valuesOf = (store: string) => shop.owner`
  select metric_key as metric, source_id as id, value::text, currency, recorded_at::text as at
  from public.metric_events where store_id = ${store} order by metric_key, source_id`

function work(settings: Partial<Parameters<typeof createOutgoing>[0]> = {}) {
  const outgoing = createOutgoing({ reach: 'anywhere', bytes: mostBytes, milliseconds: 2000, ...settings })
  const complain = vi.fn<(sentence: string) => void>()
  const { stop } = startSyncs(shop.worker(), outgoing, complain)
  onTestFinished(async () => {
    await stop()
    await outgoing.close()
  })
  return { stop, complain }
}

const json = (answer: ServerResponse, body: unknown, status = 200, headers = {}) =>
  answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

const cursorOf = ({ url }: IncomingMessage) => Number(new URL(url ?? '', 'https://x').searchParams.get('cursor') ?? 0)
const rowsOf = (page: number) =>
  [0, 1].map((n) => ({ id: page * 2 + n, at: '2026-11-01T10:00:00Z', total: `${page}.5${n}` }))

/** A source of so many pages; keeps what it is asked, and answers a page otherwise where told to. */
async function serve(pages: number, otherwise: (page: number, answer: ServerResponse) => boolean = () => false) {
  const asked: { page: number; authorization: string | undefined; url: string | undefined }[] = []
  const { url } = await shop.receive((incoming, answer) => {
    const page = cursorOf(incoming)
    asked.push({ page, authorization: incoming.headers.authorization, url: incoming.url })
    if (otherwise(page, answer)) return
    json(answer, { data: rowsOf(page), next: page + 1 < pages ? page + 1 : null })
  })
  return { url, asked }
}

test('an API is fetched page by page, with the credential, and each row is stored once', async () => {
  const { url, asked } = await serve(3)
  const { id, store } = await connect('generic_json', { url: `${url}/orders?status=paid`, ...orders })
  work()
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', pages: 3, rows_stored: 12 })
  expect(asked).toEqual(
    [0, 1, 2].map((page) => ({
      page,
      authorization: 'Bearer secret-token',
      url: `/orders?status=paid${page ? `&cursor=${page}` : ''}`,
    })),
  )
  const stored = await valuesOf(store)
  expect(stored).toHaveLength(12)
  expect(stored).toContainEqual({
    metric: 'orders.revenue',
    id: '3',
    value: '151',
    currency: 'EUR',
    at: expect.any(String),
  })
  await ask(id)
  await expect.poll(() => asked.length, patience).toBe(6)
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', connection: 'success' })
  expect(await valuesOf(store)).toEqual(stored)
})

test("a run stays its worker's while the source thinks", async () => {
  const { url, asked } = await serve(1, () => true)
  const { id } = await connect('generic_json', { url: `${url}/orders`, ...orders })
  const lease = async () => {
    const [row] = await shop.owner<
      { until: Date }[]
    >`select leased_until as until from public.sync_jobs where connection_id = ${id} and attempts = 1`
    return Number(row?.until)
  }
  work({ milliseconds: 15_000 })
  await expect.poll(() => asked.length, patience).toBe(1)
  const first = await lease()
  await expect.poll(lease, patience).toBeGreaterThan(first)
})

test('a worker that waits to say that it is still there says it once', async () => {
  const { url, asked } = await serve(1, () => true)
  const { id } = await connect('generic_json', { url: `${url}/orders`, ...orders })
  const waiting = async () => {
    const [row] = await shop.owner<{ count: number }[]>`select count(*)::int from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%keep_sync_job%'`
    return row?.count
  }
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  work({ milliseconds: 15_000 })
  await expect.poll(() => asked.length, patience).toBe(1)
  // As a page that is stored for long.
  await shop.owner.begin(async (sql) => {
    await sql`select from public.sync_jobs where connection_id = ${id} for update`
    vi.advanceTimersByTime(5000)
    await expect.poll(waiting, patience).toBe(1)
    vi.advanceTimersByTime(10_000)
    // What was sent before this has arrived.
    await shop.worker()`select 1`
    expect(await waiting()).toBe(1)
  })
  await expect.poll(waiting, patience).toBe(0)
  await shop.owner.begin(async (sql) => {
    await sql`select from public.sync_jobs where connection_id = ${id} for update`
    vi.advanceTimersByTime(5000)
    await expect.poll(waiting, patience).toBe(1)
  })
})

test('pages that are addresses are followed, and runs ask for what changed since the last one', async () => {
  const asked: string[] = []
  const { url } = await shop.receive((incoming, answer) => {
    asked.push(incoming.url ?? '')
    const next = incoming.url?.includes('page=2') ? '' : '/v1/orders?page=2'
    json(answer, { list: { next }, data: rowsOf(next ? 0 : 1) }, 200, { date: 'Sat, 21 Nov 2026 10:00:00 GMT' })
  })
  const { cursor_parameter: _, ...rest } = orders
  const config = { url: `${url}/v1/orders`, ...rest, next: '/list/next', since_parameter: 'changed_since' }
  const { id, store } = await connect('generic_json', config)
  work()
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', pages: 2 })
  await ask(id)
  await expect.poll(() => asked.length, patience).toBe(4)
  expect(asked[2]).toBe('/v1/orders?changed_since=2026-11-21T09%3A55%3A00.000Z')
  expect(await valuesOf(store)).toHaveLength(8)
})

test('orders of a shop arrive with their refunds; what is cancelled counts no more, and tests never', async () => {
  const asked: { url: string; token: unknown }[] = []
  let cancelled: string | null = null
  const order = (id: number, more = {}) => ({
    id,
    created_at: '2026-11-01T10:00:00+01:00',
    updated_at: '2026-11-02T10:00:00+01:00',
    currency: 'EUR',
    total_price: '19.90',
    refunds: [],
    ...more,
  })
  const refunds = [
    {
      id: 5,
      created_at: '2026-11-03T10:00:00Z',
      transactions: [
        { kind: 'refund', status: 'success', amount: '1.10', currency: 'EUR' },
        { kind: 'refund', status: 'failure', amount: '9.00', currency: 'EUR' },
        { kind: 'refund', status: 'success', amount: '0.05', currency: 'EUR' },
      ],
    },
  ]
  const { url } = await shop.receive((incoming, answer) => {
    asked.push({ url: incoming.url ?? '', token: incoming.headers['x-shopify-access-token'] })
    if (incoming.url?.includes('page_info')) {
      json(answer, { orders: [order(3, { test: true }), order(4)] })
      return
    }
    const next = `${url}/admin/api/2026-07/orders.json?limit=250&page_info=abc`
    json(answer, { orders: [order(1, { refunds }), order(2, { cancelled_at: cancelled })] }, 200, {
      date: 'Sat, 21 Nov 2026 10:00:00 GMT',
      link: `<${url}/x?page_info=0>; rel="previous", <${next}>; rel="next"`,
    })
  })
  const { id, store } = await connect('shopify_orders', { url }, 'shpat_1')
  work()
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', pages: 2, rows_stored: 7 })
  const first = new URL(asked[0]?.url ?? '', url)
  expect([first.pathname, first.searchParams.get('status'), first.searchParams.get('updated_at_min')]).toEqual([
    '/admin/api/2026-07/orders.json',
    'any',
    null,
  ])
  expect(first.searchParams.get('fields')).not.toMatch(/customer|email|address/)
  expect(asked.map(({ token }) => token)).toEqual(['shpat_1', 'shpat_1'])
  const sold = async () => (await valuesOf(store)).map(({ metric, id: of, value }) => `${metric} ${of} ${value}`)
  expect(await sold()).toEqual([
    'orders.count order-1 1',
    'orders.count order-2 1',
    'orders.count order-4 1',
    'orders.refunds refund-5 115',
    'orders.revenue order-1 1990',
    'orders.revenue order-2 1990',
    'orders.revenue order-4 1990',
  ])
  cancelled = '2026-11-04T10:00:00Z'
  await ask(id)
  await expect.poll(async () => (await sold())[1], patience).toBe('orders.count order-2 0')
  expect(new URL(asked[2]?.url ?? '', url).searchParams.get('updated_at_min')).toBe('2026-11-21T09:55:00.000Z')
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success' })
  expect(await sold()).toHaveLength(7)
})

const csv = {
  delimiter: ';',
  id: 'Order',
  recorded_at: 'Day',
  currency: 'Currency',
  metrics: { 'orders.revenue': 'Total' },
}

test('a file is stored in pages of a thousand rows, its days are those of the store', async () => {
  const lines = Array.from({ length: 2500 }, (_, n) => `${n};2026-11-01;"${n}.25";GBP`)
  let header = '\ufeffOrder;Day;Total;Currency\r\n'
  let asked = 0
  const { url } = await shop.receive((_, answer) => {
    asked += 1
    answer.end(header + lines.join('\r\n'))
  })
  const { id, store } = await connect('csv_url', { url, ...csv }, null)
  work()
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', pages: 3, rows_stored: 2500 })
  const [first] = await shop.owner`
    select value::text, currency, recorded_at = '2026-11-01T00:00:00+01:00' as berlin from public.metric_events
    where store_id = ${store} and source_id = '2499'`
  expect([asked, first]).toEqual([1, { value: '249925', currency: 'GBP', berlin: true }])
  header = 'Order;Day;Total;Money\r\n'
  await ask(id)
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'error', last_error: 'The file has no column Currency.', planned: false })
})

test('a run goes on in the middle of a file, and begins again in another one', async () => {
  const lines = Array.from({ length: 1500 }, (_, n) => `${n};2026-11-01;${n}.25;GBP`)
  const file = ['Order;Day;Total;Currency', ...lines].join('\n')
  const { url } = await shop.receive((_, answer) => answer.end(file))
  const { id, store } = await connect('csv_url', { url, ...csv }, null)
  const began = createHash('sha256').update(file).digest('hex')
  await shop.owner`update public.sync_jobs set cursor = ${writePosition({ at: '1000', began })} where connection_id = ${id}`
  work()
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', pages: 1, rows_stored: 500 })
  expect((await valuesOf(store)).map(({ id: of }) => Number(of)).sort((a, b) => a - b)[0]).toBe(1000)
  await shop.owner`insert into public.sync_jobs (organization_id, workspace_id, connection_id, cursor)
    select organization_id, workspace_id, id, ${writePosition({ at: '1000', began: 'another' })}
    from public.integration_connections where id = ${id}`
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', pages: 2, rows_stored: 1500 })
  expect(await valuesOf(store)).toHaveLength(1500)
})

test.each([
  ['a quote that does not end', 'Order;Day;Total;Currency\n1;2026-11-01;"5;EUR', /^The file is no CSV: line 2, CSV_/],
  ['a row of another length', 'Order;Day;Total;Currency\n1;2026-11-01\n', /^The file is no CSV: line 2, CSV_/],
  ['a bad amount', 'Order;Day;Total;Currency\n1;2026-11-01;5;EUR\n2;2026-11-01;five;EUR', /^Row 2: Total is no number/],
  [
    'a time that there is not',
    'Order;Day;Total;Currency\n1;2026-02-30;5;EUR',
    /^A page has values that cannot be stored/,
  ],
])('a file with %s ends a run and says where', async (_, file, why) => {
  const { url } = await shop.receive((_incoming, answer) => answer.end(file))
  const { id } = await connect('csv_url', { url, ...csv }, null)
  work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'error', failures: 1, last_error: expect.stringMatching(why), planned: false })
})

test('an empty file is asked for again', async () => {
  const { url } = await shop.receive((_, answer) => answer.end(''))
  const { id } = await connect('csv_url', { url, ...csv }, null)
  work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'pending', failures: 1, last_error: 'The file is empty.' })
})

test('a file that is another each time, with a bad row behind its first page, is not fetched for ever', async () => {
  let asked = 0
  const { url } = await shop.receive((_, answer) => {
    asked += 1
    const lines = Array.from({ length: 1200 }, (_row, n) => `${n};2026-11-01;${n === 1100 ? 'much' : asked};GBP`)
    answer.end(['Order;Day;Total;Currency', ...lines].join('\n'))
  })
  const { id } = await connect('csv_url', { url, ...csv }, null)
  work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'error', pages: 1, last_error: 'Row 1101: Total is no number.', planned: false })
  expect(asked).toBe(1)
})

test.each<[string, (answer: ServerResponse) => unknown, string, number, number]>([
  ['500', (answer) => json(answer, {}, 500), 'The source answered 500.', 24, 36],
  [
    '302',
    (answer) => json(answer, {}, 302, { location: 'https://127.0.0.1/' }),
    'The source answered 302. Redirects are not followed.',
    24,
    36,
  ],
  [
    '429',
    (answer) => json(answer, {}, 429, { 'retry-after': '120.0' }),
    'The source asked to be left alone for a while (429).',
    119,
    120,
  ],
  ['broken JSON', (answer) => answer.end('{"data": ['), 'The answer is no JSON.', 24, 36],
  ['no array', (answer) => json(answer, { data: {} }), '/data is no array.', 24, 36],
  ['silence', () => undefined, 'There was no whole answer within 2 seconds.', 24, 36],
])('after %s a run goes on from where it was, later', async (_, trouble, error, soonest, latest) => {
  let broken = true
  const { url, asked } = await serve(3, (page, answer) => {
    if (page !== 1 || !broken) return false
    trouble(answer)
    return true
  })
  const { id, store } = await connect('generic_json', { url, ...orders })
  const { complain } = work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'pending', failures: 1, pages: 1, last_error: error, connection: 'running' })
  const wait = (await runOf(id))?.wait ?? 0
  expect([wait > soonest - 3, wait <= latest]).toEqual([true, true])
  broken = false
  await dueNow(id)
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', last_error: null, failures: 0 })
  expect(asked.map(({ page }) => page)).toEqual([0, 1, 1, 2])
  expect(await valuesOf(store)).toHaveLength(12)
  expect(complain).not.toHaveBeenCalled()
})

test.each<[string, (answer: ServerResponse) => unknown, string]>([
  [
    '401',
    (answer) => json(answer, {}, 401),
    'The source refused the credential (401). Set one that may read this, and ask for a run.',
  ],
  [
    '403',
    (answer) => json(answer, {}, 403),
    'The source refused the credential (403). Set one that may read this, and ask for a run.',
  ],
  [
    'a page of too many bytes',
    (answer) => answer.end(Buffer.alloc(mostBytes + 1, ' ')),
    'The answer has more than 8 MiB. Ask for smaller pages.',
  ],
  [
    'a page of too many rows',
    (answer) => json(answer, { data: Array.from({ length: 10_001 }, (_, id) => ({ id, at: 1, total: 1 })) }),
    'A page measures more than 20000 values. Ask for smaller pages.',
  ],
  [
    'what no column takes',
    (answer) => json(answer, { data: [{ id: 'a\0b', at: 1, total: 1 }] }),
    'A page has values that cannot be stored (22P05).',
  ],
  [
    'a row without an id',
    (answer) => json(answer, { data: [{ at: 1, total: 1 }] }),
    'Row 1: /id is no id of 1 to 200 characters.',
  ],
  [
    'the same cursor',
    (answer) => json(answer, { data: [], next: 1 }),
    'The source goes round in a circle: it gave the same cursor twice.',
  ],
])('after %s a run ends, until a person has mended it', async (_, trouble, error) => {
  const { url, asked } = await serve(3, (page, answer) => {
    if (page === 1) trouble(answer)
    return page === 1
  })
  const { id } = await connect('generic_json', { url, ...orders })
  work()
  const ended = { status: 'error', last_error: error, connection: 'error', planned: false, pages: 1 }
  await expect.poll(() => runOf(id), patience).toMatchObject(ended)
  expect(asked.map(({ page }) => page)).toEqual([0, 1])
})

test('a circle of cursors is found whatever its size', async () => {
  const { url } = await shop.receive((incoming, answer) =>
    json(answer, { data: rowsOf(cursorOf(incoming)), next: (cursorOf(incoming) + 1) % 7 || 7 }),
  )
  const { id, store } = await connect('generic_json', { url, ...orders })
  work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'error', last_error: expect.stringMatching(/circle/) })
  expect((await valuesOf(store)).length).toBeLessThanOrEqual(32)
})

test('a source without end is given up', async () => {
  const { url } = await shop.receive((incoming, answer) => json(answer, { data: [], next: cursorOf(incoming) + 1 }))
  const { id } = await connect('generic_json', { url, ...orders })
  await shop.owner`update public.sync_jobs set pages = 9990 where connection_id = ${id}`
  work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'error', last_error: expect.stringMatching(/^The source has more than 10000 pages/) })
})

test('the credential goes to nobody whom the source names', async () => {
  const heard: unknown[] = []
  const thief = await shop.receive((incoming, answer) => {
    heard.push(incoming.headers)
    json(answer, { orders: [] })
  })
  const { url } = await shop.receive((_, answer) =>
    json(answer, { orders: [] }, 200, { link: `<${thief.url}/?page_info=1>; rel="next"` }),
  )
  const { id } = await connect('shopify_orders', { url })
  work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'error', last_error: 'The next page is at another host, which gets no credential.' })
  expect(heard).toEqual([])
})

test('a credential that was taken away, or never was there, is told and nobody is asked', async () => {
  const { url, asked } = await serve(1)
  const gone = await connect('generic_json', { url, ...orders })
  await shop.owner`delete from vault.secrets where name = ${`integration:${gone.id}`}`
  const never = await connect('shopify_orders', { url }, null)
  work()
  await expect
    .poll(() => runOf(gone.id), patience)
    .toMatchObject({ status: 'error', last_error: 'The credential is gone. Set a new one.', planned: false })
  await expect
    .poll(() => runOf(never.id), patience)
    .toMatchObject({ status: 'error', last_error: expect.stringMatching(/^The connection has no credential/) })
  expect(asked).toEqual([])
})

test('a connection that leads elsewhere takes no credential there', async () => {
  const { url } = await serve(1)
  const elsewhere = await serve(1)
  const { id } = await connect('generic_json', { url, ...orders })
  const led = shop.owner.json({ url: elsewhere.url, ...orders } as never)
  await shop.owner`update public.integration_connections set config = ${led} where id = ${id}`
  const forgotten = { status: 'error', last_error: expect.stringMatching(/^The credential was forgotten/) }
  expect(await runOf(id)).toMatchObject({ ...forgotten, connection: 'error', planned: false })
  await ask(id)
  work()
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'error', last_error: 'The credential is gone. Set a new one.', planned: false })
  expect(elsewhere.asked).toEqual([])
})

test('what may not be asked is not asked', async () => {
  const { url, asked } = await serve(1)
  const { id } = await connect('generic_json', { url: url.replace(/:\d+/, ''), ...orders })
  work({ reach: 'public' })
  await expect
    .poll(() => runOf(id), patience)
    .toMatchObject({ status: 'pending', last_error: 'The address is not on the public internet.' })
  expect(asked).toEqual([])
})

test('a worker that stops gives its run back, and the next one goes on', async () => {
  let open = false
  const { url, asked } = await serve(2, (page) => page === 1 && !open)
  const { id, store } = await connect('generic_json', { url, ...orders })
  const { stop } = work({ milliseconds: 100_000 })
  await expect.poll(() => asked.length, patience).toBe(2)
  await stop()
  expect(await runOf(id)).toMatchObject({ status: 'pending', failures: 0, pages: 1 })
  open = true
  work()
  await expect.poll(() => runOf(id), patience).toMatchObject({ status: 'success', attempts: 2 })
  expect(asked.map(({ page }) => page)).toEqual([0, 1, 1])
  expect(await valuesOf(store)).toHaveLength(8)
})
