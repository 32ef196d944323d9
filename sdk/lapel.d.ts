/** The public types of the Lapel SDK, written by hand: they need no other package. */

/** What a visitor entered in one field: text, a choice's value, whether a box is ticked, several values, or rows of them. */
export type FieldValue = string | number | boolean | readonly string[] | { readonly [row: string]: string }

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
  /** Where the page had identified the visitor: whether its signature held. If not, the answers are stored without the id. */
  identity?: 'verified' | 'unverified' | undefined
}

/** Who the visitor is, as the site's own server says. */
export interface Identity {
  /** The site's id of its user, 200 characters at most. */
  user: string
  /** HMAC-SHA256 of `user`, in hex, with the workspace's secret. Make it on the server: whoever has the secret is everybody. */
  signature: string
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
  /** The visitor can see the widget for the first time. */
  view: WidgetEvent
  /** The visitor changed something for the first time. */
  start: WidgetEvent
  /** The visitor came to another step. */
  step: WidgetEvent & { step: string }
  change: WidgetEvent & { key: string; value: FieldValue; previous: FieldValue | undefined }
  /** The answers passed the form's rules and are being sent. */
  submit: WidgetEvent & { data: Record<string, unknown> }
  success: WidgetEvent & { receipt: Receipt }
  /** The widget could not load (`load`), or the answers were not accepted (`submit`). */
  error: WidgetEvent & { during: 'load' | 'submit'; code: FailureCode; detail: string; fields: FieldError[] }
  /** The visitor or the page closed a widget that can be opened. */
  close: WidgetEvent
}

export type LapelEventName = keyof LapelEvents

/** Where a widget shows. */
export type Mode = 'inline' | 'popover' | 'modal' | 'slide-in' | 'bar'

/** What opens a widget that is not inline. `click`: a button of its own, or what the page names. */
export type OpenOn = 'click' | 'load' | 'delay' | 'scroll' | 'exit'

/**
 * Options of one widget. Each is also an attribute of the element, in kebab-case (`open-on`), with `data-lapel-` in front
 * on elements other than `<lapel-widget>`; on that element each is a property too. What is passed to `mount` and `update`
 * comes before the attribute, and the attribute before the published config.
 */
export interface MountOptions {
  /** The widget's id. The attribute on other elements is `data-lapel-widget`. */
  publicId?: string
  /** Address of the Lapel installation; where left out the script's origin, then the page's. */
  host?: string
  /** Opens a private instance, or a draft for its preview. */
  token?: string
  mode?: Mode
  openOn?: OpenOn
  /** For `click` a selector, for `delay` seconds, for `scroll` a percentage of the page. */
  openValue?: string
  /** Opens by itself only on these paths, with spaces between: `/pricing` or, with all below, `/blog/*`. */
  pages?: string
  /** How often it opens by itself: `1/day`; also per `session`, `week`, `month` and `ever`. Without consent, on this page. */
  frequency?: string
  /** Of popover and slide-in a corner at the bottom, of a bar top or bottom. */
  position?: 'bottom-right' | 'bottom-left' | 'top' | 'bottom'
  /** Text of the button that opens it. */
  label?: string
  /** Values that are sent and not shown, by the keys of the config's fields. The attribute is like a query: `plan=pro&seats=3`. */
  hiddenFields?: Record<string, string>
  /** Values that the visitor finds filled in and may change. The attribute is like a query. */
  prefill?: Record<string, string>
  /** Keys of fields that are filled in from parameters of the page's address, with spaces between. */
  prefillFromUrl?: string
  /** Language tag of the texts, where the widget is translated into it. */
  locale?: string
  /** Name of one of Lapel's themes. */
  theme?: string
  /** `auto`, the default, follows the page's `color-scheme`. */
  dark?: 'auto' | 'on' | 'off'
  /** Loads the widget only when the visitor comes near it. */
  lazy?: boolean
}

/** `<lapel-widget>`: its options are properties, null where the attribute is not there. */
export type LapelWidgetElement = HTMLElement & { [Name in keyof MountOptions]: MountOptions[Name] | null }

/** A mounted widget. Every method is safe at any time, also before the widget has loaded and after `unmount`. */
export interface Handle {
  /** Changes options. What the visitor typed stays. */
  update(options: Omit<MountOptions, 'publicId' | 'host'>): void
  /** Empties the form, or brings it back after a receipt. */
  reset(): void
  /** Moves the keyboard to the first field, or to the receipt. */
  focus(): void
  /** Fills in one field. Before the form has loaded, the value waits for it. */
  setField(key: string, value: FieldValue): void
  setFields(values: Record<string, FieldValue>): void
  /** Shows a widget that is not inline, whatever opens it otherwise. */
  open(): void
  close(): void
  toggle(): void
  /** The answers as they would be sent: trimmed, numbers as numbers, empty fields left out. */
  getData(): Record<string, unknown>
  /** The field errors that are on screen. */
  getErrors(): FieldError[]
  /** Takes the widget off the page and stops everything it was doing. */
  unmount(): void
}

/** One thing that keeps a widget from showing, or that a developer should know. */
export interface Finding {
  /** Compare codes, never texts. */
  code: string
  /** `error`: it does not show until this is mended. `info`: it is as somebody asked for it. */
  severity: 'error' | 'warning' | 'info'
  message: string
  /** What to do about it. */
  fix: string
}

/** What {@link LapelApi.diagnose} found. */
export interface Diagnosis {
  /** Whether no finding is an error. */
  ok: boolean
  findings: Finding[]
}

/** `window.Lapel`. */
export interface LapelApi {
  /** The SDK's version. */
  readonly version: string
  /** Puts a widget into an element. One that is already there is kept, and updated, if it has the same id and host. */
  mount(element: HTMLElement, options?: MountOptions): Handle
  /** Opens the widgets with this id; where the page has none, a modal one is made. */
  open(publicId: string): void
  close(publicId: string): void
  toggle(publicId: string): void
  /** Listens to every widget on the page. Returns the function that stops listening. */
  on<Name extends LapelEventName>(event: Name, listener: (detail: LapelEvents[Name]) => void): () => void
  /** Whether Lapel may store anything in this browser. Until told, it may not. `false` deletes answers that wait. */
  consent(granted: boolean): void
  /**
   * Says who the visitor is: every submission from now on carries it, of all widgets on the page. Null forgets it. What is
   * not signed is not stored, costs no answer, and is told in the console. Nothing is stored in the browser but with
   * answers that wait there.
   */
  identify(identity: Identity | null): void
  /**
   * Finds out why a widget does not show, or every widget of the page, and writes it to the console in words. It asks for
   * the widgets anew and changes nothing.
   */
  diagnose(publicId?: string): Promise<Diagnosis>
  /** Runs calls at once; before the script arrived, a plain array held them. */
  readonly q: { push(...calls: QueuedCall[]): void }
}

/** A call made before the script arrived: `Lapel.q.push((lapel) => ...)` or `Lapel.q.push(['on', 'success', ...])`. */
export type QueuedCall =
  | ((lapel: LapelApi) => void)
  | [method: 'mount' | 'open' | 'close' | 'toggle' | 'on' | 'consent' | 'identify', ...args: unknown[]]

export const version: LapelApi['version']
export const mount: LapelApi['mount']
export const open: LapelApi['open']
export const close: LapelApi['close']
export const toggle: LapelApi['toggle']
export const on: LapelApi['on']
export const consent: LapelApi['consent']
export const identify: LapelApi['identify']
export const diagnose: LapelApi['diagnose']
/** Registers `<lapel-widget>` and starts to find `data-lapel-widget`, now and later. Does nothing without a DOM. */
export function define(options?: { host?: string }): void

declare global {
  interface Window {
    Lapel?: LapelApi | { q: QueuedCall[] }
  }
  interface HTMLElementTagNameMap {
    'lapel-widget': LapelWidgetElement
  }
  interface HTMLElementEventMap {
    'lapel:ready': CustomEvent<LapelEvents['ready']>
    'lapel:view': CustomEvent<LapelEvents['view']>
    'lapel:start': CustomEvent<LapelEvents['start']>
    'lapel:step': CustomEvent<LapelEvents['step']>
    'lapel:change': CustomEvent<LapelEvents['change']>
    'lapel:submit': CustomEvent<LapelEvents['submit']>
    'lapel:success': CustomEvent<LapelEvents['success']>
    'lapel:error': CustomEvent<LapelEvents['error']>
    'lapel:close': CustomEvent<LapelEvents['close']>
  }
}
