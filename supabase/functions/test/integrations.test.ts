import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Account, signUp } from './accounts.ts'
import { expectProblem, freshIp } from './request.ts'
import { targets } from './targets.ts'
import { owner } from './tenant.ts'

async function connect({ workspaceId }: Account): Promise<string> {
  const [row] = await owner<{ id: string }[]>`
    with home as (select organization_id, id from public.workspaces where id = ${workspaceId}), store as (
      insert into public.stores (organization_id, workspace_id, name, platform)
      select organization_id, id, 'Shop', 'shopify' from home returning id)
    insert into public.integration_connections (organization_id, workspace_id, store_id, adapter)
    select h.organization_id, h.id, s.id, 'shopify_orders' from home h, store s returning id`
  return row?.id ?? ''
}

async function credentialOf(id: string): Promise<string | null> {
  const [row] = await owner<{ credential: string | null }[]>`
    select (select decrypted_secret from vault.decrypted_secrets where id = vault_secret_id) as credential
    from public.integration_connections where id = ${id}`
  return row?.credential ?? null
}

describe.each(targets())('credentials on $name', ({ fetch }) => {
  const hand = (id: string, { authorization }: Pick<Account, 'authorization'>, credential: unknown) =>
    fetch(`/integrations/${id}/credential`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'x-forwarded-for': freshIp() },
      body: JSON.stringify({ credential }),
    })

  test('who manages integrations hands one over, and another later; nobody is told it', async () => {
    const ada = await signUp()
    const id = await connect(ada)
    const response = await hand(id, ada, 'shpat_first')
    expect([response.status, await response.json()]).toEqual([200, { connection_id: id }])
    expect(await credentialOf(id)).toBe('shpat_first')
    expect((await hand(id, ada, 'Basic abc def=')).status).toBe(200)
    expect(await credentialOf(id)).toBe('Basic abc def=')
    const [seen] = await owner`
      select count(*)::int as times from public.audit_logs a where a::text like '%shpat_first%'`
    expect(seen?.times).toBe(0)
  })

  test('nobody else does, and nothing that no header takes', async () => {
    const [ada, boris] = [await signUp(), await signUp()]
    const id = await connect(ada)
    await expectProblem(await hand(id, boris, 'x'), 404, 'NOT_FOUND')
    await expectProblem(await hand(id, { authorization: 'Bearer x' }, 'x'), 401, 'UNAUTHENTICATED')
    await expectProblem(await hand(randomUUID(), ada, 'x'), 404, 'NOT_FOUND')
    await expectProblem(await hand('x', ada, 'x'), 404, 'NOT_FOUND')
    for (const bad of ['', ' x', 'a\nb', 'ü', 'x'.repeat(8193), 7, null])
      await expectProblem(await hand(id, ada, bad), 422, 'VALIDATION_FAILED')
    expect(await credentialOf(id)).toBeNull()
  })
})
