import type { StylisElement } from '@emotion/cache'
import { expect, test } from 'vitest'
import { forCurrentBrowsers } from './styles.ts'

const rule = (...selectors: string[]) => ({ type: 'rule', props: selectors, children: ['declaration'] })

/** What becomes of a part of a style sheet. */
function read<Part extends object>(part: Part): Part & { return?: string } {
  forCurrentBrowsers(part as unknown as StylisElement, 0, [], () => '')
  return part
}

test('a selector that only Firefox reads is left out, and its rule when nothing else is left', () => {
  expect(read(rule('.a::-moz-focus-inner'))).toMatchObject({ props: [], children: [] })
  expect(read(rule('.a', '.b::-moz-focus-inner'))).toMatchObject({ props: ['.a'], children: ['declaration'] })
})

test('Safari is told in its own words what it reads in no others', () => {
  expect(read({ type: 'decl', props: 'user-select', value: 'user-select:none;' }).return).toBe(
    'user-select:none;-webkit-user-select:none;',
  )
  expect(read({ type: 'decl', props: 'display', value: 'display:flex;' }).return).toBeUndefined()
})
