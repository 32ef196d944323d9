import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holderOf, takeLock } from './lock.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lapel-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (text: string) => writeFileSync(join(folder, 'lapel.lock'), text)

test('a lock is held once, names its holder, and leaves nothing behind', () => {
  const release = takeLock(folder, 'http://localhost:1')
  expect(holderOf(folder)).toMatchObject({ pid: process.pid, url: 'http://localhost:1' })
  expect(() => takeLock(folder, 'http://localhost:2')).toThrow(`process ${process.pid}, http://localhost:1`)
  release()
  expect(holderOf(folder)).toBeNull()
  expect(readdirSync(folder)).toEqual([])
})

test('the lock of a dead process is taken over', () => {
  const { pid } = spawnSync('true')
  write(JSON.stringify({ pid, started: '1', url: 'http://localhost:1' }))
  takeLock(folder, 'http://localhost:2')
  expect(holderOf(folder)?.url).toBe('http://localhost:2')
})

test('another process that got the same id does not hold the lock', () => {
  write(JSON.stringify({ pid: process.pid, started: 'long ago', url: 'http://localhost:1' }))
  expect(holderOf(folder)).toBeNull()
})

test('a lock that cannot be read is taken over', () => {
  write('{"pid":')
  takeLock(folder, 'http://localhost:2')
  expect(readdirSync(folder)).toEqual(['lapel.lock'])
})

test('releasing does not remove the lock of a successor', () => {
  const release = takeLock(folder, 'http://localhost:1')
  write(JSON.stringify({ pid: process.pid, started: 'x', url: 'http://localhost:2' }))
  release()
  expect(readdirSync(folder)).toEqual(['lapel.lock'])
})
