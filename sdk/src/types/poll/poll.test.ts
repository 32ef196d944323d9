// @vitest-environment happy-dom
import type { PollConfig } from '@lapel/contract/widgets/poll'
import { expect, test } from 'vitest'
import { drawType } from '../drawType.tsx'
import { part } from './index.tsx'

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
