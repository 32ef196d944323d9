import { expect, test } from 'vitest'
import type { Keys } from '../data/keys.ts'
import { loginUrl } from './logins.ts'

const keys = { jwtSecret: 'one' } as Keys
const others = { jwtSecret: 'two' } as Keys

test('servers with the same database log in alike, whatever their data directories hold', () => {
  const owner = 'postgres://owner:p%40ss@db.example:6543/app?sslmode=require'
  const url = new URL(loginUrl(owner, keys, 'lapel_api'))
  expect(url.href).toBe(loginUrl(owner, others, 'lapel_api'))
  expect(url.username).toBe('lapel_api')
  expect(url.password).toMatch(/^[\w-]{43}$/)
  expect(`${url.host}${url.pathname}${url.search}`).toBe('db.example:6543/app?sslmode=require')
  expect(new URL(loginUrl(owner, keys, 'lapel_worker')).password).not.toBe(url.password)
})

test('an owner without a password leaves the secret of the data directory', () => {
  const owner = 'postgres://owner@localhost/app'
  expect(loginUrl(owner, keys, 'lapel_api')).not.toBe(loginUrl(owner, others, 'lapel_api'))
})

test('the project of a pooler stays in the user name', () => {
  const url = loginUrl('postgres://postgres.abcdef:x@pooler.example/postgres', keys, 'lapel_server')
  expect(new URL(url).username).toBe('lapel_server.abcdef')
})
