import { expect, test, vi } from 'vitest'
import { describePage } from './page.ts'

test('tells the page without query and fragment, and of the referrer only the site', () => {
  vi.stubGlobal('navigator', { language: 'en-GB' })
  const page = new URL('https://shop.example/contact?token=secret#also')
  expect(describePage(page, { referrer: 'https://search.example/results?q=private' })).toEqual({
    page: 'https://shop.example/contact',
    referrer: 'https://search.example',
    locale: 'en-GB',
  })
  expect(describePage(page, { referrer: '' })).not.toHaveProperty('referrer')
  vi.unstubAllGlobals()
})
