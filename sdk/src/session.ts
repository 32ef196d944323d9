import type { Field } from '@lapel/contract/fieldRules'
import type { FieldError, FieldValue } from '../lapel.d.ts'
import type { Client } from './client.ts'
import { deliver } from './delivery.ts'
import type { DrawnRoot } from './drawn.ts'
import type { Outbox } from './extras/offline/outbox.ts'
import type { Sealed, Ticket } from './extras/sending/seal.ts'
import type { Sending } from './extras/sending/sending.ts'
import { type Failure, fail, type Outcome } from './failure.ts'
import { readGivenValue, toPayload } from './form/answers.ts'
import { warn } from './guard.ts'
import type { Parts } from './parts.ts'
import type { Emit, Page } from './placement.ts'
import type { Published } from './published.ts'
import { initialState, type State } from './state.ts'

/** Values that the page gives: what the visitor may change, and what not even `reset` takes away. */
export interface Given {
  prefill: ReadonlyMap<string, string>
  hidden: ReadonlyMap<string, string>
  /** Those of the page's address, of which fields may name one. */
  parameters: URLSearchParams
}

/** What a session needs of the world. */
export interface SessionPorts {
  client: Client
  emit: Emit
  page: Page
  /** A config that came with the script. */
  embedded: Published | null
  /** Where the widget is. */
  element: { readonly shadowRoot: DrawnRoot | null }
  findParts(published: Published): Parts | Promise<Parts>
  /** Loads another part, such as `extras/sending`. */
  load<Part>(name: string): Promise<Part>
  given(): Given
  /** Where answers wait that did not arrive; undefined until it is loaded. */
  outbox(): Outbox | undefined
  /** Called with each new state. */
  render(state: State): void
}

/**
 * One widget's life: loads the config and holds the answers. Checking and sending them is the part `extras/sending`, for
 * which the members are that begin with no `#` and that nobody else calls. Knows nothing of the DOM.
 */
export class Session {
  readonly ports: SessionPorts
  state: State = initialState
  /** Under which id answers are sent that were not sent yet. */
  ticket: Ticket | undefined
  /** What was sent last. */
  sealed: Sealed | undefined
  /** The id that answers began under which this visitor goes on with. */
  resumed: string | undefined
  /** When the widget came into view, by `performance.now`; 0 before. */
  viewed = 0
  /** The visitor has begun. */
  isStarted = false
  #isEnded = false

  constructor(ports: SessionPorts) {
    this.ports = ports
  }

  /** The answers as they would be sent. */
  get data(): Record<string, unknown> {
    return toPayload(this.fields, this.state)
  }

  /** The field errors on screen. */
  get errors(): FieldError[] {
    return Array.from(this.state.errors, ([key, message]) => ({ key, message }))
  }

  /** What the visitor is asked, as things are. */
  get fields(): readonly Field[] {
    const { config, parts, answers } = this.state
    return config && parts ? parts.type.fields(config.config as never, answers, this.state) : []
  }

  /** Loads the published config, with the tries and waits of a submission, and the parts it asks for. */
  async load(): Promise<void> {
    const { client, embedded, emit } = this.ports
    const isFirst = !this.state.config
    let outcome: Outcome<Published>
    // Without a pause where the script carried it: then the first thing shown is the widget.
    if (embedded && isFirst) outcome = { ok: true, value: embedded }
    else {
      if (isFirst) this.set({ phase: 'loading' })
      outcome = await deliver(client.readConfig, () => this.#isEnded)
    }
    if (outcome.ok) outcome = await this.take(outcome.value)
    if (this.#isEnded) return
    if (!outcome.ok) this.#giveUp(outcome.failure)
    else if (isFirst) emit('ready', { revision: outcome.value.revision })
  }

  /** Takes what the page asks for as it is now: where, in which language, with which values. */
  async refresh(): Promise<void> {
    const { config } = this.state
    if (config) await this.take(config)
  }

  /** The visitor can see the widget. */
  view(): void {
    if (this.viewed || !this.state.config) return
    this.viewed = performance.now()
    this.ports.emit('view', {})
  }

  /** Takes over what the visitor entered. While they are being sent, answers stay as they are. */
  enter(key: string, value: FieldValue): void {
    const { phase, sending } = this.state
    if (phase === 'editing' && !this.isStarted) {
      this.isStarted = true
      sending?.begin(this)
      this.ports.emit('start', {})
    }
    this.fill(key, value)
  }

  /** Puts a value into a field, also before the form has loaded. */
  fill(key: string, value: FieldValue): void {
    const { answers, errors, phase, sending } = this.state
    const previous = answers.get(key)
    if (phase === 'sending' || phase === 'sent' || value === previous) {
      // Shown as it was: the control itself has changed already.
      this.set({})
      return
    }
    const changed = new Map(answers).set(key, value)
    // What is said to be wrong follows what is typed.
    const corrected = errors.has(key) && sending?.recheck(this, key, changed)
    this.set({ answers: changed, errors: corrected || errors })
    this.ports.emit('change', { key, value, previous })
  }

  /** Checks the answers to some fields and shows what is wrong. True if nothing is. */
  check(keys: readonly string[]): boolean {
    return this.state.sending?.check(this, keys) ?? false
  }

  /** Loads what checks and sends the answers, unless it is there. */
  async prepare(): Promise<Outcome<unknown>> {
    try {
      const value = this.state.sending ?? (await this.ports.load<Sending>('extras/sending'))
      this.set({ sending: value })
      if (this.isStarted) value.begin(this)
      return { ok: true, value }
    } catch (error) {
      return fail('NETWORK', `${error}`)
    }
  }

  /** Checks the answers and sends them; a second call while they are on their way does nothing. */
  async submit(): Promise<void> {
    const { phase, config, postponed, sending } = this.state
    if (postponed) this.ports.outbox()?.retry()
    if (phase !== 'editing' || !config) return
    if (!sending) {
      this.set({ phase: 'sending', failure: null })
      const outcome = await deliver(() => this.prepare())
      if (!outcome.ok) return this.refuse(outcome.failure)
    }
    await this.state.sending?.submit(this)
  }

  /** Empties the form, or brings it back after a receipt. Does nothing while answers are on their way. */
  reset(): void {
    const { config, phase } = this.state
    if (config && phase !== 'sending') this.clear('editing')
    else if (!config) this.set({ answers: new Map() })
  }

  /** The id that the answers will be sent with, soon after the visitor has begun. */
  get id(): string | undefined {
    return this.ticket?.id ?? this.sealed?.id
  }

  /** Ends loading and rendering. */
  end(): void {
    this.#isEnded = true
  }

  set(change: Partial<State>): void {
    this.state = { ...this.state, ...change }
    if (!this.#isEnded) this.ports.render(this.state)
  }

  /** Shows a config once its parts are there; where the runtime has them all, at once. */
  take(config: Published): Outcome<Published> | Promise<Outcome<Published>> {
    const use = (parts: Parts): Outcome<Published> => {
      const { answers, sending } = this.state
      const isFirst = !this.state.parts
      this.state = { ...this.state, config, parts, ...(isFirst && { phase: 'editing', failure: null }) }
      this.set({ answers: this.#withGiven(answers), sending: parts.sending ?? sending })
      return { ok: true, value: config }
    }
    const parts = this.ports.findParts(config)
    return parts instanceof Promise ? parts.then(use, (error) => fail('NETWORK', `${error}`)) : use(parts)
  }

  clear(phase: 'editing' | 'sent'): void {
    this.sealed = undefined
    this.isStarted = false
    const { config, parts, sending } = this.state
    this.set({ ...initialState, config, parts, sending, phase, answers: this.#withGiven(new Map()) })
  }

  /** Shows that the answers were not taken as a whole, and keeps them. */
  refuse(failure: Failure): void {
    this.set({ phase: 'editing', failure })
    this.report('submit', failure)
  }

  report(during: 'load' | 'submit', { code, detail }: Failure): void {
    this.ports.emit('error', { during, code, detail, fields: this.errors })
  }

  /** The answers, with what the page gives: into fields that are empty still, and into those that it decides. */
  #withGiven(answers: State['answers']): State['answers'] {
    const { prefill, hidden, parameters } = this.ports.given()
    const given = new Map(answers)
    // Those that a condition hides as well: it may show them later.
    for (const field of [...(this.state.config?.config.fields ?? []), ...this.fields]) {
      const { key, parameter = '' } = field
      const value = hidden.get(key) ?? (answers.has(key) ? null : (prefill.get(key) ?? parameters.get(parameter)))
      if (value != null) given.set(key, readGivenValue(field, value))
    }
    return given
  }

  #giveUp(failure: Failure): void {
    warn('not loaded:', failure.code, failure.detail)
    // A widget that is there already stays as it is.
    if (!this.state.config) this.set({ phase: 'unavailable', failure })
    this.report('load', failure)
  }
}
