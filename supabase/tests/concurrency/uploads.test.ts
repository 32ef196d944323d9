import { randomUUID } from 'node:crypto'
import type { JSONValue } from 'postgres'
import { beforeEach, expect, test } from 'vitest'
import { atOnce, tally, useArena } from './arena.ts'

const arena = useArena()

interface Named {
  field: string
  id: string
}

beforeEach(async () => {
  await arena.owner`update private.rate_policies set quota = 100000, window_seconds = 86400`
  await arena.owner`update public.plan_limits set enforcement = 'soft'`
})

async function send(): Promise<Named> {
  const [row] = await arena.owner<{ id: string }[]>`
    insert into public.widget_uploads (organization_id, workspace_id, widget_id, widget_instance_id, field, name, content_type,
      declared_bytes, stored_bytes, sha256, status)
    select organization_id, workspace_id, widget_id, id, 'cv', 'cv.pdf', 'application/pdf', 2000000, 5, ${'0'.repeat(64)}, 'stored'
    from public.widget_instances where public_id = 'w_' || rpad('globex', 24, '0') returning id`
  return { field: 'cv', id: row?.id ?? '' }
}

async function submit(uploads: Named[], index: number): Promise<string> {
  const changes = { id: randomUUID(), ip: `2001:db8::${index.toString(16)}`, uploads } as unknown as JSONValue
  const [row] = await arena.service<{ verdict: string }[]>`
    select tests.accept(tests.submission('globex', ${arena.service.json(changes)})) ->> 'verdict' as verdict`
  return row?.verdict ?? ''
}

const stateOf = async (ids: string[]) =>
  arena.owner<{ status: string; stored: boolean }[]>`
    select u.status, exists (select from public.widget_submissions s where s.id = u.submission_id) as stored
    from public.widget_uploads u where u.id in ${arena.owner(ids)}`

test('of 32 submissions that name one file at once, one gets it', async () => {
  const file = await send()
  const verdicts = await atOnce(32, (index) => submit([file], index))
  expect(tally(verdicts)).toEqual({ accepted: 1, VALIDATION_FAILED: 31 })
  expect([...(await stateOf([file.id]))]).toEqual([{ status: 'used', stored: true }])
})

test('submissions that name the same files in other orders do not wait for each other in a circle', async () => {
  const files = await atOnce(5, send)
  const verdicts = await atOnce(40, (index) => submit([...files.slice(index % 5), ...files.slice(0, index % 5)], index))
  expect(tally(verdicts)).toEqual({ accepted: 1, VALIDATION_FAILED: 39 })
})

test('a file is used or pruned, never both', async () => {
  const files = await atOnce(40, send)
  const pruning = atOnce(40, async (index) => {
    await arena.owner`update public.widget_uploads set created_at = now() - interval '2 days'
      where id = ${files[index]?.id ?? ''} and status = 'stored'`
    await arena.service`select private.prune_uploads()`
    return 'pruned'
  })
  const verdicts = await atOnce(40, (index) => submit(files.slice(index, index + 1), index))
  await pruning
  const accepted = verdicts.filter((verdict) => verdict === 'accepted').length
  const left = await stateOf(files.map(({ id }) => id))
  expect(left).toHaveLength(accepted)
  expect(left.every(({ status, stored }) => status === 'used' && stored)).toBe(true)
  const [wrong] = await arena.owner<{ differences: number }[]>`
    select count(*)::int as differences from public.organizations o, private.counted_tables t,
      private.usage_differences(o.id, t) where t.limit_type = 'storage_mb'`
  expect(wrong).toEqual({ differences: 0 })
})
