import { expect, test } from 'vitest'
import { type FetchError, isAbout, judgePublished, judgeScheme, judgeSite, readPage, toolsLine } from './checklist.ts'
import type { Instance } from './row.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const instance = { allowed_origins: [] as string[] } as Instance
const report = { page: 'https://shop.example/contact' } as FetchError

test('an address needs no scheme, and what is no page of the web is none', () => {
  expect(readPage(' shop.example/contact?x=1 ')?.href).toBe('https://shop.example/contact?x=1')
  expect(readPage('http://localhost:3000')?.origin).toBe('http://localhost:3000')
  for (const typed of ['', 'shop', 'javascript:alert(1)', 'ftp://shop.example', 'mailto:a@b.example', 'https://'])
    expect(readPage(typed), typed).toBeUndefined()
})

test('only what is published and has not run out is given to visitors', () => {
  expect(judgePublished('published', null, now)).toEqual({ verdict: 'good', words: 'published' })
  expect(judgePublished('draft', null, now)).toEqual({ verdict: 'bad', words: 'not_draft' })
  expect(judgePublished('published', new Date(now + 1000), now).verdict).toBe('good')
  expect(judgePublished('published', new Date(now), now).words).toBe('expired')
})

test('a site is judged as the endpoint judges it', () => {
  const listed = { ...instance, allowed_origins: ['https://*.shop.example'] }
  expect(judgeSite(instance, undefined).words).toBe('any_site')
  expect(judgeSite(listed, undefined).verdict).toBe('open')
  expect(judgeSite(listed, readPage('www.shop.example/contact')).verdict).toBe('good')
  expect(judgeSite(listed, readPage('shop.example'))).toMatchObject({
    verdict: 'bad',
    values: { site: 'https://shop.example' },
  })
})

test('a page of https gets nothing from an address of http', () => {
  const page = readPage('shop.example')
  expect(judgeScheme(page, 'http://lapel.example')).toHaveLength(1)
  expect(judgeScheme(page, 'https://lapel.example')).toEqual([])
  expect(judgeScheme(page, 'http://localhost:54321')).toEqual([])
})

test('a report is about its page, or about its site where only that was named', () => {
  expect(isAbout(report, undefined)).toBe(true)
  expect(isAbout(report, readPage('shop.example'))).toBe(true)
  expect(isAbout(report, readPage('shop.example/contact?from=mail'))).toBe(true)
  expect(isAbout(report, readPage('shop.example/prices'))).toBe(false)
  expect(isAbout(report, readPage('other.example'))).toBe(false)
  expect(isAbout({ ...report, page: null }, readPage('shop.example'))).toBe(false)
})

test('the line for the developer tools is JavaScript, on one line', () => {
  const line = toolsLine('https://lapel.example', 'w_0')
  expect(line).not.toContain('\n')
  expect(() => new Function(line)).not.toThrow()
})
