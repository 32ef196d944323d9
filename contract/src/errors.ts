/**
 * Every error code that crosses a boundary, with its HTTP status and RFC 9457 title.
 * SQL raises these codes through `private.fail`; endpoints, SDK and console translate them. No zod in this file.
 */
export const errors = {
  VALIDATION_FAILED: { status: 422, title: 'Some values are not valid' },
  MALFORMED_BODY: { status: 400, title: 'The request body cannot be read' },
  UNAUTHENTICATED: { status: 401, title: 'Sign in first' },
  FORBIDDEN: { status: 403, title: 'This is not allowed for your role' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'This site may not use the widget' },
  NOT_FOUND: { status: 404, title: 'Nothing is here' },
  INSTANCE_NOT_FOUND: { status: 404, title: 'No published widget has this id' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This method is not supported here' },
  ALLOCATION_EXCEEDED: { status: 409, title: 'The agency does not have that much to hand out' },
  CONFLICT: { status: 409, title: 'This clashes with something that exists' },
  LAST_OWNER: { status: 409, title: 'An organization keeps at least one owner' },
  STALE_REVISION: { status: 409, title: 'The form has changed since it was loaded' },
  BODY_TOO_LARGE: { status: 413, title: 'The request body is too large' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The submission is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'This content type is not supported' },
  IDEMPOTENCY_MISMATCH: { status: 422, title: 'This id was used for another submission' },
  REASON_REQUIRED: { status: 422, title: 'Say why: a reason is required' },
  PLAN_LIMIT_REACHED: { status: 402, title: 'The plan does not allow more' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  MAINTENANCE: { status: 503, title: 'Lapel is being maintained: nothing can be changed right now' },
  UNAVAILABLE: { status: 503, title: 'The service is not available right now' },
} as const satisfies Record<string, { status: number; title: string }>

/** A code of {@link errors}. */
export type ErrorCode = keyof typeof errors

/** One field-level problem: `pointer` is an RFC 6901 JSON Pointer into the request body. */
export interface FieldProblem {
  pointer: string
  code: string
  detail: string
}

/** The body of every error answer: RFC 9457 problem details plus Lapel's `code`, `request_id` and `errors`. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail?: string
  request_id: string
  errors?: FieldProblem[]
}
