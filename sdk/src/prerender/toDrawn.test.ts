import { expect, test } from 'vitest'
import { toDrawn } from './toDrawn.ts'

test('elements, attributes and text come as a tree', () => {
  expect(
    toDrawn('<form class="a b" novalidate><p></p>Yes<input name="x"/><svg><path d="M1"></path></svg></form>'),
  ).toEqual([
    'form',
    { class: 'a b', novalidate: '' },
    ['p', {}],
    'Yes',
    ['input', { name: 'x' }],
    ['svg', {}, ['path', { d: 'M1' }]],
  ])
})

test('what was escaped is text again, and never an element', () => {
  expect(toDrawn('<p title="&quot;&amp;lt;">&lt;img onerror=x> &amp;amp;</p>')).toEqual([
    'p',
    { title: '"&lt;' },
    '<img onerror=x> &amp;',
  ])
})

test('anything else is no drawing', () => {
  for (const odd of ['', 'text', '<p>', '<p></p><p></p>', '<p></p></p>', '<!-- --><p></p>', "<p a='b'></p>"])
    expect(() => toDrawn(odd)).toThrow()
})
