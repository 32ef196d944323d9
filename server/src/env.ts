import { resolve } from 'node:path'
import type { Bucket } from '@lapel/functions/uploads/supabaseStorage'
import { z } from 'zod'
import type { Reach } from './outgoing/client.ts'
import { root } from './paths.ts'
import { Refusal } from './refusal.ts'

const url = (protocols: RegExp, sentence: string) => z.url({ protocol: protocols, error: sentence }).optional()

const schema = z
  .object({
    LAPEL_PORT: z.coerce
      .number('LAPEL_PORT must be a port number such as 54321.')
      .int('LAPEL_PORT must be a whole number such as 54321.')
      .min(1, 'LAPEL_PORT must be between 1 and 65535.')
      .max(65535, 'LAPEL_PORT must be between 1 and 65535.')
      .default(54321),
    LAPEL_HOST: z.string().default('127.0.0.1'),
    LAPEL_DATA_DIR: z.string().default(resolve(root, '.lapel')),
    DATABASE_URL: url(/^postgres(ql)?$/, 'DATABASE_URL must look like postgres://user:password@host:5432/database.'),
    SUPABASE_URL: url(/^https?$/, 'SUPABASE_URL must look like https://project.supabase.co.'),
    SUPABASE_PUBLISHABLE_KEY: z.string().optional(),
    SUPABASE_SECRET_KEY: z.string().optional(),
    LAPEL_UPLOADS_BUCKET: z
      .string()
      .regex(/^[a-z\d][a-z\d_-]{0,62}$/, 'LAPEL_UPLOADS_BUCKET must be the name of a private bucket of the project.')
      .optional(),
    LAPEL_SEED: z.enum(['demo', 'none'], 'LAPEL_SEED must be demo or none.').default('demo'),
    LAPEL_TRUSTED_PROXIES: z.coerce
      .number('LAPEL_TRUSTED_PROXIES must be the number of proxies in front of Lapel, such as 1.')
      .int('LAPEL_TRUSTED_PROXIES must be a whole number such as 1.')
      .min(0, 'LAPEL_TRUSTED_PROXIES must be between 0 and 10.')
      .max(10, 'LAPEL_TRUSTED_PROXIES must be between 0 and 10.')
      .default(0),
    LAPEL_OUTGOING: z.enum(['public', 'anywhere'], 'LAPEL_OUTGOING must be public or anywhere.').default('public'),
    LAPEL_DOMAIN_TARGET: z.hostname('LAPEL_DOMAIN_TARGET must be a host name such as custom.lapel.example.').optional(),
    LAPEL_STRIPE_WEBHOOK_SECRET: z
      .string()
      .regex(
        /^whsec_\S+$/,
        'LAPEL_STRIPE_WEBHOOK_SECRET must be the signing secret of the endpoint at Stripe: whsec_...',
      )
      .optional(),
    LAPEL_TURNSTILE_SECRET: z.string().optional(),
    LAPEL_TURNSTILE_URL: url(/^https?$/, 'LAPEL_TURNSTILE_URL must be the address of a siteverify endpoint.'),
  })
  .refine((env) => !env.SUPABASE_URL || env.SUPABASE_PUBLISHABLE_KEY, {
    error: 'SUPABASE_URL needs SUPABASE_PUBLISHABLE_KEY too: the console signs in with it.',
  })
  .refine((env) => !env.SUPABASE_URL || env.DATABASE_URL, {
    error: "SUPABASE_URL needs DATABASE_URL too: the connection string of that project's database.",
  })
  .refine((env) => !env.LAPEL_UPLOADS_BUCKET || (env.SUPABASE_URL && env.SUPABASE_SECRET_KEY), {
    error: "LAPEL_UPLOADS_BUCKET needs SUPABASE_URL and SUPABASE_SECRET_KEY too: the bucket is that project's.",
  })

/** The configuration of an installation. */
export interface Environment {
  port: number
  /** The address to listen on. Only this machine can connect unless it is set. */
  host: string
  /** Absolute path. */
  dataDir: string
  databaseUrl: string | undefined
  supabase: { url: string; publishableKey: string } | undefined
  /** The bucket that keeps the files of visitors; null keeps them in the data directory. */
  bucket: Bucket | null
  seed: 'demo' | 'none'
  trustedProxies: number
  /** Where requests to addresses that tenants give may go. `anywhere` is for development and tests. */
  outgoing: Reach
  /** The host name that custom domains have to lead to; null where their token is enough. */
  domainTarget: string | null
  /** Undefined where no captcha is set up; without a url it is Cloudflare's. */
  turnstile: { secret: string; url: string | undefined } | undefined
  /** Of the endpoint at Stripe; undefined where staff alone do the billing. */
  stripeSecret: string | undefined
}

/** Reads the configuration. Throws a {@link Refusal} with exit code 2 that names the wrong value. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw new Refusal(parsed.error.issues[0]?.message ?? 'The configuration is not valid.', 2)
  const env = parsed.data
  return {
    port: env.LAPEL_PORT,
    host: env.LAPEL_HOST,
    dataDir: resolve(env.LAPEL_DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    supabase:
      env.SUPABASE_URL && env.SUPABASE_PUBLISHABLE_KEY
        ? { url: env.SUPABASE_URL, publishableKey: env.SUPABASE_PUBLISHABLE_KEY }
        : undefined,
    bucket:
      env.LAPEL_UPLOADS_BUCKET && env.SUPABASE_URL && env.SUPABASE_SECRET_KEY
        ? {
            supabaseUrl: env.SUPABASE_URL.replace(/\/$/, ''),
            secretKey: env.SUPABASE_SECRET_KEY,
            name: env.LAPEL_UPLOADS_BUCKET,
          }
        : null,
    seed: env.LAPEL_SEED,
    trustedProxies: env.LAPEL_TRUSTED_PROXIES,
    outgoing: env.LAPEL_OUTGOING,
    domainTarget: env.LAPEL_DOMAIN_TARGET ?? null,
    turnstile: env.LAPEL_TURNSTILE_SECRET
      ? { secret: env.LAPEL_TURNSTILE_SECRET, url: env.LAPEL_TURNSTILE_URL }
      : undefined,
    stripeSecret: env.LAPEL_STRIPE_WEBHOOK_SECRET,
  }
}
