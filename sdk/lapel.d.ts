/** The public types of the Lapel SDK, written by hand: they need no other package. */

/** What a visitor entered in one field: text, a choice's value, or whether a box is ticked. */
export type FieldValue = string | boolean

/** Why something failed: a code of Lapel's endpoints, or one of the SDK's own. Compare codes, never texts. */
export type FailureCode =
  | 'VALIDATION_FAILED'
  | 'INSTANCE_NOT_FOUND'
  | 'ORIGIN_NOT_ALLOWED'
  | 'STALE_REVISION'
  | 'BODY_TOO_LARGE'
  | 'PAYLOAD_TOO_LARGE'
  | 'IDEMPOTENCY_MISMATCH'
  | 'PLAN_LIMIT_REACHED'
  | 'RATE_LIMITED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  /** No answer came: offline, blocked, or out of time. */
  | 'NETWORK'
  /** An answer came that this version of the SDK cannot read. */
  | 'UNEXPECTED'
  | (string & {})

/** A problem of one field, worded for the visitor. */
export interface FieldError {
  key: string
  message: string
}

export interface Receipt {
  id: string
  status: 'accepted' | 'spam'
  /** ISO 8601, as the server recorded it. */
  received_at: string
}

/** Part of every event's detail. */
export interface WidgetEvent {
  publicId: string
  element: HTMLElement
}

/** What each event carries. On the element the same events are DOM CustomEvents called `lapel:ready` and so on. */
export interface LapelEvents {
  /** The widget is on the page and can be used. */
  ready: WidgetEvent & { revision: number }
  /** The visitor changed something for the first time. */
  start: WidgetEvent
  change: WidgetEvent & { key: string; value: FieldValue; previous: FieldValue | undefined }
  /** The answers passed the form's rules and are being sent. */
  submit: WidgetEvent & { data: Record<string, unknown> }
  success: WidgetEvent & { receipt: Receipt }
  /** The widget could not load (`load`), or the answers were not accepted (`submit`). */
  error: WidgetEvent & { during: 'load' | 'submit'; code: FailureCode; detail: string; fields: FieldError[] }
}

export type LapelEventName = keyof LapelEvents

export interface MountOptions {
  /** The widget's id; the element's `public-id` or `data-lapel-widget` attribute where left out. */
  publicId?: string
  /** Address of the Lapel installation; the element's `host` attribute, then the script's origin, then the page's. */
  host?: string
}

/** A mounted widget. Every method is safe at any time, also before the widget has loaded and after `unmount`. */
export interface Handle {
  /** Empties the form, or brings it back after a receipt. */
  reset(): void
  /** Moves the keyboard to the first field, or to the receipt. */
  focus(): void
  /** Fills in one field. Before the form has loaded, the value waits for it. */
  setField(key: string, value: FieldValue): void
  /** The answers as they would be sent: trimmed, numbers as numbers, empty fields left out. */
  getData(): Record<string, unknown>
  /** The field errors that are on screen. */
  getErrors(): FieldError[]
  /** Takes the widget off the page and stops everything it was doing. */
  unmount(): void
}

/** `window.Lapel`. */
export interface LapelApi {
  /** The SDK's version. */
  readonly version: string
  /** Puts a widget into an element. A widget that is already there is kept if it has the same id and host. */
  mount(element: HTMLElement, options?: MountOptions): Handle
  /** Listens to every widget on the page. Returns the function that stops listening. */
  on<Name extends LapelEventName>(event: Name, listener: (detail: LapelEvents[Name]) => void): () => void
  /** Runs calls at once; before the script arrived, a plain array held them. */
  readonly q: { push(...calls: QueuedCall[]): void }
}

/** A call made before the script arrived: `Lapel.q.push((lapel) => ...)` or `Lapel.q.push(['on', 'success', ...])`. */
export type QueuedCall = ((lapel: LapelApi) => void) | [method: 'mount' | 'on', ...args: unknown[]]

export const version: LapelApi['version']
export const mount: LapelApi['mount']
export const on: LapelApi['on']
/** Registers `<lapel-widget>` and starts to find `data-lapel-widget`, now and later. Does nothing without a DOM. */
export function define(options?: { host?: string }): void

declare global {
  interface Window {
    Lapel?: LapelApi | { q: QueuedCall[] }
  }
  interface HTMLElementTagNameMap {
    'lapel-widget': HTMLElement
  }
  interface HTMLElementEventMap {
    'lapel:ready': CustomEvent<LapelEvents['ready']>
    'lapel:start': CustomEvent<LapelEvents['start']>
    'lapel:change': CustomEvent<LapelEvents['change']>
    'lapel:submit': CustomEvent<LapelEvents['submit']>
    'lapel:success': CustomEvent<LapelEvents['success']>
    'lapel:error': CustomEvent<LapelEvents['error']>
  }
}
