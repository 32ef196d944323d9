import { expect, test } from 'vitest'
import { readEdgeEnv } from './env.ts'

const databaseUrl = 'postgresql://postgres:secret@db.example:5432/postgres'

test('no proxy is trusted unless the environment says so', () => {
  expect(readEdgeEnv({ SUPABASE_DB_URL: databaseUrl })).toEqual({ databaseUrl, trustedProxies: 0 })
  const env = { SUPABASE_DB_URL: databaseUrl, LAPEL_TRUSTED_PROXIES: '1', OTHER: 'x' }
  expect(readEdgeEnv(env)).toEqual({ databaseUrl, trustedProxies: 1 })
})

test('a wrong value is named in a sentence that does not repeat it', () => {
  expect(() => readEdgeEnv({})).toThrow('SUPABASE_DB_URL must be a postgresql:// address.')
  expect(() => readEdgeEnv({ SUPABASE_DB_URL: 'mysql://u:secret@h/d' })).toThrow(
    /^SUPABASE_DB_URL must be [^:]*:\/\/ address\.$/,
  )
  const wrong = { SUPABASE_DB_URL: databaseUrl, LAPEL_TRUSTED_PROXIES: 'all' }
  expect(() => readEdgeEnv(wrong)).toThrow('LAPEL_TRUSTED_PROXIES must be a number from 0 to 9.')
})
