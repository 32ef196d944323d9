import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, contrastFailures, readableOn } from './contrast.ts'
import { isForPage, mayAppear } from './display.ts'
import { isLink, plainText } from './richText.ts'
import { theme } from './schema/appearance.ts'
import { paletteOf, schemes, themeNames } from './themes.ts'

const colour = fc.stringMatching(/^#[0-9a-f]{6}$/)

test('contrast is the standard’s: 21 of black on white, 4.54 of the lightest grey that passes', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5)
})

test('black or white can be read on any colour', () => {
  fc.assert(fc.property(colour, (chosen) => contrast(readableOn(chosen), chosen) >= 4.5))
})

test.each(themeNames.flatMap((name) => schemes.map((scheme) => [name, scheme] as const)))(
  'the theme %s passes AA in %s, its accent on its surface too',
  (name, scheme) => expect(contrastFailures(paletteOf({ name }, scheme))).toEqual([]),
)

test('brand colours that cannot be read are refused where they fail', () => {
  const places = (chosen: unknown) => theme.safeParse(chosen).error?.issues.map(({ path }) => path.join('.')) ?? []
  expect(places({ accent: '#ffdd00' })).toEqual([])
  expect(places({ surface: '#ffffff', text: '#999999' })).toEqual(['text'])
  expect(places({ accent: '#1d4ed8', onAccent: '#1d4ed0' })).toEqual(['onAccent'])
  expect(places({ dark: { surface: '#cccccc' } })).toEqual(['dark.text'])
  expect(places({ dark: { surface: '#cccccc' }, scheme: 'light' })).toEqual([])
  expect(places({ name: 'neon' })).toEqual(['name'])
})

test('pages are told by their path', () => {
  const pages = {
    only: [{ path: 'startsWith' as const, value: '/shop' }],
    never: [{ path: 'contains' as const, value: 'cart' }],
  }
  expect(['/shop/a', '/shop/cart', '/'].map((path) => isForPage(pages, path))).toEqual([true, false, false])
  expect(isForPage({}, '/anything')).toBe(true)
})

test('a widget appears as often as its frequency says', () => {
  const day = 86_400_000
  expect(mayAppear({ times: 1, per: 'day' }, [0], day - 1)).toBe(false)
  expect(mayAppear({ times: 1, per: 'day' }, [0], day)).toBe(true)
  expect(mayAppear({ times: 2, per: 'ever' }, [0, 5], 9e15)).toBe(false)
})

test('a link is https or a mail address, whatever it looks like', () => {
  for (const href of ['https://a.example/b?c#d', 'mailto:a@b.example']) expect(isLink(href)).toBe(true)
  for (const href of [
    'javascript:alert(1)',
    ' https://a.example',
    'HTTPS:a',
    'https://',
    'http://a.example',
    'data:,x',
    'https://a.example/"onclick=',
    'mailto:',
    null,
    {},
  ]) {
    expect([href, isLink(href)]).toEqual([href, false])
  }
  fc.assert(fc.property(fc.string(), (href) => !isLink(href) || /^(https|mailto):$/.test(new URL(href).protocol)))
})

test('rich text has words', () => {
  expect(
    plainText([
      { type: 'paragraph', runs: [{ text: 'a ' }, { text: 'b', bold: true }] },
      { type: 'list', items: [[{ text: 'c' }], [{ text: 'd' }]] },
    ]),
  ).toBe('a b\nc\nd')
})
