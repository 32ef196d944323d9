import postgres from 'postgres'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ask } from './database.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const unavailable = { code: 'UNAVAILABLE', status: 503, headers: { 'Retry-After': '5' } }

test('a database that never answers is unavailable, and no timer stays behind', async () => {
  const asked = expect(ask(() => new Promise(() => undefined))).rejects.toMatchObject(unavailable)
  await vi.runAllTimersAsync()
  await asked
  await expect(ask(async () => [{ answer: 1 }])).resolves.toEqual({ answer: 1 })
  expect(vi.getTimerCount()).toBe(0)
})

test('an error of the database is unavailable and says nothing of it', async () => {
  const failing = vi.fn(() => Promise.reject(new Error('relation "private.secret" does not exist')))
  const problem = await ask(failing).catch((error: unknown) => error)
  expect(problem).toMatchObject(unavailable)
  expect(JSON.stringify((problem as { toProblem(id: string): unknown }).toProblem('r'))).not.toContain('secret')
  expect(failing).toHaveBeenCalledOnce()
})

const deadlock = Object.assign(new postgres.PostgresError('deadlock detected'), { code: '40P01' })

test('a statement that gave way to another is sent again, and not for ever', async () => {
  const once = vi
    .fn()
    .mockRejectedValueOnce(deadlock)
    .mockResolvedValue([{ answer: 1 }])
  await expect(ask(once)).resolves.toEqual({ answer: 1 })
  const always = vi.fn().mockRejectedValue(deadlock)
  await expect(ask(always)).rejects.toMatchObject(unavailable)
  expect(always).toHaveBeenCalledTimes(3)
})
