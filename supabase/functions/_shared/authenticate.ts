import { decode } from 'hono/jwt'
import { z } from 'zod'
import { ProblemError } from './problem.ts'
import { retryAfter } from './rateLimitHeaders.ts'

const bearer = /^Bearer [\w.~+/-]{1,4096}=*$/i
const user = z.object({ id: z.uuid(), factors: z.array(z.object({ status: z.string() })).default([]) })
const patienceMs = 5000

/** Whether a token that the auth server took lacks a code that its account asks for besides the password. */
const lacksCode = ({ factors }: z.infer<typeof user>, authorization: string) =>
  factors.some(({ status }) => status === 'verified') && decode(authorization.slice(7)).payload.aal !== 'aal2'

/**
 * Asks the auth server whose access token a header carries: whatever key signed it, and not for who has signed out or has
 * given the password alone where the account has a second factor. Gives null where the token does not hold; throws UNAVAILABLE where nobody answers.
 *
 * @param supabaseUrl where /auth/v1 is
 * @param apiKey the publishable key
 */
export function createAuthenticator(supabaseUrl: string, apiKey: string) {
  return async (authorization: string): Promise<string | null> => {
    if (!bearer.test(authorization)) return null
    try {
      const answer = await fetch(`${supabaseUrl}/auth/v1/user`, {
        headers: { authorization, apikey: apiKey },
        signal: AbortSignal.timeout(patienceMs),
        redirect: 'error',
      })
      if (answer.ok) {
        const known = user.parse(await answer.json())
        return lacksCode(known, authorization) ? null : known.id
      }
      await answer.body?.cancel()
      if (answer.status >= 500) throw new Error(`the auth server answered ${answer.status}`)
      return null
    } catch (cause) {
      throw new ProblemError('UNAVAILABLE', { headers: retryAfter(5), cause })
    }
  }
}
