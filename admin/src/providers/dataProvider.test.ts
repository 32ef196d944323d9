import { createClient } from '@supabase/supabase-js'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDataProvider } from './dataProvider.ts'
import { refusalOf } from './refusal.ts'

const config = { supabaseUrl: 'http://lapel.example', publishableKey: 'sb_publishable_test' }
const api = `${config.supabaseUrl}/rest/v1`
const client = createClient(config.supabaseUrl, config.publishableKey, { auth: { persistSession: false } })
const dataProvider = createDataProvider(config, client)
const page = { pagination: { page: 2, perPage: 2 }, sort: { field: 'ts', order: 'DESC' as const }, filter: {} }

// A table of a million rows, a failing database and a second page are easier to have here than in the real one.
const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function answer(path: string, body: object, init: { status?: number; range?: string } = {}) {
  const seen: { url?: URL; prefer?: string | null; body?: unknown } = {}
  const headers = { 'content-range': init.range ?? '*/*' }
  const record = async ({ request }: { request: Request }) => {
    seen.url = new URL(request.url)
    seen.prefer = request.headers.get('prefer')
    if (request.method === 'POST') seen.body = await request.json()
    return HttpResponse.json(body, { status: init.status ?? 200, headers })
  }
  server.use(http.get(`${api}/${path}`, record), http.post(`${api}/${path}`, record))
  return seen
}

describe('tables that grow without end', () => {
  it('are never counted: one row more than the page says whether another follows', async () => {
    const seen = answer('widget_submissions', [{ id: 'a' }, { id: 'b' }, { id: 'c' }], { range: '2-4/*' })
    const result = await dataProvider.getList('widget_submissions', page)
    expect(seen.prefer).toBe('count=none')
    expect([seen.url?.searchParams.get('offset'), seen.url?.searchParams.get('limit')]).toEqual(['2', '3'])
    expect(result).toEqual({
      data: [{ id: 'a' }, { id: 'b' }],
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    })
  })

  it('end where no further row comes', async () => {
    answer('widget_submissions', [{ id: 'a' }, { id: 'b' }])
    const { pageInfo } = await dataProvider.getList('widget_submissions', page)
    expect(pageInfo?.hasNextPage).toBe(false)
  })
})

describe('other lists', () => {
  it('are counted, and read from their view', async () => {
    const seen = answer('organization_summaries', [{ id: 'a' }], { range: '2-2/3' })
    const { total } = await dataProvider.getList('organizations', page)
    expect([total, seen.prefer]).toEqual([3, 'count=exact'])
  })

  it('give rows with a composite key an id', async () => {
    answer('plan_limits', [{ plan_id: 'free', limit_type: 'users' }], { range: '0-0/1' })
    const { data } = await dataProvider.getList('plan_limits', page)
    expect(data[0]).toMatchObject({ id: '["free","users"]' })
  })
})

describe('changing a plan limit', () => {
  const change = {
    plan_id: 'free',
    limit_type: 'users',
    limit_value: 3,
    enforcement: 'hard',
    grace_amount: 0,
    reason: 'Agreed with sales.',
  } as const

  it('sends the change with its reason, whether the answer is a row or a list of one', async () => {
    const seen = answer('rpc/set_plan_limit', [{ plan_id: 'free', limit_value: 3 }])
    expect(await dataProvider.setPlanLimit(change)).toMatchObject({ limit_value: 3 })
    expect(seen.body).toEqual(change)
  })

  it('tells a refusal by its code', async () => {
    answer('rpc/set_plan_limit', { code: 'PT403', message: 'FORBIDDEN' }, { status: 403 })
    const error = await dataProvider.setPlanLimit(change).catch((caught: unknown) => caught)
    expect(refusalOf(error)).toBe('lapel.error.FORBIDDEN')
  })

  it('does not pass an unknown failure off as a code', async () => {
    answer('rpc/set_plan_limit', { message: 'connection reset' }, { status: 500 })
    const error = await dataProvider.setPlanLimit(change).catch((caught: unknown) => caught)
    expect(refusalOf(error)).toBe('lapel.error.failed')
  })
})
