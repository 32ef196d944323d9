import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { checkDomains } from '../../src/jobs/domains/checkDomains.ts'
import { type NameServer, startNameServer } from '../nameServer.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const target = 'custom.lapel.dev'
let shop: Workshop
let names: NameServer
beforeAll(async () => {
  shop = await openWorkshop()
  names = await startNameServer()
})
afterEach(async () => {
  names.zone.clear()
  await shop.owner`delete from public.custom_domains`
})
afterAll(async () => {
  await names.stop()
  await shop.close()
})

async function add(hostname = `forms.${randomUUID()}.com`, tenant = shop.createTenant()) {
  const { organizationId } = await tenant
  const [row] = await shop.owner<{ id: string; token: string }[]>`
    insert into public.custom_domains (organization_id, hostname) values (${organizationId}, ${hostname})
    returning id, verification_token as token`
  if (!row) throw new Error('no domain')
  return { ...row, hostname, challenge: `TXT _lapel-challenge.${hostname}` }
}

async function check(domain: { id: string }, leadTo: string | null = target): Promise<string> {
  await shop.owner`update public.custom_domains set checked_at = null`
  await checkDomains(shop.worker(), names.resolver, leadTo)
  const [row] = await shop.owner`select status, checked_at from public.custom_domains where id = ${domain.id}`
  expect(row?.checked_at).not.toBeNull()
  return row?.status
}

test('a domain is proved by its token and its alias, and by nothing less', async () => {
  const domain = await add()
  expect(await check(domain)).toBe('pending')
  names.zone.set(`CNAME ${domain.hostname}`, [target])
  expect(await check(domain)).toBe('pending')
  names.zone.set(domain.challenge, ['something else', `${domain.token}x`])
  expect(await check(domain)).toBe('pending')
  names.zone.set(domain.challenge, ['something else', domain.token])
  expect(await check(domain)).toBe('verified')
})

test('the token alone proves nothing where domains have to lead somewhere', async () => {
  const domain = await add()
  names.zone.set(domain.challenge, [domain.token])
  expect(await check(domain)).toBe('pending')
  names.zone.set(`CNAME ${domain.hostname}`, ['elsewhere.dev'])
  expect(await check(domain)).toBe('pending')
  expect(await check(domain, null)).toBe('verified')
})

test('a name that can have no alias leads there by the same addresses', async () => {
  const domain = await add(`${randomUUID()}.com`)
  names.zone.set(domain.challenge, [domain.token])
  names.zone.set(`A ${target}`, ['93.184.216.34', '93.184.216.35'])
  names.zone.set(`A ${domain.hostname}`, ['93.184.216.35', '10.0.0.1'])
  expect(await check(domain)).toBe('pending')
  names.zone.set(`A ${domain.hostname}`, ['93.184.216.35'])
  expect(await check(domain)).toBe('verified')
})

test('the token of another tenant proves nothing', async () => {
  const mine = await add()
  const theirs = await add(mine.hostname)
  names.zone.set(`CNAME ${mine.hostname}`, [target])
  names.zone.set(mine.challenge, [mine.token])
  expect([await check(mine), await check(theirs)]).toEqual(['verified', 'pending'])
})

test('a domain that loses its record fails; name servers that do not answer change nothing', async () => {
  const domain = await add()
  names.zone.set(`CNAME ${domain.hostname}`, [target])
  names.zone.set(domain.challenge, [domain.token])
  expect(await check(domain)).toBe('verified')
  for (const trouble of ['SERVFAIL', 'silence'] as const) {
    names.zone.set(domain.challenge, trouble)
    expect(await check(domain)).toBe('verified')
  }
  names.zone.delete(domain.challenge)
  expect(await check(domain)).toBe('failing')
  names.zone.set(domain.challenge, [domain.token])
  expect(await check(domain)).toBe('verified')
})

test('a run looks up everything that is due, once', async () => {
  const tenant = shop.createTenant()
  const domains = await Promise.all(Array.from({ length: 40 }, () => add(undefined, tenant)))
  names.asked.length = 0
  await checkDomains(shop.worker(), names.resolver, target)
  await checkDomains(shop.worker(), names.resolver, target)
  expect(names.asked.toSorted()).toEqual(domains.map(({ challenge }) => challenge).toSorted())
})
