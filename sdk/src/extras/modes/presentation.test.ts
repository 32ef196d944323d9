import { expect, test } from 'vitest'
import type { MountOptions } from '../../../lapel.d.ts'
import { readPresentation } from './presentation.ts'

const read = (options: MountOptions, display = {}) =>
  readPresentation((name) => options[name] ?? null, 'modal', display)

test('what the page says comes before what the config says', () => {
  const display = { label: 'Config', trigger: { on: 'load' }, position: 'top' } as const
  expect(read({ label: 'Page' }, display)).toEqual({
    mode: 'modal',
    label: 'Page',
    position: 'top',
    trigger: { on: 'load' },
  })
  expect(read({ openOn: 'delay', openValue: '20' }, display).trigger).toMatchObject({ on: 'delay', seconds: 20 })
})

test('a click may be on something of the page', () => {
  expect(read({ openOn: 'click', openValue: '#ask' }).selector).toBe('#ask')
  expect(read({ openOn: 'scroll', openValue: '60' })).not.toHaveProperty('selector')
})

test('paths and caps are read from text', () => {
  expect(read({ pages: '/pricing /blog/*', frequency: '2/week' })).toMatchObject({
    pages: {
      only: [
        { path: 'equals', value: '/pricing' },
        { path: 'startsWith', value: '/blog/' },
      ],
    },
    frequency: { times: 2, per: 'week' },
  })
})
