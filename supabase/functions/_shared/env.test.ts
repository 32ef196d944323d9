import { expect, test } from 'vitest'
import { readEdgeEnv } from './env.ts'

const databaseUrl = 'postgresql://postgres:secret@db.example:5432/postgres'
const project = {
  SUPABASE_DB_URL: databaseUrl,
  SUPABASE_URL: 'https://ref.supabase.example/',
  SUPABASE_ANON_KEY: 'key',
}
const read = {
  databaseUrl,
  supabaseUrl: 'https://ref.supabase.example',
  publishableKey: 'key',
  uploadsUrl: null,
  uploadsBucket: null,
}

test('no proxy is trusted unless the environment says so', () => {
  expect(readEdgeEnv(project)).toEqual({ ...read, trustedProxies: 0, turnstile: undefined })
  const env = { ...project, LAPEL_TRUSTED_PROXIES: '1', OTHER: 'x' }
  expect(readEdgeEnv(env)).toMatchObject({ ...read, trustedProxies: 1 })
})

test('a captcha is set up by its secret', () => {
  const env = { ...project, LAPEL_TURNSTILE_SECRET: 's' }
  expect(readEdgeEnv(env).turnstile).toEqual({ secret: 's', url: undefined })
  const other = { ...env, LAPEL_TURNSTILE_URL: 'https://captcha.example/siteverify' }
  expect(readEdgeEnv(other).turnstile).toEqual({ secret: 's', url: 'https://captcha.example/siteverify' })
  expect(() => readEdgeEnv({ ...env, LAPEL_TURNSTILE_URL: 'captcha' })).toThrow('LAPEL_TURNSTILE_URL must be')
})

test('files go where the environment says, by its bare address', () => {
  const env = { ...project, LAPEL_UPLOADS_URL: 'https://lapel.example/' }
  expect(readEdgeEnv(env).uploadsUrl).toBe('https://lapel.example')
})

test('a bucket keeps files with the key of the project', () => {
  const env = { ...project, LAPEL_UPLOADS_BUCKET: 'uploads' }
  const withKey = { ...env, SUPABASE_SERVICE_ROLE_KEY: 'key' }
  expect(readEdgeEnv(withKey).uploadsBucket).toEqual({ name: 'uploads', secretKey: 'key' })
  expect(() => readEdgeEnv(env)).toThrow('LAPEL_UPLOADS_BUCKET needs SUPABASE_SERVICE_ROLE_KEY too.')
  expect(() => readEdgeEnv({ ...withKey, LAPEL_UPLOADS_BUCKET: '../x' })).toThrow('LAPEL_UPLOADS_BUCKET must be')
})

test('a wrong value is named in a sentence that does not repeat it', () => {
  expect(() => readEdgeEnv({})).toThrow('SUPABASE_DB_URL must be a postgresql:// address.')
  expect(() => readEdgeEnv({ ...project, SUPABASE_DB_URL: 'mysql://u:secret@h/d' })).toThrow(
    /^SUPABASE_DB_URL must be [^:]*:\/\/ address\.$/,
  )
  const wrong = { ...project, LAPEL_TRUSTED_PROXIES: 'all' }
  expect(() => readEdgeEnv(wrong)).toThrow('LAPEL_TRUSTED_PROXIES must be a number from 0 to 9.')
})

test('Stripe is set up by the secret of its endpoint, which is not the key of its API', () => {
  expect(readEdgeEnv({ ...project, LAPEL_STRIPE_WEBHOOK_SECRET: 'whsec_1' }).stripeSecret).toBe('whsec_1')
  expect(() => readEdgeEnv({ ...project, LAPEL_STRIPE_WEBHOOK_SECRET: 'sk_live_1' })).toThrow('signing secret')
})
