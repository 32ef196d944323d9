import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEnvironment } from './env.ts'
import { root } from './paths.ts'
import { Refusal } from './refusal.ts'

function refusalOf(variables: NodeJS.ProcessEnv): Refusal {
  try {
    readEnvironment(variables)
  } catch (error) {
    if (error instanceof Refusal) return error
  }
  throw new Error('not refused')
}

test('everything has a default, and an empty value counts as none', () => {
  const expected = {
    port: 54321,
    host: '127.0.0.1',
    dataDir: join(root, '.lapel'),
    seed: 'demo',
    trustedProxies: 0,
    outgoing: 'public',
  }
  expect(readEnvironment({})).toMatchObject(expected)
  expect(readEnvironment({ LAPEL_PORT: '', DATABASE_URL: '', LAPEL_DATA_DIR: '' })).toMatchObject(expected)
})

test.each([
  [{ LAPEL_PORT: 'abc' }, 'LAPEL_PORT'],
  [{ LAPEL_PORT: '65536' }, 'LAPEL_PORT'],
  [{ LAPEL_PORT: '80.5' }, 'LAPEL_PORT'],
  [{ LAPEL_SEED: 'yes' }, 'LAPEL_SEED must be demo or none.'],
  [{ LAPEL_OUTGOING: 'private' }, 'LAPEL_OUTGOING must be public or anywhere.'],
  [{ LAPEL_DOMAIN_TARGET: 'https://x.example' }, 'LAPEL_DOMAIN_TARGET'],
  [{ LAPEL_TRUSTED_PROXIES: '-1' }, 'LAPEL_TRUSTED_PROXIES'],
  [{ LAPEL_TURNSTILE_URL: 'captcha' }, 'LAPEL_TURNSTILE_URL'],
  [{ DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL'],
  [{ SUPABASE_URL: 'project.supabase.co' }, 'SUPABASE_URL'],
  [{ SUPABASE_URL: 'https://p.supabase.co', DATABASE_URL: 'postgres://h/d' }, 'SUPABASE_PUBLISHABLE_KEY'],
  [{ SUPABASE_URL: 'https://p.supabase.co', SUPABASE_PUBLISHABLE_KEY: 'k' }, 'DATABASE_URL'],
])('%j is refused by name with exit code 2', (variables, name) => {
  const refusal = refusalOf(variables)
  expect(refusal.message).toContain(name)
  expect(refusal.exitCode).toBe(2)
})

test('a captcha is set up by its secret', () => {
  expect(readEnvironment({}).turnstile).toBeUndefined()
  expect(readEnvironment({ LAPEL_TURNSTILE_SECRET: 's' }).turnstile).toEqual({ secret: 's', url: undefined })
})

test('Stripe is set up by the secret of its endpoint, which is not the key of its API', () => {
  expect(readEnvironment({}).stripeSecret).toBeUndefined()
  expect(readEnvironment({ LAPEL_STRIPE_WEBHOOK_SECRET: 'whsec_1' }).stripeSecret).toBe('whsec_1')
  expect(refusalOf({ LAPEL_STRIPE_WEBHOOK_SECRET: 'sk_live_1' }).message).toContain('LAPEL_STRIPE_WEBHOOK_SECRET')
})

test('a Supabase of its own comes with its key', () => {
  const variables = {
    SUPABASE_URL: 'https://p.supabase.co',
    SUPABASE_PUBLISHABLE_KEY: 'k',
    DATABASE_URL: 'postgres://h/d',
  }
  expect(readEnvironment(variables).supabase).toEqual({ url: 'https://p.supabase.co', publishableKey: 'k' })
})

test('a bucket is the project’s, and opens with its secret key', () => {
  const project = {
    SUPABASE_URL: 'https://p.supabase.co/',
    SUPABASE_PUBLISHABLE_KEY: 'k',
    DATABASE_URL: 'postgres://h/d',
    LAPEL_UPLOADS_BUCKET: 'uploads',
  }
  const bucket = { supabaseUrl: 'https://p.supabase.co', secretKey: 's', name: 'uploads' }
  expect(readEnvironment({ ...project, SUPABASE_SECRET_KEY: 's' }).bucket).toEqual(bucket)
  expect(refusalOf(project).message).toContain('SUPABASE_SECRET_KEY')
  expect(readEnvironment({}).bucket).toBeNull()
})
