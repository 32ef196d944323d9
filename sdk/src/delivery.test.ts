import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { deliver, nextWait } from './delivery.ts'
import { type Failure, fail, type Outcome } from './failure.ts'

const offline: Failure = { code: 'NETWORK', detail: '', transient: true }
const refused: Failure = { code: 'VALIDATION_FAILED', detail: '', transient: false }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Runs a delivery and returns the seconds at which it tried. */
async function schedule(outcomes: Outcome<string>[]) {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const start = Date.now()
  const tries: number[] = []
  const attempt = async () => {
    tries.push((Date.now() - start) / 1000)
    return outcomes[tries.length - 1] ?? fail('NETWORK', '')
  }
  const delivered = deliver(attempt, () => {})
  await vi.runAllTimersAsync()
  return { tries, outcome: await delivered }
}

test('tries again after 1, 2, 4 and 8 seconds, then gives up', async () => {
  const { tries, outcome } = await schedule([])
  expect(tries).toEqual([0, 1, 3, 7, 15])
  expect(outcome.ok).toBe(false)
})

test('stops at the first success', async () => {
  const { tries, outcome } = await schedule([fail('UNAVAILABLE', ''), { ok: true, value: 'stored' }])
  expect(tries).toEqual([0, 1])
  expect(outcome).toEqual({ ok: true, value: 'stored' })
})

test('does not repeat what was refused for good', async () => {
  const { tries } = await schedule([fail('VALIDATION_FAILED', '', false)])
  expect(tries).toEqual([0])
})

test('ends when nobody wants the outcome any more', async () => {
  const attempt = vi.fn(async () => fail('NETWORK', ''))
  await deliver(attempt, () => true)
  expect(attempt).toHaveBeenCalledOnce()
})

test('waits as long as the server asks, never less, and up to a quarter of its own wait more', () => {
  const busy = { ...offline, retryAfter: 30_000 }
  expect(nextWait(busy, 0, () => 0)).toBe(30_000)
  expect(nextWait(busy, 0, () => 1)).toBe(30_250)
  expect(nextWait({ ...offline, retryAfter: 500 }, 3, () => 0)).toBe(8000)
})

test('leaves to the visitor what would take more than a minute', () => {
  expect(nextWait({ ...offline, retryAfter: 61_000 }, 0)).toBeUndefined()
  expect(nextWait(refused, 0)).toBeUndefined()
  expect(nextWait(offline, 4)).toBeUndefined()
})
