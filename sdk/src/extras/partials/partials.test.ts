// @vitest-environment happy-dom
import { submissionRequest } from '@lapel/contract/submission'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CompanionPorts, Told } from '../../companions.ts'
import type { Page } from '../../placement.ts'
import { part } from './index.ts'

const id = '0d6f7c1e-7f4e-4b3a-9a51-6c1f2f9f0a11'
const posted: string[] = []
const beacons: string[] = []
let leave: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  posted.length = beacons.length = 0
  leave = new AbortController()
  vi.stubGlobal('fetch', async (_: string, init: { body: string }) => posted.push(init.body))
  navigator.sendBeacon = (_, body) => beacons.push(`${body}`) > 0
})
afterEach(() => {
  leave.abort()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function begin(config: object) {
  const session: { id?: string; isStarted?: boolean; data: object } = { data: {} }
  const state = { phase: 'editing', config: { revision: 3, config }, answers: new Map() }
  const page: Partial<Page> = { consent: false }
  const placement = { page, instance: 'https://lapel.example/w_1' }
  const client = { submissions: () => 'https://lapel.example/w_1/submissions' }
  const listen = part({
    client,
    session,
    placement,
    state: () => state,
    left: leave.signal,
  } as unknown as CompanionPorts)
  const tell = (name: Told['name']) => listen({ name, detail: {}, at: 0 })
  return { session, state, page, tell }
}

test('what was entered is sent after an idle moment, and not twice', async () => {
  const { session, tell } = begin({ partial: true })
  Object.assign(session, { id, isStarted: true })
  session.data = { name: 'Ada' }
  tell('change')
  await vi.advanceTimersByTimeAsync(1900)
  tell('change')
  await vi.advanceTimersByTimeAsync(1900)
  expect(posted).toEqual([])
  await vi.advanceTimersByTimeAsync(100)
  tell('change')
  await vi.runAllTimersAsync()
  dispatchEvent(new Event('pagehide'))
  expect(beacons).toEqual([])
  expect(posted).toHaveLength(1)
  expect(submissionRequest.parse(JSON.parse(String(posted[0])))).toMatchObject({
    id,
    revision: 3,
    payload: { name: 'Ada' },
    partial: true,
  })
})

test('what is new leaves with the page', () => {
  const { session, tell } = begin({ partial: true })
  Object.assign(session, { id, isStarted: true })
  tell('change')
  dispatchEvent(new Event('pagehide'))
  expect(beacons).toHaveLength(1)
})

test('who the visitor is goes with it, as it is then', () => {
  const { session, page, tell } = begin({ partial: true })
  Object.assign(session, { id, isStarted: true })
  page.identity = { user: '42', signature: 'ab' }
  tell('change')
  dispatchEvent(new Event('pagehide'))
  page.identity = null
  session.data = { name: 'Ada' }
  dispatchEvent(new Event('pagehide'))
  const identities = beacons.map((body) => submissionRequest.parse(JSON.parse(body)).identity)
  expect(identities).toEqual(['ab:42', null])
})

test('nothing is sent before the visitor begins, while it is being sent, or where the config does not ask', async () => {
  const untouched = begin({ partial: true })
  untouched.tell('change')
  const sending = begin({ partial: true })
  Object.assign(sending.session, { id, isStarted: true })
  sending.tell('change')
  sending.state.phase = 'sending'
  const silent = begin({ resume: true })
  Object.assign(silent.session, { id, isStarted: true })
  silent.tell('change')
  await vi.runAllTimersAsync()
  dispatchEvent(new Event('pagehide'))
  expect([...posted, ...beacons]).toEqual([])
})
