// @vitest-environment happy-dom
import type { AnnouncementConfig } from '@lapel/contract/widgets/announcement'
import { expect, test } from 'vitest'
import { drawType } from '../drawType.tsx'
import { part } from './index.tsx'

const config: AnnouncementConfig = {
  version: 1,
  title: 'News',
  content: [
    { type: 'paragraph', runs: [{ text: 'Open ' }, { text: 'again', bold: true, href: 'https://a.example/' }] },
    { type: 'list', ordered: true, items: [[{ text: 'One', italic: true }], [{ text: 'Two' }]] },
  ],
  action: { label: 'Hours', href: 'mailto:a@b.example' },
  dismissible: true,
}

const hostile = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '</p><svg/onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '{{constructor.constructor("alert(1)")()}}',
  'javascript:alert(1)',
  '\u0000<b onclick=alert(1)>',
]
const addresses = [
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:x',
  'data:text/html,x',
  '//a.example',
  'http://a.example',
  'vbscript:x',
]

test('draws the tree: paragraphs, lists, emphasis and links', async () => {
  const { root } = await drawType(part, config)
  expect(root.querySelector('.rich')?.innerHTML.replaceAll(/ __source="[^"]*"/g, '')).toBe(
    '<p>Open <a href="https://a.example/" rel="noopener"><strong>again</strong></a></p><ol><li><em>One</em></li><li>Two</li></ol>',
  )
  expect(root.querySelector('.button')?.getAttribute('href')).toBe('mailto:a@b.example')
})

test.each(hostile)('%j is text wherever it stands', async (text) => {
  const run = { text, bold: true, italic: true, href: text }
  const { root } = await drawType(part, {
    ...config,
    title: text,
    content: [
      { type: 'paragraph', runs: [run] },
      { type: 'list', items: [[run]] },
    ],
    action: { label: text, href: text },
  })
  const known = ['DIV', 'P', 'UL', 'LI', 'STRONG', 'EM', 'BUTTON', 'SPAN']
  expect([...root.querySelectorAll('*')].filter(({ tagName }) => !known.includes(tagName))).toEqual([])
  expect(root.querySelector('p')?.textContent).toBe(text)
})

test.each(addresses)('%j is no link', async (href) => {
  const content: AnnouncementConfig['content'] = [{ type: 'paragraph', runs: [{ text: 'here', href }] }]
  const { root } = await drawType(part, { ...config, content, action: { label: 'There', href } })
  expect(root.querySelector('a')).toBeNull()
  expect(root.textContent).toContain('here')
})

test('a closed announcement stays closed on this page, and nothing is stored', async () => {
  const { root, session, all } = await drawType(part, config)
  all('.dismiss')[0]?.click()
  await expect.poll(() => root.textContent).toBe('')
  session.reset()
  expect(root.textContent).toBe('')
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
})

test('what may not be closed has nothing to close it with', async () => {
  const { all } = await drawType(part, { ...config, dismissible: false })
  expect(all('button')).toEqual([])
})
