import { z } from 'zod'
import { isHostAllowed } from '../../../contract/src/origins.ts'
import type { Captcha, CaptchaContext, Ports } from './ports.ts'

const deadlineMs = 5000
// More at once are somebody's flood of made-up tokens: they are quarantined without asking.
const mostAtOnce = 64

/** Where Cloudflare answers. Other services that speak the same protocol have addresses of their own. */
const siteverifyUrl = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'

const answer = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
})

// What they say is wrong is the token; anything else is our secret, our request or their service.
const aboutTheToken = new Set(['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate'])

/** What an operator sets up. */
export interface TurnstileSettings {
  secret: string
  url?: string | undefined
}

/** Cloudflare Turnstile, or whoever speaks its siteverify protocol. The log learns each time that nobody could say. */
function createTurnstile({ secret, url = siteverifyUrl }: TurnstileSettings, log: Ports['log']): Captcha {
  let asking = 0

  async function ask(token: string, { ip, idempotencyKey }: CaptchaContext): Promise<z.infer<typeof answer>> {
    const body = new URLSearchParams({ secret, response: token, idempotency_key: idempotencyKey })
    if (ip !== null) body.set('remoteip', ip)
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(deadlineMs),
    })
    return answer.parse(await response.json())
  }

  async function judge(token: string, context: CaptchaContext): Promise<boolean> {
    const { success, hostname, 'error-codes': codes } = await ask(token, context)
    if (success) return isHostAllowed(hostname, context.allowedOrigins)
    if (codes.length === 0 || codes.some((code) => !aboutTheToken.has(code))) {
      throw new Error(`the captcha service says ${codes.join(', ').slice(0, 200) || 'no without a reason'}`)
    }
    return false
  }

  return {
    async verify(token, context) {
      if (asking >= mostAtOnce) return 'unavailable'
      asking += 1
      try {
        return await judge(token, context)
      } catch (cause) {
        const why = cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 300) : 'unknown'
        log({ level: 'error', event: 'captcha.unavailable', request_id: null, cause: why })
        return 'unavailable'
      } finally {
        asking -= 1
      }
    },
  }
}

/** The captcha of an installation, where its operator has set one up. */
export const createCaptcha = (settings: TurnstileSettings | undefined, log: Ports['log']): Captcha | undefined =>
  settings && createTurnstile(settings, log)
