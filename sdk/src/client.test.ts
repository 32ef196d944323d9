import config from '@lapel/contract/fixtures/contact-form.embed.json' with { type: 'json' }
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createClient } from './client.ts'
import { createSubmission } from './extras/sending/createSubmission.ts'

const instance = 'https://lapel.example/functions/v1/embed/v1/instances/w_1'
const server = setupServer()
const options: Record<string, string> = {}
const client = createClient({
  element: null as unknown as HTMLElement,
  publicId: 'w_1',
  instance,
  page: { base: '', host: '', requests: new Map(), embedded: new Map(), consent: false },
  emit: () => {},
  option: (name) => options[name],
})

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const answerConfig = (answer: () => Response) => server.use(http.get(instance, answer))
const answerSubmission = (answer: () => Response) => server.use(http.post(`${instance}/submissions`, answer))

test('reads the published config', async () => {
  answerConfig(() => HttpResponse.json(config))
  expect(await client.readConfig()).toEqual({ ok: true, value: config })
})

test('does not try to show what only a newer SDK knows', async () => {
  for (const newer of [{ ...config, config: { version: 2 } }, { type: 'form' }, null]) {
    answerConfig(() => HttpResponse.json(newer))
    expect(await client.readConfig()).toMatchObject({ ok: false, failure: { code: 'UNEXPECTED', transient: false } })
  }
})

test('sends the body as it is', async () => {
  let received: unknown
  server.use(
    http.post(`${instance}/submissions`, async ({ request }) => {
      received = [request.headers.get('content-type'), await request.text()]
      return HttpResponse.json({ id: 'x' }, { status: 201 })
    }),
  )
  expect(await createSubmission(client, '{"a": 1}')).toEqual({ ok: true, value: { id: 'x' } })
  expect(received).toEqual(['application/json', '{"a": 1}'])
})

test('keeps the code, the pointers and the wait of a problem', async () => {
  const errors = [{ pointer: '/payload/name', code: 'required', detail: 'This field is required.' }]
  answerSubmission(() =>
    HttpResponse.json(
      { code: 'VALIDATION_FAILED', title: 'Some values are not valid', errors },
      { status: 422, headers: { 'retry-after': '7' } },
    ),
  )
  expect(await createSubmission(client, '{}')).toEqual({
    ok: false,
    failure: {
      code: 'VALIDATION_FAILED',
      detail: 'Some values are not valid',
      transient: false,
      retryAfter: 7000,
      problems: errors,
    },
  })
})

test('tells what may pass from what will not, by status', async () => {
  const transient: Record<number, boolean> = {}
  for (const status of [400, 402, 403, 404, 408, 409, 413, 422, 425, 429, 500, 502, 503, 504]) {
    answerSubmission(() => new HttpResponse('<h1>A proxy</h1>', { status }))
    const answer = await createSubmission(client, '{}')
    if (!answer.ok) transient[status] = answer.failure.transient
  }
  const passing = Object.keys(transient).filter((status) => transient[Number(status)])
  expect(passing).toEqual(['408', '425', '429', '500', '502', '503', '504'])
})

test('calls no answer at all NETWORK, and one that is no JSON UNEXPECTED', async () => {
  answerConfig(() => HttpResponse.error())
  expect(await client.readConfig()).toMatchObject({ failure: { code: 'NETWORK', transient: true } })
  answerConfig(() => new HttpResponse('<h1>Welcome to the hotel</h1>', { status: 200 }))
  expect(await client.readConfig()).toMatchObject({ failure: { code: 'UNEXPECTED', transient: true } })
})

test('asks for the language and with the token that the page names', async () => {
  const asked: string[] = []
  server.use(
    http.get(instance, ({ request }) => {
      asked.push(new URL(request.url).search)
      return HttpResponse.json(config)
    }),
  )
  Object.assign(options, { locale: 'de', token: 'et_1' })
  await client.readConfig()
  expect(asked).toEqual(['?locale=de&token=et_1'])
})
