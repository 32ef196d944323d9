import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOriginAllowed } from './origins.ts'

test.each([
  ['https://shop.example', 'https://shop.example'],
  ['https://shop.example', 'https://shop.example/'],
  ['https://shop.example', 'https://SHOP.example:443'],
  ['https://shop.example:8443', 'https://shop.example:8443'],
  ['https://a.shop.example', 'https://*.shop.example'],
  ['https://a.b.shop.example', 'https://*.shop.example'],
  ['http://localhost', 'http://localhost:*'],
  ['http://localhost:5173', 'http://localhost:*'],
  ['http://[::1]:5173', 'http://[::1]:*'],
  ['https://xn--bcher-kva.example', 'https://bücher.example'],
])('%s may use an instance for %s', (origin, pattern) => {
  expect(isOriginAllowed(origin, ['https://other.example', pattern])).toBe(true)
})

test.each([
  ['http://shop.example', 'https://shop.example'],
  ['https://shop.example:444', 'https://shop.example'],
  ['https://shop.example.evil.example', 'https://shop.example'],
  ['https://evilshop.example', 'https://*.shop.example'],
  ['https://shop.example', 'https://*.shop.example'],
  ['https://a.shop.example:444', 'https://*.shop.example'],
  ['https://shop.example', 'https://shop.example@evil.example'],
  ['http://localhost.evil.example:80', 'http://localhost:*'],
  ['https://localhost:5173', 'http://localhost:*'],
  ['https://evil.example', '*'],
  ['https://evil.example', 'https://*'],
  ['https://evil.example', 'https://*.'],
  ['https://shopXexample', 'https://shop.example'],
  ['null', 'null'],
  ['', 'https://shop.example'],
  ['https://shop.example/path', 'https://shop.example'],
  ['https://shop.example, https://evil.example', 'https://shop.example'],
])('%s may not use an instance for %s', (origin, pattern) => {
  expect(isOriginAllowed(origin, [pattern])).toBe(false)
})

test('an empty list and a request without Origin are let through', () => {
  expect(isOriginAllowed('null', [])).toBe(true)
  expect(isOriginAllowed(null, ['https://shop.example'])).toBe(true)
})

const host = fc
  .domain()
  .filter((name) => URL.canParse(`https://${name}`) && new URL(`https://${name}`).hostname === name)

test('a wildcard matches what ends with its domain after a dot, and nothing else', () => {
  fc.assert(
    fc.property(host, host, (site, domain) => {
      expect(isOriginAllowed(`https://${site}`, [`https://*.${domain}`])).toBe(site.endsWith(`.${domain}`))
      expect(isOriginAllowed(`https://${site}.${domain}`, [`https://*.${domain}`])).toBe(true)
      expect(isOriginAllowed(`https://${site}${domain}`, [`https://*.${domain}`])).toBe(site.endsWith('.'))
    }),
  )
})

test('an exact entry matches itself only', () => {
  fc.assert(
    fc.property(host, host, fc.constantFrom('', ':8080'), (a, b, port) => {
      expect(isOriginAllowed(`https://${a}${port}`, [`https://${a}${port}`])).toBe(true)
      expect(isOriginAllowed(`https://${a}${port}`, [`https://${b}${port}`])).toBe(a === b)
      expect(isOriginAllowed(`https://${a}:1234`, [`https://${a}${port}`])).toBe(false)
    }),
  )
})

test('no pattern and no origin makes it throw', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (origin, pattern) => void isOriginAllowed(origin, [pattern])))
})
