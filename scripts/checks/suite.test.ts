import { expect, test } from 'vitest'
import { settle, sum } from './suite.ts'

const silent = () => undefined

test('a suite that crashes is one failure that shows its reason', async () => {
  const outcome = await settle({ name: 'broken', run: () => Promise.reject(new Error('no compiler')) }, silent)
  expect(outcome).toMatchObject({ passed: 0, failed: 1 })
  expect(outcome.output).toContain('no compiler')
})

test('a suite in which nothing ran is one failure', async () => {
  const outcome = await settle({ name: 'empty', run: async () => ({ passed: 0, failed: 0, output: 'none' }) }, silent)
  expect(outcome).toMatchObject({ passed: 0, failed: 1 })
})

test('what a suite cannot name is named by the line of its output that speaks of the error', async () => {
  const output = 'building\n\u001b[31mtypes.ts(3,1): error TS2322: no\u001b[39m\nmore'
  const outcome = await settle({ name: 'types', run: async () => ({ passed: 9, failed: 1, output }) }, silent)
  expect(outcome.failures).toEqual(['types > types.ts(3,1): error TS2322: no'])
})

test('a sum keeps only the output of what failed', () => {
  const good = { passed: 2, failed: 0, output: 'chatter' }
  const bad = { passed: 1, failed: 3, output: 'reason' }
  expect(sum([good, bad])).toEqual({ passed: 3, failed: 3, output: 'reason', failures: [], secondTries: [] })
})
