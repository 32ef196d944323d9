import type { Problem } from '@lapel/contract/errors'
import type { SubmissionReceipt } from '@lapel/contract/submission'
import { endpointOf } from './endpoint.ts'
import { type Failure, fail, type Outcome } from './failure.ts'
import { configAddress, request } from './loader/request.ts'
import type { Placement } from './placement.ts'
import type { Published } from './published.ts'

/** The endpoints that a widget talks to. */
export interface Client {
  /** The published revision; `fresh` passes by every cache. */
  readConfig(fresh?: boolean): Promise<Outcome<Published>>
  /** Where submissions go. */
  submissions(): string
  /** Asks there. */
  post(init: RequestInit): Promise<Outcome<SubmissionReceipt>>
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

async function read<Value>(coming: Promise<Response>): Promise<Outcome<Value>> {
  try {
    const response = await coming
    return response.ok
      ? { ok: true, value: await response.json() }
      : { ok: false, failure: await readFailure(response) }
  } catch (error) {
    return fail(error instanceof SyntaxError ? 'UNEXPECTED' : 'NETWORK', `${error}`)
  }
}

/** A client for one widget. A request for its config that has begun already is taken over, once. */
export function createClient(placement: Placement): Client {
  const {
    instance,
    option,
    page: { requests },
  } = placement
  const submissions = () => endpointOf(placement, 'submissions')
  return {
    submissions,
    async readConfig(fresh) {
      const address = configAddress(instance, option)
      const begun = requests.get(address)
      requests.delete(address)
      const answer = await read<Published>(begun ?? request(address, fresh ? { cache: 'reload' } : {}))
      // The server has parsed the config with the contract; this asks only whether this build knows its kind.
      if (!answer.ok || answer.value?.config?.version === 1) return answer
      return fail('UNEXPECTED', 'This widget needs a newer SDK.', false)
    },
    post: (init) => read(request(submissions(), init)),
  }
}
