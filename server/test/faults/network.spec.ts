import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { type Relay, startRelay } from '../../../supabase/functions/test/relay.ts'
import { config } from '../../../supabase/functions/test/tenants.ts'
import { patience } from '../lapel.ts'
import { type Answer, clients, entry, post, startLoad } from './clients.ts'
import { expectNothingLost } from './ledger.ts'
import { type Node, openSite, type Site } from './site.ts'

let site: Site
let relay: Relay
/** A server whose way to the database is the relay. */
let remote: Node

beforeAll(async () => {
  site = await openSite()
  relay = await startRelay(site.ownerUrl)
  remote = await site.join(relay.url)
  return async () => {
    await relay.cut()
    await site.close()
  }
})

test('a stalled database is 503 with Retry-After, nothing is lost, and service comes back', async () => {
  const tenant = await site.createTenant()
  const load = startLoad([remote.url], tenant, 32)
  await load.served()
  relay.stall()
  const answers = await Promise.all(Array.from({ length: 40 }, () => post(remote.url, tenant, entry())))
  expect(answers.map((answer) => answer?.status)).toEqual(answers.map(() => 503))
  expect(answers.every((answer) => Number(answer?.retryAfter) > 0)).toBe(true)
  relay.resume()
  await load.served()
  await load.stop()
  await expectNothingLost(site, tenant, load)
})

test('connections that are cut under load again and again lose nothing', async () => {
  const tenant = await site.createTenant()
  const load = startLoad([remote.url], tenant, 32)
  for (let times = 0; times < 10; times++) {
    await load.served()
    await relay.cut()
    await relay.restore()
  }
  await load.served()
  await load.stop()
  await expectNothingLost(site, tenant, load)
})

test('connections that died without a word are given up, and new ones are used', async () => {
  const tenant = await site.createTenant()
  const load = startLoad([remote.url], tenant, 16)
  await load.served()
  expect(relay.silence()).toBeGreaterThan(1)
  let back = false
  load.served().then(() => {
    back = true
  })
  await expect.poll(() => back, patience).toBe(true)
  await load.stop()
  await expectNothingLost(site, tenant, load)
})

test('while the connection that hears of changes is silently dead, a change is seen once the time to live is over', async () => {
  const tenant = await site.createTenant()
  const read = async () => {
    const answer = await fetch(`${remote.url}/functions/v1/embed/v1/instances/${tenant.publicId}`)
    return answer.ok ? ((await answer.json()) as { revision: number }).revision : null
  }
  await expect.poll(read, patience).toBe(1)
  await expect.poll(() => relay.silence('lapel_instance'), patience).toBe(1)
  await site.publish(tenant, 2, { ...config, title: 'Changed' })
  await expect.poll(read, patience).toBe(2)
  // It is replaced before long, and the server hears again.
  const listening = () => site.owner`select from pg_stat_activity where query ~ '^listen "lapel_(instance|pulse)'`
  await expect.poll(async () => (await listening()).length, patience).toBeGreaterThan(1)
})

/** Sends raw bytes, then one every half second, and gives what came back until the server ended the connection. */
function dribble({ url }: Node, start: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(Number(new URL(url).port), 'localhost', () => socket.write(start))
    const timer = setInterval(() => socket.write('a'), 500)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => {
      clearInterval(timer)
      resolve(answer)
    })
  })
}

test('requests that dribble, break off or are oversized are ended, and the others are served meanwhile', async () => {
  const tenant = await site.createTenant()
  const head = `POST /functions/v1/embed/v1/instances/${tenant.publicId}/submissions HTTP/1.1\r\nHost: a\r\n`
  const json = 'Content-Type: application/json\r\nContent-Length: 5000\r\n'
  const slow = Array.from({ length: 200 }, (_, i) =>
    dribble(site.first, i % 2 ? head : `${head}${json}\r\n{"id":"${crypto.randomUUID()}"`),
  )
  let waiting = true
  const ended = Promise.all(slow).finally(() => {
    waiting = false
  })
  const served: (Answer | null)[] = []
  await clients(2, async () => {
    served.push(await post(site.first.url, tenant, entry()))
    return waiting
  })
  for (const answer of await ended) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*application\/problem\+json[\s\S]*"status":408/)
  }
  expect(served.map((answer) => answer?.status)).toEqual(served.map(() => 201))
  expect(await dribble(site.first, `${head}X-Large: ${'x'.repeat(20_000)}\r\n`)).toMatch(
    /^HTTP\/1\.1 431 [\s\S]*"status":431/,
  )
  expect(await dribble(site.first, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*problem\+json/)
  expect((await site.stored(tenant))?.submissions).toBe(served.length)
})

function residentMegabytes({ running }: Node): number {
  const status = readFileSync(`/proc/${running.child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

test('more than can be served is refused at once, what waits is served, and memory is bounded', async () => {
  const tenant = await site.createTenant()
  const before = residentMegabytes(site.first)
  const answers: { status: number | undefined; retryAfter: number }[] = []
  const refusals = () => answers.filter(({ status }) => status === 503)
  let open = true
  const turn = async () => {
    const answer = await post(site.first.url, tenant, entry('x'.repeat(5000)))
    answers.push({ status: answer?.status, retryAfter: Number(answer?.retryAfter) })
    return open
  }
  // No submission can be decided while this lock is held.
  const crowd = await site.owner.begin(async (held) => {
    await held`lock table private.submission_keys in access exclusive mode`
    const all = clients(2000, turn)
    // Those for whom there is no room may come back soon; what waits in vain is told to later.
    await expect
      .poll(() => refusals().filter(({ retryAfter }) => retryAfter === 1).length, patience)
      .toBeGreaterThan(500)
    open = false
    return { all }
  })
  const recovered = async () => (await post(site.first.url, tenant, entry()))?.status
  await expect.poll(recovered, patience).toBe(201)
  await crowd.all
  expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([201, 503])
  expect(refusals().every(({ retryAfter }) => retryAfter > 0)).toBe(true)
  expect(residentMegabytes(site.first) - before).toBeLessThan(400)
})
