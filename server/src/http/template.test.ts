import { expect, test } from 'vitest'
import { chooseEncoding } from './compress.ts'
import { quote } from './template.ts'

test('what is written into a script is that text and nothing else', () => {
  for (const text of ["it's", '\\', "\\'+alert(1)+'", 'a\nb\u2028c\u2029d', '{"__proto__":1}', '</script>', '$&']) {
    expect(new Function(`return ${quote(text)}`)()).toBe(text)
  }
})

test('the best encoding that is taken', () => {
  expect(chooseEncoding('gzip, deflate, br, zstd')).toBe('br')
  expect(chooseEncoding('gzip;q=1.0, br;q=0')).toBe('gzip')
  expect(chooseEncoding('')).toBe('identity')
})
