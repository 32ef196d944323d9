import type { Answer, Outgoing } from '../../outgoing/client.ts'
import { OutgoingFailure } from '../../outgoing/failure.ts'
import { retryAfter } from '../../outgoing/retryAfter.ts'
import type { Auth } from './config.ts'
import { forGood, SyncFailure } from './failure.ts'
import type { Source } from './source.ts'

/** How much of one answer is read: 8 MiB. */
export const mostBytes = 8 * 1024 * 1024

/** Fetches an address of the source; throws a {@link SyncFailure} for anything but a whole good answer. */
export type Fetch = (url: URL, headers: Record<string, string>) => Promise<Answer>

/** The header that carries the credential, if there is one. */
export function credentialHeader({ credential }: Source, auth: Auth): Record<string, string> {
  if (credential === null) return {}
  return auth === 'bearer' ? { authorization: `Bearer ${credential}` } : { [auth.header.toLowerCase()]: credential }
}

function requireGood(answer: Answer): void {
  const { status, cut, headers } = answer
  if (status === 401 || status === 403)
    throw forGood(`The source refused the credential (${status}). Set one that may read this, and ask for a run.`)
  if (status === 429)
    throw new SyncFailure('The source asked to be left alone for a while (429).', {
      retryAfter: retryAfter(headers['retry-after'], Date.now()),
    })
  if (status < 200 || status > 299) {
    const redirect = status >= 300 && status <= 399 ? ' Redirects are not followed.' : ''
    const wait = retryAfter(headers['retry-after'], Date.now())
    throw new SyncFailure(`The source answered ${status}.${redirect}`, { retryAfter: wait })
  }
  if (cut) throw forGood(`The answer has more than ${mostBytes / 1024 / 1024} MiB. Ask for smaller pages.`)
}

/** The way to the source through the guarded client. */
export const fetchThrough =
  (outgoing: Outgoing, signal: AbortSignal): Fetch =>
  async (url, headers) => {
    try {
      const answer = await outgoing.send({
        method: 'GET',
        url: url.href,
        headers: { 'user-agent': 'Lapel-Sync', ...headers },
        signal,
      })
      requireGood(answer)
      return answer
    } catch (error) {
      throw error instanceof OutgoingFailure ? new SyncFailure(error.message) : error
    }
  }

/** Parses a body; throws when it is no JSON. */
export function parseJson({ body }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new SyncFailure('The answer is no JSON.')
  }
}
