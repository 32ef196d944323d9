import type { EmbedOf } from '@lapel/contract/embed'
import type { Problem } from '@lapel/contract/errors'
import type { SubmissionReceipt } from '@lapel/contract/submission'
import { type Failure, fail, type Outcome } from './failure.ts'

/** Longest wait for one answer, in milliseconds. */
const patience = 20_000

/** The endpoints that a widget talks to. */
export interface Client {
  /** The published revision; `fresh` passes by every cache. */
  readConfig(fresh?: boolean): Promise<Outcome<EmbedOf<'form'>>>
  /** Sends a submission's body exactly as given, so that a retry is the same request. */
  createSubmission(body: string): Promise<Outcome<SubmissionReceipt>>
}

/** Reads problem details; what a proxy answers in their place is told by its status. */
async function readFailure(response: Response): Promise<Failure> {
  const { status, headers } = response
  const problem: Partial<Problem> | null = await response.json().catch(() => null)
  const transient = status >= 500 || [408, 425, 429].includes(status)
  return {
    code: problem?.code ?? 'UNEXPECTED',
    detail: problem?.detail ?? problem?.title ?? `HTTP ${status}`,
    transient,
    retryAfter: Number(headers.get('retry-after')) * 1000 || 0,
    problems: problem?.errors ?? [],
  }
}

async function request<Value>(url: string, init: RequestInit): Promise<Outcome<Value>> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) })
    return response.ok
      ? { ok: true, value: await response.json() }
      : { ok: false, failure: await readFailure(response) }
  } catch (error) {
    return fail(error instanceof SyntaxError ? 'UNEXPECTED' : 'NETWORK', `${error} (${url})`)
  }
}

/** A client for one widget of the installation at `host`. */
export function createClient(host: string, publicId: string): Client {
  const instance = `${host}/functions/v1/embed/v1/instances/${encodeURIComponent(publicId)}`
  return {
    async readConfig(fresh) {
      // The default credentials mode, so that a `<link rel="preload" as="fetch" crossorigin>` is used.
      const answer = await request<EmbedOf<'form'> | null>(instance, fresh ? { cache: 'reload' } : {})
      if (!answer.ok) return answer
      const { value } = answer
      // The server has parsed the config with the contract; this asks only whether this build knows its kind.
      if (value?.type === 'form' && value.config.version === 1) return { ok: true, value }
      return fail('UNEXPECTED', 'This widget needs a newer SDK.', false)
    },
    createSubmission: (body) =>
      request(`${instance}/submissions`, {
        method: 'POST',
        body,
        // A submission that is under way goes on when the visitor leaves the page.
        keepalive: true,
        headers: { 'content-type': 'application/json' },
      }),
  }
}
