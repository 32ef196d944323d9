import { z } from 'zod'

const environment = z.object({
  SUPABASE_DB_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'SUPABASE_DB_URL must be a postgresql:// address.' }),
  SUPABASE_URL: z.url({ protocol: /^https?$/, error: 'SUPABASE_URL must be an https:// address.' }),
  SUPABASE_ANON_KEY: z.string({ error: 'SUPABASE_ANON_KEY must be the publishable key.' }).min(1),
  LAPEL_UPLOADS_URL: z
    .url({ protocol: /^https?$/, error: 'LAPEL_UPLOADS_URL must be the address of a Lapel server.' })
    .optional(),
  LAPEL_UPLOADS_BUCKET: z
    .string()
    .regex(/^[a-z\d][a-z\d_-]{0,62}$/, 'LAPEL_UPLOADS_BUCKET must be the name of a private bucket of the project.')
    .optional(),
  SUPABASE_SERVICE_ROLE_KEY: z.string().min(1).optional(),
  LAPEL_TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, 'LAPEL_TRUSTED_PROXIES must be a number from 0 to 9.')
    .default('0')
    .transform(Number),
  LAPEL_STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S+$/, 'LAPEL_STRIPE_WEBHOOK_SECRET must be the signing secret of the endpoint at Stripe: whsec_...')
    .optional(),
  LAPEL_TURNSTILE_SECRET: z.string().min(1, 'LAPEL_TURNSTILE_SECRET must not be empty.').optional(),
  LAPEL_TURNSTILE_URL: z
    .url({ protocol: /^https?$/, error: 'LAPEL_TURNSTILE_URL must be the address of a siteverify endpoint.' })
    .optional(),
})

/** What an edge function is told by its environment. */
export interface EdgeEnv {
  databaseUrl: string
  /** Where the project answers, and the key that anybody may know. */
  supabaseUrl: string
  publishableKey: string
  /** The Lapel server that keeps files; null where forms take none. */
  uploadsUrl: string | null
  /** The bucket of the project that keeps files, with the key that opens it; it goes before `uploadsUrl`. */
  uploadsBucket: { name: string; secretKey: string } | null
  /** How many proxies in front append to X-Forwarded-For. */
  trustedProxies: number
  /** Undefined where no captcha is set up; without a url it is Cloudflare's. */
  turnstile: { secret: string; url: string | undefined } | undefined
  /** Of the endpoint at Stripe; undefined where staff alone do the billing. */
  stripeSecret: string | undefined
}

/** Reads the environment of an edge function. Throws an Error that says in one sentence what is wrong. */
export function readEdgeEnv(variables: Record<string, string>): EdgeEnv {
  const { data, error } = environment.safeParse(variables)
  if (error) throw new Error(error.issues.map((issue) => issue.message).join(' '))
  const { LAPEL_TURNSTILE_SECRET: secret, LAPEL_TURNSTILE_URL: url } = data
  const { LAPEL_UPLOADS_BUCKET: bucket, SUPABASE_SERVICE_ROLE_KEY: secretKey } = data
  if (bucket && !secretKey) throw new Error('LAPEL_UPLOADS_BUCKET needs SUPABASE_SERVICE_ROLE_KEY too.')
  return {
    databaseUrl: data.SUPABASE_DB_URL,
    supabaseUrl: data.SUPABASE_URL.replace(/\/$/, ''),
    publishableKey: data.SUPABASE_ANON_KEY,
    uploadsUrl: data.LAPEL_UPLOADS_URL?.replace(/\/$/, '') ?? null,
    uploadsBucket: bucket && secretKey ? { name: bucket, secretKey } : null,
    trustedProxies: data.LAPEL_TRUSTED_PROXIES,
    turnstile: secret === undefined ? undefined : { secret, url },
    stripeSecret: data.LAPEL_STRIPE_WEBHOOK_SECRET,
  }
}
