import { type ErrorCode, errors, type FieldProblem, type Problem } from '../../../contract/src/errors.ts'

interface ProblemOptions {
  detail?: string | undefined
  errors?: FieldProblem[] | undefined
  headers?: Record<string, string> | undefined
  cause?: unknown
  /** What a person knows the place at a pointer by, for answers that a person reads. */
  labels?: ReadonlyMap<string, string> | undefined
}

/** Thrown by a handler to answer with a problem. What `cause` says goes to the log and never to the visitor. */
export class ProblemError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly options: ProblemOptions

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(code, { cause: options.cause })
    this.code = code
    this.status = errors[code].status
    this.options = options
  }

  /** Headers that belong to this problem whatever form the answer takes. */
  get headers(): Record<string, string> {
    return { 'Cache-Control': 'no-store', ...this.options.headers }
  }

  /** The RFC 9457 body. */
  toProblem(requestId: string): Problem {
    const { detail, errors: fields } = this.options
    return {
      type: `urn:lapel:problem:${this.code.toLowerCase().replaceAll('_', '-')}`,
      title: errors[this.code].title,
      status: this.status,
      code: this.code,
      ...(detail === undefined ? {} : { detail }),
      request_id: requestId,
      ...(fields === undefined ? {} : { errors: fields }),
    }
  }
}

/** Any thrown value as a problem: what is not one already is our own mistake, and nothing of it leaves. */
export function asProblem(thrown: unknown): ProblemError {
  return thrown instanceof ProblemError ? thrown : new ProblemError('INTERNAL', { cause: thrown })
}

/** An RFC 6901 JSON Pointer from the steps of a path; the empty pointer is the whole body. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
