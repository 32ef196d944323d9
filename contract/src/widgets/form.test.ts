import { expect, test } from 'vitest'
import { formConfig } from './form.ts'

const form = {
  version: 1,
  title: 'Talk to us',
  submitLabel: 'Send',
  fields: [{ key: 'name', type: 'text', label: 'Name' }],
  receipt: { title: 'Thank you' },
}

/** The places of what is wrong with a form. */
function problems(config: unknown): string[] {
  const parsed = formConfig.safeParse(config)
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'))
}

test('accepts a form', () => {
  expect(problems(form)).toEqual([])
})

test('refuses unknown keys, with their place', () => {
  expect(problems({ ...form, fields: [{ ...form.fields[0], html: '<b>' }] })).toEqual(['fields.0'])
})

test('refuses two fields with one key', () => {
  expect(problems({ ...form, fields: [form.fields[0], form.fields[0]] })).toEqual(['fields'])
})

test('wants choices where something is chosen, and only there', () => {
  const options = [{ value: 'a', label: 'A' }]
  expect(problems({ ...form, fields: [{ key: 'size', type: 'select', label: 'Size' }] })).toEqual(['fields.0.options'])
  expect(problems({ ...form, fields: [{ key: 'size', type: 'text', label: 'Size', options }] })).toEqual(['fields.0'])
  expect(problems({ ...form, fields: [{ key: 'size', type: 'radio', label: 'Size', options }] })).toEqual([])
})

test.each(['Name', '1st', 'a-b', '__proto__', ''])('refuses the key %j', (key) => {
  expect(problems({ ...form, fields: [{ key, type: 'text', label: 'Name' }] })).toEqual(['fields.0.key'])
})

test('asks for as much proof as a visitor can give, and no more', () => {
  const spam = { minSeconds: 2.5, workBits: 16, turnstile: { siteKey: '1x00000000000000000000AA' } }
  expect(problems({ ...form, spam })).toEqual([])
  expect(problems({ ...form, spam: {} })).toEqual([])
  expect(problems({ ...form, spam: { minSeconds: 0, workBits: 21, turnstile: { siteKey: '"><script>' } } })).toEqual([
    'spam.minSeconds',
    'spam.workBits',
    'spam.turnstile.siteKey',
  ])
  expect(problems({ ...form, spam: { turnstile: { siteKey: 'x', secret: 'y' } } })).toEqual(['spam.turnstile'])
})

test('takes a colour for an accent, and nothing that could carry CSS', () => {
  expect(problems({ ...form, theme: { accent: '#1d4ed8' } })).toEqual([])
  expect(problems({ ...form, theme: { accent: 'red; background: url(//evil.example)' } })).toEqual(['theme.accent'])
})
