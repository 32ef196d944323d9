import type { Sending } from './extras/sending/sending.ts'
import type { Failure } from './failure.ts'
import type { Answers, FieldErrors } from './form/answers.ts'
import type { Parts } from './parts.ts'
import type { Published } from './published.ts'

/**
 * loading -> editing <-> sending -> sent, or loading -> unavailable. `reset` leads from sent back to editing.
 * What the visitor typed lives through every step but `sent` and `reset`.
 */
export interface State {
  phase: 'loading' | 'unavailable' | 'editing' | 'sending' | 'sent'
  /** Null until loaded, together with the parts it is drawn with. */
  config: Published | null
  parts: Parts | null
  /** What checks and sends the answers; null until it is loaded. */
  sending: Sending | null
  answers: Answers
  errors: FieldErrors
  /** How often answers were sent back for correction; each time the keyboard moves to the list of errors. */
  corrections: number
  /** Why the last attempt failed as a whole: to load while unavailable, to send while editing or postponed. */
  failure: Failure | null
  /** Sending takes longer: a first try failed and the next one waits. */
  waiting: boolean
  /** All tries failed: the answers are sent as soon as that is possible, or when the visitor asks for it. */
  postponed: boolean
}

export const initialState: State = {
  phase: 'loading',
  config: null,
  parts: null,
  sending: null,
  answers: new Map(),
  errors: new Map(),
  corrections: 0,
  failure: null,
  waiting: false,
  postponed: false,
}
