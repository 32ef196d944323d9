import type { Field } from '@lapel/contract/fieldRules'
import type { FieldError, FieldValue } from '../lapel.d.ts'
import type { Client } from './client.ts'
import { deliver } from './delivery.ts'
import type { Emit } from './events.ts'
import type { Failure } from './failure.ts'
import { type FieldErrors, findError, findErrors, placeProblems, toPayload } from './form/answers.ts'
import { warn } from './guard.ts'
import { describePage } from './page.ts'
import { type Sealed, seal } from './seal.ts'
import { initialState, type State } from './state.ts'
import type { Strings } from './strings.ts'

/** What a session needs of the world. */
export interface SessionPorts {
  client: Client
  emit: Emit
  strings: Strings
  /** Called with each new state. */
  render(state: State): void
}

/** One widget's life: loads the config, holds the answers, sends them. Knows nothing of the DOM. */
export class Session {
  #ports: SessionPorts
  #state = initialState
  #sealed: Sealed | undefined
  #started = false
  #ended = false

  constructor(ports: SessionPorts) {
    this.#ports = ports
  }

  /** The answers as they would be sent. */
  get data(): Record<string, unknown> {
    return toPayload(this.#fields, this.#state.answers)
  }

  /** The field errors on screen. */
  get errors(): FieldError[] {
    return Array.from(this.#state.errors, ([key, message]) => ({ key, message }))
  }

  /** Loads the published config, with the tries and waits of a submission. */
  async load(): Promise<void> {
    this.#set({ phase: 'loading' })
    const outcome = await deliver(this.#ports.client.readConfig, () => this.#ended)
    if (this.#ended) return
    if (outcome.ok) {
      this.#set({ phase: 'editing', config: outcome.value, failure: null })
      this.#ports.emit('ready', { revision: outcome.value.revision })
    } else {
      const { failure } = outcome
      warn('not loaded:', failure.code, failure.detail)
      this.#set({ phase: 'unavailable', failure })
      this.#report('load', failure)
    }
  }

  /** Takes over what the visitor entered. While they are being sent, answers stay as they are. */
  enter(key: string, value: FieldValue): void {
    if (this.#state.phase === 'editing' && !this.#started) {
      this.#started = true
      this.#ports.emit('start', {})
    }
    this.fill(key, value)
  }

  /** Puts a value into a field, also before the form has loaded. */
  fill(key: string, value: FieldValue): void {
    const { answers, errors, phase } = this.#state
    const previous = answers.get(key)
    if (phase === 'sending' || phase === 'sent' || value === previous) {
      // Shown as it was: the control itself has changed already.
      this.#set({})
      return
    }
    const changed = new Map(answers).set(key, value)
    const remaining = new Map(errors)
    const wrong = this.#fields.find((field) => field.key === key && errors.has(key))
    const error = wrong && findError(wrong, changed, this.#ports.strings)
    if (error) remaining.set(key, error)
    else remaining.delete(key)
    this.#set({ answers: changed, errors: remaining })
    this.#ports.emit('change', { key, value, previous })
  }

  /** Checks the answers and sends them; a second call while they are on their way does nothing. */
  async submit(): Promise<void> {
    const { phase, config, answers } = this.#state
    if (phase !== 'editing' || !config) return
    const errors = findErrors(this.#fields, answers, this.#ports.strings)
    if (errors.size) return this.#correct(errors)
    const data = this.data
    this.#sealed = seal({ revision: config.revision, payload: data, meta: describePage() }, this.#sealed)
    const { body } = this.#sealed
    this.#set({ phase: 'sending', errors, failure: null, waiting: false })
    this.#ports.emit('submit', { data })
    // What a visitor has sent is delivered even if the widget leaves the page meanwhile.
    const outcome = await deliver(
      () => this.#ports.client.createSubmission(body),
      () => this.#set({ waiting: true }),
    )
    if (!outcome.ok) return this.#refuse(outcome.failure)
    this.#clear('sent')
    this.#ports.emit('success', { receipt: outcome.value })
  }

  /** Empties the form, or brings it back after a receipt. Does nothing while answers are on their way. */
  reset(): void {
    const { config, phase } = this.#state
    if (config && phase !== 'sending') this.#clear('editing')
    else if (!config) this.#set({ answers: new Map() })
  }

  /** Ends loading and rendering. */
  end(): void {
    this.#ended = true
  }

  get #fields(): readonly Field[] {
    return this.#state.config?.config.fields ?? []
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change }
    if (!this.#ended) this.#ports.render(this.#state)
  }

  #clear(phase: 'editing' | 'sent'): void {
    this.#sealed = undefined
    this.#started = false
    this.#set({ ...initialState, config: this.#state.config, phase })
  }

  #correct(errors: FieldErrors): void {
    this.#set({ phase: 'editing', errors, failure: null, corrections: this.#state.corrections + 1 })
  }

  async #refuse(failure: Failure): Promise<void> {
    const { code, problems = [] } = failure
    if (code === 'IDEMPOTENCY_MISMATCH') this.#sealed = undefined
    const errors = placeProblems(this.#fields, problems)
    const fresh = code === 'STALE_REVISION' ? await this.#ports.client.readConfig(true) : undefined
    if (errors.size && !fresh) this.#correct(errors)
    else this.#set({ phase: 'editing', failure, ...(fresh?.ok && { config: fresh.value }) })
    this.#report('submit', failure)
  }

  #report(during: 'load' | 'submit', { code, detail }: Failure): void {
    this.#ports.emit('error', { during, code, detail, fields: this.errors })
  }
}
