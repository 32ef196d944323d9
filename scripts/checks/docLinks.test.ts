import { expect, test } from 'vitest'
import { relativeLinks, treePaths } from './docLinks.ts'

test('finds links and images into the repository, without anchors', () => {
  const markdown = '[a](docs/a.md#part) ![b](<b c.png>) <img src="c.png"> [d](https://example.com) [e](#here)'
  expect(relativeLinks(markdown.replace('b c', 'b%20c'))).toEqual(['docs/a.md', 'b c.png', 'c.png'])
})

test('does not take code for links', () => {
  expect(relativeLinks('text\n```js\nlist[0](missing.md)\n```\n')).toEqual([])
})

test('joins the nested paths of a tree', () => {
  const tree =
    '```tree\nsdk/           the embed\n  src/         source\n    a.ts       one file\n  test/        tests\nREADME.md\n```\n'
  expect(treePaths(tree)).toEqual(['sdk/', 'sdk/src/', 'sdk/src/a.ts', 'sdk/test/', 'README.md'])
})
