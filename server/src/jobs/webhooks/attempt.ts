import type { Answer, Outgoing } from '../../outgoing/client.ts'
import { OutgoingFailure } from '../../outgoing/failure.ts'
import { retryAfter } from '../../outgoing/retryAfter.ts'
import { signatures } from './sign.ts'

/** One message on its way to one endpoint, as `private.claim_deliveries` gives it. */
export interface Delivery {
  delivery_id: string
  attempt: number
  url: string
  message_id: string
  body: string
  /** Null while nobody has set one. */
  secret: string | null
  /** Signs along for a day after a rotation. */
  previous_secret: string | null
}

/** How an attempt went, as `private.settle_delivery` takes it. */
export interface Outcome {
  /** Null when nobody answered. */
  status: number | null
  excerpt: string | null
  /** Null when it arrived. */
  error: string | null
  milliseconds: number
  /** Seconds that the receiver asked to be left alone for. */
  retryAfter: number | null
}

function complaint(status: number): string | null {
  if (status >= 200 && status <= 299) return null
  const redirect = status >= 300 && status <= 399 ? ' Redirects are not followed.' : ''
  return `The receiver answered ${status}.${redirect}`
}

// Postgres keeps no NUL in text.
const excerptOf = ({ body }: Answer) => body.toString().replaceAll('\0', '').slice(0, 1000)

function headersOf({ secret, previous_secret, message_id, body }: Delivery): Record<string, string> {
  if (secret === null) throw new OutgoingFailure('The endpoint has no signing secret.')
  const secrets = previous_secret === null ? [secret] : [secret, previous_secret]
  const seconds = Math.floor(Date.now() / 1000)
  return {
    'content-type': 'application/json',
    'user-agent': 'Lapel-Webhooks',
    'webhook-id': message_id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures(secrets, message_id, seconds, body),
  }
}

/** Sends a message once. Throws only what the signal was aborted with. */
export async function attempt(outgoing: Outgoing, delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
  const started = performance.now()
  const end = () => Math.round(performance.now() - started)
  try {
    const { url, body } = delivery
    const answer = await outgoing.send({ method: 'POST', url, headers: headersOf(delivery), body, signal })
    return {
      status: answer.status,
      excerpt: excerptOf(answer),
      error: complaint(answer.status),
      milliseconds: end(),
      retryAfter: retryAfter(answer.headers['retry-after'], Date.now()),
    }
  } catch (error) {
    if (!(error instanceof OutgoingFailure)) throw error
    return { status: null, excerpt: null, error: error.message, milliseconds: end(), retryAfter: null }
  }
}
