import type { ErrorCode, FieldProblem } from '@lapel/contract/errors'

/** Why a request did not do what it was for. */
export interface Failure {
  code: ErrorCode | 'NETWORK' | 'UNEXPECTED'
  detail: string
  /** Whether the same request may succeed later. */
  transient: boolean
  /** Milliseconds that the server asks to wait. */
  retryAfter?: number
  problems?: FieldProblem[]
}

export type Outcome<Value> = { ok: true; value: Value } | { ok: false; failure: Failure }

/** A failure that is no more than its code. */
export function fail(code: Failure['code'], detail: string, transient = true): { ok: false; failure: Failure } {
  return { ok: false, failure: { code, detail, transient } }
}
