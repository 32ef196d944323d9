import { type EmbedOf, embedConfig } from '@lapel/contract/embed'
import embed from '@lapel/contract/fixtures/contact-form.embed.json' with { type: 'json' }
import golden from '@lapel/contract/fixtures/submission.json' with { type: 'json' }
import { type SubmissionReceipt, submissionRequest } from '@lapel/contract/submission'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FieldValue } from '../lapel.d.ts'
import type { Outbox } from './extras/offline/outbox.ts'
import { part as sending } from './extras/sending/index.ts'
import { type Failure, fail, type Outcome } from './failure.ts'
import { form } from './form/FormWidget.tsx'
import type { Parts } from './parts.ts'
import type { Page } from './placement.ts'
import { type Given, Session } from './session.ts'
import { initialState, type State } from './state.ts'
import { english } from './strings.ts'

const config: EmbedOf<'form'> = embedConfig.parse(embed) as EmbedOf<'form'>
const receipt: SubmissionReceipt = { id: golden.id, status: 'accepted', received_at: '2026-11-21T09:00:00Z' }
const parts: Parts = {
  type: form as unknown as Parts['type'],
  fields: {},
  modes: undefined,
  sending,
  mode: 'inline',
  instance: '',
  strings: { ...english, ...sending.strings } as Parts['strings'],
  language: 'en',
  css: '',
}
const page: Page = { base: '', host: '', requests: new Map(), embedded: new Map(), consent: false }
const accepted: Outcome<SubmissionReceipt> = { ok: true, value: receipt }

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('location', new URL('https://northwind.example/contact?from=mail'))
  vi.stubGlobal('document', { referrer: 'https://search.example/?q=studio' })
  vi.stubGlobal('navigator', { language: 'en-GB' })
  vi.spyOn(console, 'warn').mockReturnValue()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  page.identity = null
})

/** A session whose server gives these answers to submissions, one after the other, then accepts. */
function open(...outcomes: Outcome<SubmissionReceipt>[]) {
  const given: Partial<Given> = {}
  const world: { outbox?: Outbox; isBare?: boolean; type: Parts['type'] } = { type: parts.type }
  const load = vi.fn(async (_name: string) => sending)
  const bodies: string[] = []
  const events: string[] = []
  const shown: { state: State } = { state: initialState }
  const readConfig = vi.fn(async (_fresh?: boolean): Promise<Outcome<EmbedOf<'form'>>> => ({ ok: true, value: config }))
  const session = new Session({
    client: {
      readConfig,
      submissions: () => '',
      post: async ({ body }) => {
        bodies.push(`${body}`)
        return outcomes.shift() ?? accepted
      },
    },
    page,
    element: { shadowRoot: null },
    embedded: null,
    findParts: () => ({
      ...parts,
      type: world.type,
      sending: world.isBare ? undefined : sending,
    }),
    given: () => ({ prefill: new Map(), hidden: new Map(), parameters: new URLSearchParams(), ...given }),
    load: async <Part>(name: string) => (await load(name)) as Part,
    outbox: () => world.outbox,
    emit: (name) => void events.push(name),
    render: (state) => {
      shown.state = state
    },
  })
  return { session, bodies, events, shown, readConfig, given, world, load }
}

function answer(session: Session, answers: Record<string, unknown> = golden.payload) {
  for (const [key, value] of Object.entries(answers)) {
    session.enter(key, typeof value === 'number' ? String(value) : (value as FieldValue))
  }
}

/** A session with a loaded and completely answered form. */
async function openAnswered(...outcomes: Outcome<SubmissionReceipt>[]) {
  const opened = open(...outcomes)
  await opened.session.load()
  answer(opened.session)
  return opened
}

async function send(session: Session) {
  const sent = session.submit()
  await vi.runAllTimersAsync()
  await sent
}

test('what is sent is what the contract describes', async () => {
  const { session, bodies, shown } = await openAnswered()
  await send(session)
  const { id, proof, ...request } = submissionRequest.parse(JSON.parse(String(bodies[0])))
  expect({ ...request, id: golden.id }).toEqual(golden)
  expect(proof).toMatchObject({ trap: '' })
  expect(id).not.toBe(golden.id)
  expect(shown.state.phase).toBe('sent')
})

test('the page is told each step once, in order', async () => {
  const { session, events } = open()
  await session.load()
  session.enter('name', 'Ada')
  session.enter('name', 'Ada')
  session.enter('name', 'Ada S.')
  expect(events).toEqual(['ready', 'start', 'change', 'change'])
  answer(session)
  events.length = 0
  await send(session)
  expect(events).toEqual(['submit', 'success'])
})

test('the time to submit begins where the visitor could begin: with a form that was there before the runtime', async () => {
  await vi.advanceTimersByTimeAsync(1000)
  const drawnAt = performance.now()
  await vi.advanceTimersByTimeAsync(5000)
  const elapsed = []
  for (const lapelAt of [drawnAt, undefined]) {
    const { session, bodies } = open()
    Object.assign(session.ports, { element: { shadowRoot: { lapelAt } } })
    await session.load()
    session.view()
    answer(session)
    await send(session)
    elapsed.push(JSON.parse(bodies.at(-1) ?? '').proof.elapsed)
  }
  expect(elapsed[0]).toBeGreaterThanOrEqual(5000)
  expect(elapsed[1]).toBeLessThan(5000)
})

test('a double click sends once', async () => {
  const { session, bodies } = await openAnswered()
  const both = [session.submit(), session.submit()]
  await vi.runAllTimersAsync()
  await Promise.all(both)
  expect(bodies).toHaveLength(1)
})

test('retries repeat the same body, and say that they wait', async () => {
  const { session, bodies, shown } = await openAnswered(fail('NETWORK', ''), fail('UNAVAILABLE', ''))
  const sent = session.submit()
  await vi.advanceTimersByTimeAsync(10)
  expect(shown.state).toMatchObject({ phase: 'sending', waiting: true })
  await vi.runAllTimersAsync()
  await sent
  expect(bodies).toHaveLength(3)
  expect(new Set(bodies).size).toBe(1)
})

test('a submission says who the visitor is when it is sent, and says nothing once that is forgotten', async () => {
  const { session, bodies } = await openAnswered(fail('INTERNAL', '', false), fail('INTERNAL', '', false))
  const signature = 'a'.repeat(64)
  const identities = []
  for (const named of [{ user: 'x'.repeat(70_000), signature }, { user: '42', signature }, null]) {
    page.identity = named
    await send(session)
    identities.push(submissionRequest.parse(JSON.parse(bodies.at(-1) ?? '')).identity)
  }
  expect(identities).toEqual([`${signature}:${'x'.repeat(235)}`, `${signature}:42`, null])
  expect(new Set(bodies.map((body) => JSON.parse(body).id)).size).toBe(1)
})

test('the site’s developer is told of a signature that does not hold', async () => {
  const { session, shown } = await openAnswered({ ok: true, value: { ...receipt, identity: 'unverified' } })
  await send(session)
  expect(shown.state.phase).toBe('sent')
  expect(vi.mocked(console.warn).mock.lastCall?.join(' ')).toContain('signature')
})

test('answers cannot change while they are on their way', async () => {
  const { session, shown } = await openAnswered(fail('NETWORK', ''))
  const sent = session.submit()
  session.enter('name', 'Somebody else')
  session.reset()
  expect(shown.state.answers.get('name')).toBe('Ada Sommer')
  await vi.runAllTimersAsync()
  await sent
})

test('a failed send keeps everything, and trying again is the same submission', async () => {
  const down = Array.from({ length: 5 }, () => fail('NETWORK', ''))
  const { session, bodies, shown, events } = await openAnswered(...down)
  await send(session)
  expect(shown.state).toMatchObject({ phase: 'editing', failure: { code: 'NETWORK' } })
  expect(session.data).toEqual(golden.payload)
  expect(events.at(-1)).toBe('error')
  await send(session)
  expect(shown.state.phase).toBe('sent')
  expect(bodies).toHaveLength(6)
  expect(new Set(bodies).size).toBe(1)
})

test('answers that break the rules are not sent; each is corrected as it is typed', async () => {
  const { session, bodies, shown } = open()
  await session.load()
  await send(session)
  expect(bodies).toEqual([])
  expect(session.errors.map(({ key }) => key)).toEqual(['name', 'email', 'topic', 'message', 'consent'])
  expect(shown.state.corrections).toBe(1)
  session.enter('email', 'ada@')
  expect(shown.state.errors.get('email')).toBe(sending.strings.rules.email)
  session.enter('email', 'ada@example.com')
  expect(shown.state.errors.has('email')).toBe(false)
})

const refusal: Failure = {
  code: 'VALIDATION_FAILED',
  detail: 'Some values are not valid',
  transient: false,
  problems: [{ pointer: '/payload/name', code: 'tooLong', detail: 'At most 5 characters are allowed.' }],
}

test('what the server refuses is shown at its field; the corrected answer is a new submission', async () => {
  const { session, bodies } = await openAnswered({ ok: false, failure: refusal })
  await send(session)
  expect(session.errors).toEqual([{ key: 'name', message: 'At most 5 characters are allowed.' }])
  session.enter('name', 'Ada')
  await send(session)
  const [first, second] = bodies.map((body) => JSON.parse(body))
  expect(second.payload.name).toBe('Ada')
  expect(second.id).not.toBe(first.id)
})

test('a form that changed meanwhile is loaded anew, and the answers stay', async () => {
  const { session, shown, readConfig } = await openAnswered(fail('STALE_REVISION', '', false))
  readConfig.mockResolvedValueOnce({ ok: true, value: { ...config, revision: 4 } })
  await send(session)
  expect(readConfig).toHaveBeenLastCalledWith(true)
  expect(shown.state).toMatchObject({ phase: 'editing', config: { revision: 4 } })
  expect(session.data).toEqual(golden.payload)
})

test('a used id is not used again', async () => {
  const { session, bodies } = await openAnswered(fail('IDEMPOTENCY_MISMATCH', '', false))
  await send(session)
  await send(session)
  expect(JSON.parse(String(bodies[0])).id).not.toBe(JSON.parse(String(bodies[1])).id)
})

test('a value set before the form has loaded waits for it', async () => {
  const { session, shown } = open()
  session.fill('name', 'Ada')
  await session.load()
  expect(shown.state.answers.get('name')).toBe('Ada')
  session.reset()
  expect(session.data).toEqual({})
})

test('reset after a receipt brings back an empty form, and the next submission is a new one', async () => {
  const { session, bodies, shown } = await openAnswered()
  await send(session)
  session.reset()
  expect(shown.state).toMatchObject({ phase: 'editing', failure: null })
  answer(session)
  await send(session)
  expect(JSON.parse(String(bodies[0])).id).not.toBe(JSON.parse(String(bodies[1])).id)
})

test('a widget that cannot load tells the page and the developer', async () => {
  const { session, events, shown, readConfig } = open()
  readConfig.mockResolvedValue(fail('INSTANCE_NOT_FOUND', 'No published widget has this id', false))
  await session.load()
  expect(shown.state.phase).toBe('unavailable')
  expect(events).toEqual(['error'])
  expect(console.warn).toHaveBeenCalledExactlyOnceWith(
    '[lapel]',
    'not loaded:',
    'INSTANCE_NOT_FOUND',
    'No published widget has this id',
  )
})

test('after the end nothing is loaded or shown any more, but what was sent arrives', async () => {
  const { session, bodies, shown, readConfig } = await openAnswered(fail('NETWORK', ''))
  const sent = session.submit()
  session.end()
  await vi.runAllTimersAsync()
  await sent
  expect(bodies).toHaveLength(2)
  expect(shown.state.phase).toBe('sending')
  readConfig.mockClear()
  readConfig.mockResolvedValue(fail('NETWORK', ''))
  await session.load()
  expect(readConfig).toHaveBeenCalledOnce()
})

test('the page fills in what is empty, and decides what is hidden', async () => {
  const { session, given } = open()
  session.fill('email', 'visitor@example.com')
  Object.assign(given, {
    prefill: new Map(Object.entries({ name: 'Ada', email: 'page@example.com', consent: 'true' })),
    hidden: new Map([['budget', '900']]),
  })
  await session.load()
  expect(session.data).toMatchObject({ name: 'Ada', email: 'visitor@example.com', consent: true, budget: 900 })
  session.enter('budget', '5000')
  session.enter('name', '')
  await session.refresh()
  expect(session.data).toMatchObject({ budget: 900 })
  expect(session.data).not.toHaveProperty('name')
  session.reset()
  expect(session.data).toEqual({ name: 'Ada', email: 'page@example.com', consent: true, budget: 900 })
})

test('a step is checked by itself', async () => {
  const { session } = open()
  await session.load()
  expect(session.check(['name'])).toBe(false)
  expect(session.errors.map(({ key }) => key)).toEqual(['name'])
  session.enter('name', 'Ada')
  expect(session.check(['name'])).toBe(true)
})

test('what still fails waits in the outbox, frozen and with words, and is the same submission', async () => {
  const down = Array.from({ length: 5 }, () => fail('NETWORK', ''))
  const { session, bodies, shown, events, world } = await openAnswered(...down)
  const waits: ((outcome: Outcome<SubmissionReceipt>) => void)[] = []
  const outbox = {
    keep: vi.fn<(body: string) => void>(),
    wait: vi.fn((_body: string) => new Promise<Outcome<SubmissionReceipt>>((resolve) => waits.push(resolve))),
    retry: vi.fn<() => void>(),
    drop: vi.fn<(body: string) => void>(),
  }
  world.outbox = outbox
  const sent = session.submit()
  await vi.runAllTimersAsync()
  expect(shown.state).toMatchObject({ phase: 'sending', postponed: true, failure: { code: 'NETWORK' } })
  expect(events.at(-1)).toBe('error')
  expect(outbox.keep).toHaveBeenCalledExactlyOnceWith(bodies[0])
  session.enter('name', 'Somebody else')
  expect(shown.state.answers.get('name')).toBe('Ada Sommer')
  await session.submit()
  expect(outbox.retry).toHaveBeenCalledOnce()
  waits[0]?.(accepted)
  await sent
  expect(shown.state).toMatchObject({ phase: 'sent', postponed: false })
  expect(outbox.wait.mock.calls).toEqual(outbox.drop.mock.calls)
  expect(outbox.drop).toHaveBeenCalledExactlyOnceWith(bodies[0])
})

test('answers have the id that they are sent with from their beginning, and can go on under an earlier one', async () => {
  const { session, bodies } = open()
  await session.load()
  session.fill('name', 'Set by the page')
  expect(session.id).toBeUndefined()
  session.resumed = golden.id
  answer(session)
  expect(session.id).toBe(golden.id)
  await send(session)
  expect(JSON.parse(String(bodies[0])).id).toBe(golden.id)
  session.reset()
  answer(session)
  expect(session.id).not.toBe(golden.id)
})

test('what checks and sends is asked for again until it comes, and the answers wait for it', async () => {
  const { session, shown, bodies, load, world } = open()
  world.isBare = true
  load.mockRejectedValueOnce(new Error('gone')).mockRejectedValueOnce(new Error('gone'))
  await session.load()
  answer(session)
  const sent = session.submit()
  await vi.advanceTimersByTimeAsync(1100)
  expect(shown.state).toMatchObject({ phase: 'sending', sending: null })
  await vi.runAllTimersAsync()
  await sent
  expect(shown.state.phase).toBe('sent')
  expect(bodies).toHaveLength(1)
})

test('what never comes is said, and everything kept for the next try', async () => {
  const { session, shown, events, load, world } = open()
  world.isBare = true
  load.mockRejectedValue(new Error('gone'))
  await session.load()
  answer(session)
  await send(session)
  expect(load).toHaveBeenCalledWith('extras/sending')
  expect(shown.state).toMatchObject({ phase: 'editing', failure: { code: 'NETWORK' } })
  expect(session.data).toEqual(golden.payload)
  expect(events.at(-1)).toBe('error')
  load.mockResolvedValue(sending)
  await send(session)
  expect(shown.state.phase).toBe('sent')
})

test('a field is filled in from the parameter of the address that it names, the page’s value before it', async () => {
  const { session, given, readConfig } = open()
  const fields = config.config.fields.map((field) => ({ ...field, parameter: `${field.key}_from` }))
  readConfig.mockResolvedValue({
    ok: true,
    value: { ...config, config: { ...config.config, fields } } as typeof config,
  })
  Object.assign(given, {
    prefill: new Map([['name', 'Ada']]),
    parameters: new URLSearchParams('name_from=Bob&email_from=bob@example.com&budget=5'),
  })
  await session.load()
  expect(session.data).toEqual({ name: 'Ada', email: 'bob@example.com' })
})

test('a receipt that leads elsewhere is followed once the page was told', async () => {
  const assign = vi.fn<(address: string) => void>()
  const { session, readConfig, events } = open()
  const receipt = { ...config.config.receipt, redirect: 'https://northwind.example/thanks' }
  readConfig.mockResolvedValue({ ok: true, value: { ...config, config: { ...config.config, receipt } } })
  vi.stubGlobal('location', { ...location, origin: 'https://northwind.example', pathname: '/', assign })
  await session.load()
  answer(session)
  assign.mockImplementation(() => expect(events.at(-1)).toBe('success'))
  await send(session)
  expect(assign).toHaveBeenCalledExactlyOnceWith('https://northwind.example/thanks')
})

test('what the page gives to a field that is not shown yet is there when it is', async () => {
  const { session, given, world } = open()
  const fieldsFor: Parts['type']['fields'] = (all, answers, state) =>
    parts.type.fields(all, answers, state).slice(0, answers.has('more') ? 9 : 1)
  world.type = { ...parts.type, fields: fieldsFor }
  Object.assign(given, { prefill: new Map(Object.entries({ name: 'Ada', email: 'ada@example.com' })) })
  await session.load()
  expect(session.data).toEqual({ name: 'Ada' })
  session.enter('more', 'yes')
  expect(session.data).toEqual({ name: 'Ada', email: 'ada@example.com' })
})
