import { createClient } from '@supabase/supabase-js'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { createDataProvider } from './dataProvider.ts'
import { withPartialSubmissions } from './partialSubmissions.ts'

const config = { supabaseUrl: 'http://lapel.example', publishableKey: 'sb_publishable_test' }
const client = createClient(config.supabaseUrl, config.publishableKey, { auth: { persistSession: false } })
const dataProvider = withPartialSubmissions(createDataProvider(config, client))
const page = { pagination: { page: 1, perPage: 25 }, sort: { field: 'ts', order: 'DESC' as const } }
const partial = { status: 'partial', spam_reasons: [], score: 0 }

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function answer(table: string, body: object, status = 200) {
  const asked: string[] = []
  server.use(
    http.get(`${config.supabaseUrl}/rest/v1/${table}`, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(body, { status, headers: { 'content-range': '*/*' } })
    }),
  )
  return asked
}

it('lists partial submissions where that status is wanted, and submissions else', async () => {
  const asked = answer('partial_submissions', [{ id: 'p' }])
  answer('widget_submissions', [{ id: 's', status: 'spam' }])
  const list = (status?: string) =>
    dataProvider.getList('widget_submissions', { ...page, filter: { status, q: 'ada@' } }).then(({ data }) => data)
  expect(await list('partial')).toEqual([{ id: 'p', ...partial }])
  expect(asked[0]).toMatch(/email\.ilike\.%2Aada%40%2A/)
  expect(asked[0]).not.toMatch(/status/)
  expect(await list('spam')).toEqual([{ id: 's', status: 'spam' }])
  expect(await list()).toEqual([{ id: 's', status: 'spam' }])
})

it('finds one of either', async () => {
  answer('widget_submissions', { message: 'no rows' }, 406)
  answer('partial_submissions', { id: 'p' })
  expect(await dataProvider.getOne('widget_submissions', { id: 'p' })).toEqual({ data: { id: 'p', ...partial } })
  answer('widget_submissions', { message: 'down' }, 500)
  await expect(dataProvider.getOne('widget_submissions', { id: 'p' })).rejects.toMatchObject({ status: 500 })
})
