// @vitest-environment happy-dom
import type { SubmissionReceipt } from '@lapel/contract/submission'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CompanionPorts } from '../../companions.ts'
import { fail, type Outcome } from '../../failure.ts'
import { part } from './index.ts'
import type { Outbox } from './outbox.ts'

const receipt: SubmissionReceipt = { id: 'a', status: 'accepted', received_at: '2026-11-21T09:00:00Z' }
const accepted: Outcome<SubmissionReceipt> = { ok: true, value: receipt }
const body = JSON.stringify({ id: 'a', payload: {} })
const address = 'https://lapel.example/submissions'
const beacons: unknown[] = []

beforeEach(() => {
  vi.useFakeTimers()
  beacons.length = 0
  navigator.sendBeacon = (to, what) => beacons.push([to, what]) > 0
})
afterEach(() => {
  vi.useRealTimers()
})

function begin(...outcomes: Outcome<SubmissionReceipt>[]) {
  const post = vi.fn(async (_init: RequestInit) => outcomes.shift() ?? accepted)
  const ports = { client: { post, submissions: () => address }, placement: { page: { consent: false } } }
  part(ports as unknown as CompanionPorts)
  return { outbox: (ports as unknown as { outbox: Outbox }).outbox, post }
}

test('sends what waits when the browser is online again', async () => {
  const { outbox, post } = begin()
  const waiting = outbox.wait(body)
  await vi.advanceTimersByTimeAsync(1000)
  expect(post).not.toHaveBeenCalled()
  dispatchEvent(new Event('online'))
  expect(await waiting).toEqual(accepted)
  expect(post).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ method: 'POST', body }))
})

test('tries again by itself, as late as the server asks, until it is refused for good', async () => {
  const busy: Outcome<SubmissionReceipt> = {
    ok: false,
    failure: { code: 'RATE_LIMITED', detail: '', transient: true, retryAfter: 90_000 },
  }
  const { outbox, post } = begin(busy, fail('VALIDATION_FAILED', '', false))
  const waiting = outbox.wait(body)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(post).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(89_000)
  expect(post).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(await waiting).toMatchObject({ failure: { code: 'VALIDATION_FAILED' } })
})

test('tries at once when the visitor asks for it', async () => {
  const { outbox } = begin()
  const waiting = outbox.wait(body)
  outbox.retry()
  expect(await waiting).toEqual(accepted)
})

test('gives up after a day', async () => {
  const { outbox, post } = begin()
  post.mockImplementation(async () => fail('NETWORK', ''))
  const waiting = outbox.wait(body)
  await vi.advanceTimersByTimeAsync(24 * 3_600_000 + 60_000)
  expect(await waiting).toMatchObject({ failure: { code: 'NETWORK' } })
})

test('what waits leaves with the page, until it is dropped', () => {
  const { outbox } = begin()
  outbox.keep(body)
  dispatchEvent(new Event('pagehide'))
  expect(beacons).toEqual([[address, body]])
  outbox.drop(body)
  dispatchEvent(new Event('pagehide'))
  expect(beacons).toHaveLength(1)
})
