// @vitest-environment happy-dom
import type { PollConfig } from '@lapel/contract/widgets/poll'
import { afterEach, expect, test, vi } from 'vitest'
import { drawType } from '../drawType.tsx'
import { part } from './index.tsx'
import { linesOf } from './Results.tsx'

const config: PollConfig = {
  version: 1,
  title: 'Coffee or tea?',
  options: [
    { value: 'coffee', label: 'Coffee' },
    { value: 'tea', label: 'Tea' },
  ],
  submitLabel: 'Vote',
  receipt: { title: 'Thanks' },
}

afterEach(() => vi.restoreAllMocks())

test('one choice is sent as its value, and thanked for', async () => {
  const { root, session, payloads, all } = await drawType(part, config)
  all('[type=radio]')[1]?.click()
  await session.submit()
  expect(payloads).toEqual([{ choice: 'tea' }])
  expect(root.querySelector('h2')?.textContent).toBe('Thanks')
})

test('several choices are sent as a list in the order of the options', async () => {
  const { session, payloads, all } = await drawType(part, { ...config, multiple: true })
  for (const at of [1, 0]) all('[type=checkbox]')[at]?.click()
  await session.submit()
  expect(payloads).toEqual([{ choice: ['coffee', 'tea'] }])
})

test('a choice that is taken back is no choice', async () => {
  const { root, session, payloads, all } = await drawType(part, { ...config, multiple: true })
  for (const _ of [1, 2]) all('[type=checkbox]')[0]?.click()
  await session.submit()
  expect(payloads).toEqual([])
  expect(root.querySelector('.error')?.textContent).toBe('Please choose one.')
})

const results = {
  voters: 3,
  options: [
    { value: 'coffee', votes: 1 },
    { value: 'tea', votes: 2 },
  ],
  age: 9,
}

test('after the vote it says what others chose, the vote that was not counted yet among them', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json(results))
  const { root, session, all } = await drawType(part, { ...config, results: true })
  all('[type=radio]')[1]?.click()
  await session.submit()
  await vi.waitFor(() => expect(root.querySelectorAll('.results li')).toHaveLength(2))
  expect(fetched.mock.calls[0]?.[0]).toMatch(/\/results$/)
  const lines = all('.results li').map((line) => line.textContent)
  expect(lines).toEqual(['Coffee25% · 1', 'Tea75% · 3 · your vote'])
  expect(root.querySelector('.results p')?.textContent).toBe('People who voted: 4')
})

test('the receipt stands alone where the results cannot be had', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('blocked'))
  const { root, session, all } = await drawType(part, { ...config, results: true })
  all('[type=radio]')[1]?.click()
  await session.submit()
  await vi.waitFor(() => expect(warned).toHaveBeenCalled())
  expect([root.querySelector('h2')?.textContent, root.querySelector('.results')]).toEqual(['Thanks', null])
})

test('a vote that was counted is counted once, and nobody divides by no voters', () => {
  expect(linesOf(config, results, ['tea'], true).map(({ votes, share }) => [votes, share])).toEqual([
    [1, 33],
    [2, 67],
  ])
  const none = { voters: 0, options: [], age: 0 }
  expect(linesOf(config, none, [], true).map(({ share }) => share)).toEqual([0, 0])
})
