import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeys, readKeys } from './keys.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lapel-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('keys are made once, kept, and readable by nobody else', () => {
  expect(readKeys(folder)).toBeNull()
  const keys = openKeys(folder)
  expect(openKeys(folder)).toEqual(keys)
  expect(keys.publishableKey).toMatch(/^sb_publishable_.{32}$/)
  expect(new Set(Object.values(keys)).size).toBe(6)
  expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600)
})

test('a broken file is refused and says what to do', () => {
  writeFileSync(join(folder, 'keys.json'), '{}')
  expect(() => openKeys(folder)).toThrow(/npx lapel reset/)
})
