import { z } from 'zod'

const environment = z.object({
  SUPABASE_DB_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'SUPABASE_DB_URL must be a postgresql:// address.' }),
  LAPEL_TRUSTED_PROXIES: z
    .string()
    .regex(/^\d$/, 'LAPEL_TRUSTED_PROXIES must be a number from 0 to 9.')
    .default('0')
    .transform(Number),
})

/** What an edge function is told by its environment. */
export interface EdgeEnv {
  databaseUrl: string
  /** How many proxies in front append to X-Forwarded-For. */
  trustedProxies: number
}

/** Reads the environment of an edge function. Throws an Error that says in one sentence what is wrong. */
export function readEdgeEnv(variables: Record<string, string>): EdgeEnv {
  const { data, error } = environment.safeParse(variables)
  if (error) throw new Error(error.issues.map((issue) => issue.message).join(' '))
  return { databaseUrl: data.SUPABASE_DB_URL, trustedProxies: data.LAPEL_TRUSTED_PROXIES }
}
