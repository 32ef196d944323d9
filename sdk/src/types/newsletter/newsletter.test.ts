// @vitest-environment happy-dom
import type { NewsletterConfig } from '@lapel/contract/widgets/newsletter'
import { expect, test } from 'vitest'
import { drawType } from '../drawType.tsx'
import { part } from './index.tsx'

const config: NewsletterConfig = {
  version: 1,
  title: 'Our letter',
  email: { label: 'E-mail' },
  consent: {
    label: 'Yes, send it',
    text: [{ type: 'paragraph', runs: [{ text: 'Our privacy', href: 'https://northwind.example/privacy' }] }],
  },
  submitLabel: 'Subscribe',
  receipt: { title: 'Look into your inbox' },
}

test('an address is sent with the consent that was given', async () => {
  const { session, payloads, all } = await drawType(part, config)
  session.enter('email', 'ada@example.com')
  all('[name=consent]')[0]?.click()
  await session.submit()
  expect(payloads).toEqual([{ email: 'ada@example.com', consent: true }])
})

test('without the tick nothing is sent, and what it means is read out with the box', async () => {
  const { root, session, payloads, all } = await drawType(part, config)
  session.enter('email', 'ada@example.com')
  await session.submit()
  expect(payloads).toEqual([])
  const box = all('[name=consent]')[0] as HTMLInputElement
  const described = `${box.getAttribute('aria-describedby')}`
    .split(' ')
    .map((id) => root.getElementById(id)?.textContent)
  expect(described).toEqual(['Our privacy', '', 'Please tick this box.'])
  expect(box.getAttribute('aria-invalid')).toBe('true')
})

test('a name is asked only where the config asks for it', async () => {
  const { all } = await drawType(part, config)
  expect(all('[name=name]')).toEqual([])
  const named = await drawType(part, { ...config, name: { label: 'Name' } })
  expect(named.all('[name=name]')).toHaveLength(1)
})
