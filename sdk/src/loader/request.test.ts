import { expect, test } from 'vitest'
import { readHost } from './request.ts'

test('a host is a web address without a slash at its end', () => {
  expect(readHost('https://lapel.example/')).toBe('https://lapel.example')
  expect(readHost('http://localhost:54321')).toBe('http://localhost:54321')
  expect(readHost('https://lapel.example/base//')).toBe('https://lapel.example/base')
})

test('anything else means the page itself', () => {
  for (const odd of [undefined, '', 'lapel.example', 'javascript:alert(1)', 'data:text/html,x'])
    expect(readHost(odd)).toBe('')
})
