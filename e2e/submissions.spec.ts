import type { Problem } from '@lapel/contract/errors'
import { maxPayloadBytes } from '@lapel/contract/submission'
import { type APIResponse, expect, test } from '@playwright/test'
import { publishedInstance, signedIn } from './installation.ts'
import { loadInstance, submit, validBody, visitor } from './submissions.ts'
import { countUsed } from './usage.ts'

const open = publishedInstance(false).public_id

async function expectProblem(response: APIResponse, status: number, code: string): Promise<Problem> {
  expect(response.status()).toBe(status)
  expect(response.headers()['content-type']).toContain('application/problem+json')
  const problem = (await response.json()) as Problem
  expect(problem).toMatchObject({ status, code, request_id: response.headers()['x-request-id'] })
  return problem
}

/** How many rows staff find in each place where these client ids would leave one. */
async function countStored(clientIds: string[]) {
  const staff = await signedIn('staff@lapel.example')
  const { data: rows } = await staff
    .from('widget_submissions')
    .select('id')
    .in('client_submission_id', clientIds)
    .throwOnError()
  const ids = rows.map((row) => row.id as string)
  const usage = await countUsed(staff, ids)
  const events = await staff.from('events').select('id').in('entity_id', ids).throwOnError()
  return { submissions: ids.length, usage, events: events.data.length }
}

test('a submission is stored with its usage event and its domain event', async ({ request }) => {
  const body = validBody(await loadInstance(request, open))
  const response = await submit(request, open, body)
  expect(response.status()).toBe(201)
  expect(await response.json()).toMatchObject({ status: 'accepted' })
  expect(await countStored([body.id])).toEqual({ submissions: 1, usage: 1, events: 1 })
})

test('the same client id gets the same receipt and is stored once', async ({ request }) => {
  const body = validBody(await loadInstance(request, open))
  const first = await submit(request, open, body)
  const again = await submit(request, open, body)
  expect(again.headers()['idempotent-replayed']).toBe('true')
  expect(await again.json()).toEqual(await first.json())
  const other = { ...body, payload: validBody(await loadInstance(request, open)).payload }
  await expectProblem(await submit(request, open, other), 422, 'IDEMPOTENCY_MISMATCH')
  expect(await countStored([body.id])).toEqual({ submissions: 1, usage: 1, events: 1 })
})

test('33 KiB is refused', async ({ request }) => {
  const body = validBody(await loadInstance(request, open))
  const [key] = Object.keys(body.payload)
  const large = { ...body, payload: { ...body.payload, [String(key)]: 'x'.repeat(maxPayloadBytes + 1024) } }
  await expectProblem(await submit(request, open, large), 413, 'PAYLOAD_TOO_LARGE')
  expect(await countStored([body.id])).toEqual({ submissions: 0, usage: 0, events: 0 })
})

test('a site that is not on the list is refused', async ({ request }) => {
  const { public_id: publicId } = publishedInstance(true)
  const elsewhere = { ...visitor(), origin: 'https://elsewhere.example' }
  const config = await loadInstance(request, publicId)
  const body = validBody(config)
  await expectProblem(await submit(request, publicId, body, elsewhere), 403, 'ORIGIN_NOT_ALLOWED')
  const loaded = await request.get(`/functions/v1/embed/v1/instances/${publicId}`, { headers: elsewhere })
  await expectProblem(loaded, 403, 'ORIGIN_NOT_ALLOWED')
  expect(await countStored([body.id])).toEqual({ submissions: 0, usage: 0, events: 0 })
})

test('broken JSON and broken values are refused with a pointer', async ({ request }) => {
  const broken = await expectProblem(
    await submit(request, open, '{"id": "1", "payload": {"name": '),
    400,
    'MALFORMED_BODY',
  )
  expect(broken.errors?.[0]?.pointer).toEqual(expect.any(String))
  const body = validBody(await loadInstance(request, open))
  const wrong = { ...body, payload: { ...body.payload, email: 'nobody' } }
  const refused = await expectProblem(await submit(request, open, wrong), 422, 'VALIDATION_FAILED')
  expect(refused.errors).toContainEqual(expect.objectContaining({ pointer: '/payload/email', code: 'email' }))
  expect(await countStored([body.id])).toEqual({ submissions: 0, usage: 0, events: 0 })
})

test('what does not exist is a problem too', async ({ request }) => {
  await expectProblem(await request.get('/functions/v1/embed/v1/instances/w_doesNotExist'), 404, 'INSTANCE_NOT_FOUND')
  await expectProblem(await request.get('/functions/v1/embed/v1/nowhere'), 404, 'NOT_FOUND')
  const deleted = await request.delete(`/functions/v1/embed/v1/instances/${open}`)
  await expectProblem(deleted, 405, 'METHOD_NOT_ALLOWED')
})

test('an address over its rate is told when to come back, and nothing is stored for it', async ({ request }) => {
  const headers = visitor()
  const instance = await loadInstance(request, open)
  // Windows are fixed: at most two of them are touched, so twice the quota and one more must meet the limit.
  const bodies = Array.from({ length: 121 }, () => validBody(instance))
  const sent = await Promise.all(
    bodies.map(async (body) => ({ body, response: await submit(request, open, body, headers) })),
  )
  const refused = sent.filter(({ response }) => response.status() === 429)
  const [first] = refused
  if (!first) throw new Error('No submission was refused.')
  const problem = await expectProblem(first.response, 429, 'RATE_LIMITED')
  expect(problem.title).not.toBe('')
  expect(first.response.headers()).toMatchObject({
    ratelimit: expect.stringContaining('r=0'),
    'ratelimit-policy': expect.stringContaining('q=60'),
    'retry-after': expect.stringMatching(/^[1-9]\d*$/),
  })
  const accepted = sent.filter(({ response }) => response.status() === 201)
  expect(accepted.length + refused.length).toBe(bodies.length)
  const stored = await countStored(bodies.map((body) => body.id))
  expect(stored).toEqual({ submissions: accepted.length, usage: accepted.length, events: accepted.length })
})
