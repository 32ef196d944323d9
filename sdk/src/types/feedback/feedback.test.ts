// @vitest-environment happy-dom
import type { FeedbackConfig } from '@lapel/contract/widgets/feedback'
import { expect, test } from 'vitest'
import { drawType } from '../drawType.tsx'
import { part } from './index.tsx'

const config: FeedbackConfig = {
  version: 1,
  scale: 'nps',
  title: 'Would you recommend us?',
  lowLabel: 'No',
  highLabel: 'Yes',
  followUps: [
    { key: 'missing', from: 0, to: 6, question: 'What was missing?' },
    { key: 'liked', from: 9, to: 10, question: 'What did you like?' },
  ],
  submitLabel: 'Send',
  receipt: { title: 'Thank you' },
}
const names = (inputs: Element[]) => inputs.map((input) => input.getAttribute('aria-label'))

test('a score of 0 is an answer, sent as a number', async () => {
  const { session, payloads, all } = await drawType(part, config)
  all('[type=radio]')[0]?.click()
  await session.submit()
  expect(payloads).toEqual([{ score: 0 }])
})

test('the words at both ends belong to their points', async () => {
  const { all } = await drawType(part, config)
  expect(names(all('[type=radio]'))).toEqual(['0 No', ...'123456789', '10 Yes'])
})

test('each score asks its own question, and only its answer is sent', async () => {
  const { session, payloads, all } = await drawType(part, config)
  const asked = () => all('textarea').map((input) => input.name)
  expect(asked()).toEqual([])
  session.enter('score', 6)
  expect(asked()).toEqual(['missing'])
  session.enter('missing', 'Tea')
  session.enter('score', 8)
  expect(asked()).toEqual([])
  session.enter('score', 9)
  expect(asked()).toEqual(['liked'])
  session.enter('liked', 'Coffee')
  await session.submit()
  expect(payloads).toEqual([{ score: 9, liked: 'Coffee' }])
})

test('without a score nothing is sent, and the first point takes the keyboard', async () => {
  const { root, session, payloads, all } = await drawType(part, config)
  await session.submit()
  expect(payloads).toEqual([])
  expect(root.querySelector('.error')?.textContent).toBe('Please choose one.')
  all('.notice button')[0]?.click()
  expect(root.activeElement).toBe(all('[type=radio]')[0])
})

test('stars say how many they are', async () => {
  const { session, payloads, all } = await drawType(part, { ...config, scale: 'stars', followUps: undefined })
  expect(names(all('[type=radio]'))[3]).toBe('4 of 5 stars')
  all('[type=radio]')[3]?.click()
  await session.submit()
  expect(payloads).toEqual([{ score: 4 }])
})

test('satisfaction goes from 1 to 5', async () => {
  const { all } = await drawType(part, { ...config, scale: 'csat', followUps: undefined })
  expect(names(all('[type=radio]'))).toEqual(['1 No', '2', '3', '4', '5 Yes'])
})
