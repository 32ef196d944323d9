import { z } from 'zod'
import { ProblemError } from './problem.ts'
import { retryAfter } from './rateLimitHeaders.ts'

const bearer = /^Bearer [\w.~+/-]{1,4096}=*$/i
const user = z.object({ id: z.uuid() })
const patienceMs = 5000

/**
 * Asks the auth server whose access token a header carries: whatever key signed it, and not for who has signed out.
 * Gives null where the token does not hold; throws UNAVAILABLE where nobody answers.
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
      if (answer.ok) return user.parse(await answer.json()).id
      await answer.body?.cancel()
      if (answer.status >= 500) throw new Error(`the auth server answered ${answer.status}`)
      return null
    } catch (cause) {
      throw new ProblemError('UNAVAILABLE', { headers: retryAfter(5), cause })
    }
  }
}
