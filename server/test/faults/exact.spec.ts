import { beforeAll, expect, test } from 'vitest'
import { whole } from '../../../supabase/functions/test/tenants.ts'
import { type Answer, clients, entry, post } from './clients.ts'
import { openSite, type Site } from './site.ts'

let site: Site
let urls: [string, string]
const of = (client: number) => urls[client % 2] ?? ''

beforeAll(async () => {
  site = await openSite()
  urls = [site.first.url, (await site.join()).url]
  return () => site.close()
})

test('two servers and 64 clients: every window of a rate limit admits exactly its quota', async () => {
  const [quota, seconds, windows] = [30, 2, 4]
  await site.setRates(quota, seconds)
  await site.owner`update private.rate_policies set quota = 1000000 where name <> 'instance'`
  const tenant = await site.createTenant()
  const admitted = () => site.owner<{ count: number }[]>`
    select count(*)::int as count
    from (select floor(extract(epoch from received_at) / ${seconds}) as window_number
      from private.submission_keys where widget_instance_id = ${tenant.instanceId}) k
    group by window_number order by window_number`
  const seen = { 201: 0, 429: 0 } as Record<number, number>
  let over = false
  await clients(64, async (client) => {
    const answer = await post(of(client), tenant, entry())
    if (answer) seen[answer.status] = (seen[answer.status] ?? 0) + 1
    if (client === 0) over = (await admitted()).length > windows + 1
    return !over
  })
  await site.setRates(1_000_000_000, 60)
  const counts = (await admitted()).map((row) => row.count)
  expect(Object.keys(seen)).toEqual(['201', '429'])
  expect(counts.reduce((sum, count) => sum + count)).toBe(seen[201])
  expect(counts.slice(1, -1)).toEqual(counts.slice(1, -1).map(() => quota))
  expect(Math.max(...counts)).toBe(quota)
  expect(counts.length).toBeGreaterThan(windows)
})

test('two servers and 64 clients: a plan limit of N stores exactly N', async () => {
  const tenant = await site.createTenant({ monthlyLimit: 150 })
  const seen: Record<number, number> = {}
  let sent = 0
  await clients(64, async (client) => {
    const answer = await post(of(client), tenant, entry())
    seen[answer?.status ?? 0] = (seen[answer?.status ?? 0] ?? 0) + 1
    return ++sent < 600
  })
  expect(seen[201]).toBe(150)
  expect(Object.keys(seen)).toEqual(['201', '402'])
  expect(await site.stored(tenant)).toEqual(whole(150))
})

test('1,000 ids, each sent five times at once through both servers, are 1,000 rows with one receipt each', async () => {
  const tenant = await site.createTenant()
  let made = 0
  const broken: (Answer | null)[][] = []
  await clients(13, async () => {
    if (made === 1000) return false
    const sent = entry(`number ${++made}`)
    const answers = await Promise.all(Array.from({ length: 5 }, (_, copy) => post(of(copy), tenant, sent)))
    const receipts = new Set(answers.map((answer) => answer?.body))
    const originals = answers.filter((answer) => answer?.status === 201 && !answer.replayed)
    const all = answers.every((answer) => answer?.status === 201)
    if (receipts.size !== 1 || originals.length !== 1 || !all) broken.push(answers)
    return true
  })
  expect(broken).toEqual([])
  expect(await site.stored(tenant)).toEqual(whole(made))
  expect(made).toBe(1000)
})
