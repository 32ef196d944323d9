import { createHash, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { DraftReceipt } from '../../../contract/src/drafts.ts'
import { type Account, signUp } from './accounts.ts'
import { expectProblem, freshIp } from './request.ts'
import { targets } from './targets.ts'
import { config, owner } from './tenant.ts'

const template = `t-${randomUUID()}`

beforeAll(async () => {
  await owner`insert into public.widget_templates (key, name, description, type, config)
    values (${template}, 'T', 'T', 'form', ${owner.json(config as never)})`
})

describe.each(targets())('drafts and what becomes of them on $name', ({ fetch }) => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': freshIp(), ...headers },
      body: JSON.stringify(body),
    })
  const make = (from = freshIp()) => post('/embed/v1/drafts', { template }, { 'x-forwarded-for': from })
  const draft = async () => (await (await make()).json()) as DraftReceipt
  const claim = ({ authorization, workspaceId }: Account, { draft_token }: DraftReceipt, name = 'Mine') =>
    post('/claims', { draft_token, workspace_id: workspaceId, name }, { authorization })

  test('anybody makes one from a template, and looks at it with its token', async () => {
    const response = await make()
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('ratelimit-policy')).toBe('"drafts";q=10;w=3600')
    const made = (await response.json()) as DraftReceipt
    expect(Object.keys(made).sort()).toEqual(['draft_token', 'expires_at', 'preview_url', 'public_id'])
    expect(Date.parse(made.expires_at)).toBeGreaterThan(Date.now() + 6 * 86_400_000)
    const preview = new URL(made.preview_url)
    expect(preview.pathname).toBe(`/functions/v1/embed/v1/instances/${made.public_id}`)
    const shown = await fetch(`${preview.pathname.replace('/functions/v1', '')}${preview.search}`)
    expect(await shown.json()).toEqual({ public_id: made.public_id, type: 'form', revision: 1, config })
    expect(shown.headers.get('cache-control')).toBe('no-store')
  })

  test('not from a template that is not offered', async () => {
    await expectProblem(await post('/embed/v1/drafts', { template: 'none' }), 404, 'NOT_FOUND')
    await expectProblem(await post('/embed/v1/drafts', { template: 'A b' }), 422, 'VALIDATION_FAILED')
  })

  test('ten an hour per address', async () => {
    const from = freshIp()
    const statuses: number[] = []
    for (let n = 0; n < 10; n++) statuses.push((await make(from)).status)
    const [counted] = await owner<{ windows: number }[]>`
      select count(*)::int as windows from private.submission_rate_window where scope = 'drafts:' || private.visitor_hash(${from})`
    // The hour may have turned meanwhile.
    if (counted?.windows === 1) statuses.push((await make(from)).status)
    expect(statuses).toEqual([...Array(10).fill(201), ...(counted?.windows === 1 ? [429] : [])])
  })

  test('a signed-in user claims one into a workspace, once', async () => {
    const [ada, boris, made] = [await signUp(), await signUp(), await draft()]
    const response = await claim(ada, made)
    expect(response.status).toBe(201)
    const claimed = (await response.json()) as { public_id: string; instance_id: string }
    expect(claimed.public_id).toBe(made.public_id)
    const [row] = await owner`select i.workspace_id, i.status, w.created_by, w.name from public.widget_instances i
      join public.widgets w on w.id = i.widget_id where i.id = ${claimed.instance_id}`
    expect(row).toEqual({ workspace_id: ada.workspaceId, status: 'draft', created_by: ada.userId, name: 'Mine' })
    await expectProblem(await claim(boris, made), 404, 'NOT_FOUND')
  })

  test('nobody claims without signing in, into a workspace of others, or over the plan', async () => {
    const [ada, boris, made] = [await signUp(), await signUp(), await draft()]
    for (const authorization of [
      '',
      'Bearer x',
      'Basic eDp5',
      `${ada.authorization}x`,
      'Bearer ',
      ada.authorization.slice(0, -4),
    ]) {
      const response = await claim({ ...ada, authorization }, made)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      await expectProblem(response, 401, 'UNAUTHENTICATED')
    }
    await expectProblem(await claim({ ...ada, workspaceId: boris.workspaceId }, made), 404, 'NOT_FOUND')
    await owner`insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
      select organization_id, 'widgets', 0, 'test' from public.workspaces where id = ${ada.workspaceId}`
    const refused = await expectProblem(await claim(ada, made), 402, 'PLAN_LIMIT_REACHED')
    expect(refused.detail).toBe('Max widgets reached - upgrade your plan.')
    expect((await claim(boris, made)).status).toBe(201)
  })

  test('an invitation is accepted by whom it was sent to', async () => {
    const [ada, boris, eve] = [await signUp(), await signUp(), await signUp()]
    const token = randomUUID()
    const hash = createHash('sha256').update(token).digest()
    await owner`insert into public.invitations (organization_id, email, role, token_hash, invited_by, expires_at)
      select organization_id, ${boris.email}, 'editor', ${hash}, ${ada.userId}, now() + interval '1 day'
      from public.workspaces where id = ${ada.workspaceId}`
    const ip = freshIp()
    const accept = ({ authorization }: Account) =>
      post('/invitations/accept', { token }, { authorization, 'x-forwarded-for': `203.0.113.9, ${ip}` })
    await expectProblem(await accept(eve), 404, 'NOT_FOUND')
    const response = await accept(boris)
    expect(response.status).toBe(200)
    const { organization_id } = (await response.json()) as { organization_id: string }
    const members = await owner`select role from public.organization_members
      where organization_id = ${organization_id} and user_id = ${boris.userId}`
    expect([...members]).toEqual([{ role: 'editor' }])
    const entries = await owner`select request_id, host(ip) as ip, actor_id from public.audit_logs
      where organization_id = ${organization_id} and entity = 'organization_members' order by seq desc limit 1`
    const by = { request_id: response.headers.get('x-request-id'), ip, actor_id: boris.userId }
    expect([...entries]).toEqual([by])
    await expectProblem(await accept(boris), 404, 'NOT_FOUND')
  })
})
