import { createHmac } from 'node:crypto'
import { describe, expect, inject, test } from 'vitest'
import { createApp } from '../_shared/app.ts'
import { type Account, signUp } from './accounts.ts'
import { expectProblem, freshIp, submission, submit } from './request.ts'
import { targets, testPorts } from './targets.ts'
import { createTenant, owner, type Tenant } from './tenant.ts'

const sign = (secret: string, user: string) => createHmac('sha256', secret).update(user).digest('hex')

/** An account that owns a tenant, too. */
async function ownerOf({ organizationId }: Tenant): Promise<Account> {
  const account = await signUp()
  await owner`insert into public.organization_members (organization_id, user_id, role) values (${organizationId}, ${account.userId}, 'owner')`
  return account
}

const named = (secret: string, user: string) => `${sign(secret, user)}:${user}`

const failures = ({ publicId }: Tenant) =>
  owner`select code, hits, page from public.widget_fetch_errors where public_id = ${publicId}`

describe.each(targets())('identities on $name', (target) => {
  const ask = ({ workspaceId }: Pick<Tenant, 'workspaceId'>, { authorization }: Pick<Account, 'authorization'>) =>
    target.fetch(`/integrations/identity/${workspaceId}/secret`, {
      method: 'POST',
      headers: { authorization, 'x-forwarded-for': freshIp() },
    })

  async function rotate(tenant: Tenant): Promise<string> {
    const response = await ask(tenant, await ownerOf(tenant))
    expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store'])
    return ((await response.json()) as { secret: string }).secret
  }

  test('only who manages integrations gets a secret', async () => {
    const [tenant, boris] = [await createTenant(), await signUp()]
    await expectProblem(await ask(tenant, boris), 404, 'NOT_FOUND')
    await expectProblem(await ask({ workspaceId: 'x' }, boris), 404, 'NOT_FOUND')
    await expectProblem(await ask(tenant, { authorization: 'Bearer x' }), 401, 'UNAUTHENTICATED')
  })

  async function send(tenant: Tenant, identity: unknown, headers = {}) {
    const sent = { ...submission(), meta: { page: 'https://shop.example/' }, identity }
    const response = await submit(target, tenant, sent, headers)
    expect(response.status).toBe(201)
    const receipt = (await response.json()) as { id: string; identity?: string }
    const [row] = await owner`select status, payload, meta from public.widget_submissions where id = ${receipt.id}`
    expect(row).toMatchObject({ status: 'accepted', payload: sent.payload })
    return { told: receipt.identity, meta: row?.meta, sent }
  }

  test('an id that the site signed is stored, with the secret before too', async () => {
    const tenant = await createTenant()
    const user = 'Zoë: ☂\n42'
    const first = await rotate(tenant)
    const known = { page: 'https://shop.example/', user }
    expect(await send(tenant, named(first, user))).toMatchObject({ told: 'verified', meta: known })
    const second = await rotate(tenant)
    for (const secret of [first, second]) {
      const { told, meta } = await send(tenant, `${sign(secret, user).toUpperCase()}:${user}`)
      expect([told, meta]).toEqual(['verified', known])
    }
    expect(await failures(tenant)).toEqual([])
  })

  test('what is not sent yet carries the id, where the site signed it', async () => {
    const tenant = await createTenant()
    const secret = await rotate(tenant)
    const begun = { ...submission({ message: 'Hello, I am' }), meta: { page: 'https://shop.example/' }, partial: true }
    const keptMeta = async (identity: string) => {
      expect((await submit(target, tenant, { ...begun, identity })).status).toBe(201)
      const [row] = await owner`select meta from public.partial_submissions where client_submission_id = ${begun.id}`
      return row?.meta
    }
    expect(await keptMeta(named(secret, '42'))).toEqual({ ...begun.meta, user: '42' })
    expect(await keptMeta(`${sign(secret, '42')}:43`)).toEqual(begun.meta)
    expect(await failures(tenant)).toMatchObject([{ code: 'IDENTITY_UNVERIFIED' }])
  })

  test('one that it did not sign is not, and costs no answer', async () => {
    const [tenant, other] = [await createTenant(), await createTenant()]
    const [secret, another] = [await rotate(tenant), await rotate(other)]
    const right = sign(secret, '42')
    const wrong = [
      `${right}:43`,
      named(another, '42'),
      `${right.slice(1)}:42`,
      right,
      named(secret, ''),
      named(secret, 'x'.repeat(201)),
      { user: '42', signature: right },
      'nobody',
      [],
    ]
    for (const identity of wrong) {
      const { told, meta } = await send(tenant, identity)
      expect([told, meta]).toEqual(['unverified', { page: 'https://shop.example/' }])
    }
    expect(await failures(tenant)).toEqual([
      { code: 'IDENTITY_UNVERIFIED', hits: wrong.length, page: 'https://shop.example/' },
    ])
  })

  test('without a secret nobody is identified', async () => {
    const tenant = await createTenant()
    expect((await send(tenant, named('', '42'))).told).toBe('unverified')
  })

  test('a page cannot name a user beside it, and what carries none is told nothing', async () => {
    const tenant = await createTenant()
    const forged = { ...submission(), meta: { user: '42' } }
    expect((await submit(target, tenant, forged)).status).toBe(422)
    expect(await send(tenant, null)).toMatchObject({ told: undefined, meta: { page: 'https://shop.example/' } })
    expect(await failures(tenant)).toEqual([])
  })

  test('what is sent again stays what it was, and is told nothing of the identity it comes with', async () => {
    const tenant = await createTenant()
    const secret = await rotate(tenant)
    const cases = [
      { first: named(secret, '42'), again: [undefined, named(secret, '43'), 'nobody'], user: '42' },
      { first: undefined, again: [named(secret, '42'), 'nobody'], user: undefined },
    ]
    for (const { first, again, user } of cases) {
      const { sent } = await send(tenant, first)
      for (const identity of again) {
        const replay = await submit(target, tenant, { ...sent, identity }, { 'x-forwarded-for': freshIp() })
        expect(replay.headers.get('idempotent-replayed')).toBe('true')
        expect(await replay.json()).not.toHaveProperty('identity')
      }
      const [row] = await owner`select meta from public.widget_submissions where client_submission_id = ${sent.id}`
      expect(row?.meta.user).toBe(user)
    }
  })
})

test('only a submission that carries an identity asks the database once more', async () => {
  const tenant = await createTenant()
  const ports = testPorts(inject('databaseUrl'))
  let asked = 0
  const sql = new Proxy(ports.sql, {
    apply: (query, self, args) => {
      asked += 1
      return Reflect.apply(query, self, args)
    },
  })
  const app = createApp({ ...ports, sql })
  const target = {
    name: 'counting',
    fetch: async (path: string, init?: RequestInit) => app.fetch(new Request(`http://host${path}`, init)),
  }
  const counts = []
  // The first reads the instance.
  for (const identity of [undefined, undefined, named('', '42'), null]) {
    const before = asked
    expect((await submit(target, tenant, { ...submission(), identity })).status).toBe(201)
    counts.push(asked - before)
  }
  expect(counts).toEqual([1, 0, 1, 0])
})
