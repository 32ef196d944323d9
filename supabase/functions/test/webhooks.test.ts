import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Account, signUp } from './accounts.ts'
import { expectProblem, freshIp } from './request.ts'
import { targets } from './targets.ts'
import { owner } from './tenant.ts'

async function addEndpoint({ workspaceId }: Account): Promise<string> {
  const [row] = await owner<{ id: string }[]>`
    insert into public.webhook_endpoints (organization_id, workspace_id, url)
    select organization_id, id, 'https://hooks.example/' from public.workspaces where id = ${workspaceId} returning id`
  return row?.id ?? ''
}

async function secretsOf(endpoint: string): Promise<(string | null)[]> {
  const [row] = await owner<{ now: string | null; before: string | null }[]>`
    select (select decrypted_secret from vault.decrypted_secrets where id = secret_id) as now,
      (select decrypted_secret from vault.decrypted_secrets where id = previous_secret_id) as before
    from public.webhook_endpoints where id = ${endpoint}`
  return [row?.now ?? null, row?.before ?? null]
}

describe.each(targets())('signing secrets on $name', ({ fetch }) => {
  const rotate = (id: string, { authorization }: Pick<Account, 'authorization'>) =>
    fetch(`/webhooks/${id}/secret`, { method: 'POST', headers: { authorization, 'x-forwarded-for': freshIp() } })
  const secretFrom = async (response: Response) => ((await response.json()) as { secret: string }).secret

  test('who manages webhooks gets a new one, told this once, and the one before signs along', async () => {
    const ada = await signUp()
    const endpoint = await addEndpoint(ada)
    const response = await rotate(endpoint, ada)
    expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const first = await secretFrom(response)
    expect(first).toMatch(/^whsec_[\w+/]{32}$/)
    expect(await secretsOf(endpoint)).toEqual([first, null])
    const second = await secretFrom(await rotate(endpoint, ada))
    expect(await secretsOf(endpoint)).toEqual([second, first])
    const [entry] = await owner`
      select actor_id from public.audit_logs where entity = 'webhook_endpoints' and entity_id = ${endpoint} order by seq desc limit 1`
    expect(entry?.actor_id).toBe(ada.userId)
    const [seen] =
      await owner`select count(*)::int as times from public.audit_logs a where a::text like ${`%${second}%`}`
    expect(seen?.times).toBe(0)
  })

  test('nobody else does', async () => {
    const [ada, boris] = [await signUp(), await signUp()]
    const endpoint = await addEndpoint(ada)
    await expectProblem(await rotate(endpoint, boris), 404, 'NOT_FOUND')
    await expectProblem(await rotate(endpoint, { authorization: 'Bearer x' }), 401, 'UNAUTHENTICATED')
    await expectProblem(await rotate(randomUUID(), ada), 404, 'NOT_FOUND')
    await expectProblem(await rotate('x', ada), 404, 'NOT_FOUND')
    expect(await secretsOf(endpoint)).toEqual([null, null])
  })

  test('ten a minute', async () => {
    const ada = await signUp()
    const endpoint = await addEndpoint(ada)
    await owner`
      insert into private.submission_rate_window (scope, window_start, ends_at, hits)
      select 'userwebhooksecrets:' || ${ada.userId}::text, to_timestamp((floor(extract(epoch from now()) / 60) + step) * 60), now() + interval '1 hour', 1000
      from generate_series(0, 1) step`
    await expectProblem(await rotate(endpoint, ada), 429, 'RATE_LIMITED')
    expect(await secretsOf(endpoint)).toEqual([null, null])
  })
})
