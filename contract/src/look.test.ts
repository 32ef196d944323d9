import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast } from './contrast.ts'
import { lookOf, themeNamed } from './look.ts'
import { paletteOf, schemes, type Theme, themeNames } from './themes.ts'

test('nothing is said of the plain theme', () => {
  expect([lookOf(), lookOf({ name: 'plain' }), lookOf({ corners: 'soft', scheme: 'auto' })]).toEqual(['', '', ''])
})

test.each(themeNames.filter((name) => name !== 'plain'))('the theme %s has its colours in both schemes', (name) => {
  const [light, dark] = schemes.map((scheme) => paletteOf({ name }, scheme))
  const look = lookOf({ name })
  expect(look).toContain(`--theme-accent:light-dark(${light?.accent},${dark?.accent})`)
  expect(look).toContain(`--theme-text:light-dark(${light?.text},${dark?.text})`)
})

test('brand colours, corners and a fixed scheme are in it', () => {
  expect(lookOf({ accent: '#111111', dark: { accent: '#eeeeee' }, corners: 'square', scheme: 'dark' })).toBe(
    '.widget{--theme-accent:light-dark(#111111,#eeeeee);--theme-mark:light-dark(#111111,#eeeeee);--theme-radius:0;color-scheme:dark}',
  )
})

test('an accent stands for both schemes, marks only what it can be seen on, and its text can be read', () => {
  expect(lookOf({ accent: '#123456' })).toBe(
    '.widget{--theme-accent:#123456;--theme-on:#ffffff;--theme-mark:light-dark(#123456,#eceff4)}',
  )
})

test('choice and focus are marked by what can be seen on the surface', () => {
  const hex = fc.stringMatching(/^#[0-9a-f]{6}$/)
  fc.assert(
    fc.property(hex, (accent) => {
      const mark = /--theme-mark:(?:light-dark\()?(#\w{6})/.exec(lookOf({ accent }))?.[1] ?? '#2f5bea'
      return contrast(mark, '#ffffff') >= 3
    }),
  )
})

test('nothing but colours gets into the stylesheet', () => {
  const hostile = '#fff;}*{background:url(//evil.example)}' as string
  const theme = {
    accent: hostile,
    surface: hostile,
    corners: hostile,
    scheme: hostile,
    name: hostile,
  } as unknown as Theme
  expect(lookOf({ ...theme, name: 'plain' })).not.toContain('evil')
  expect(lookOf({ corners: 'toString' } as unknown as Theme)).toBe('')
  expect([themeNamed('ocean'), themeNamed('__proto__'), themeNamed(null)]).toEqual(['ocean', undefined, undefined])
})
