import type { Field } from '@lapel/contract/fieldRules'
import { trapField } from '@lapel/contract/proof'
import type { SubmissionReceipt } from '@lapel/contract/submission'
import type { FieldError, FieldValue } from '../lapel.d.ts'
import type { Client } from './client.ts'
import { deliver } from './delivery.ts'
import type { Outbox } from './extras/offline/outbox.ts'
import { type Failure, fail, type Outcome } from './failure.ts'
import { type FieldErrors, findErrors, placeProblems, readGivenValue, toPayload } from './form/answers.ts'
import { warn } from './guard.ts'
import { describePage } from './page.ts'
import type { Parts } from './parts.ts'
import type { Emit } from './placement.ts'
import type { Published } from './published.ts'
import { randomId, type Sealed, seal, type Ticket } from './seal.ts'
import { initialState, type State } from './state.ts'

/** Values that the page gives: what the visitor may change, and what not even `reset` takes away. */
export interface Given {
  prefill: Record<string, string>
  hidden: Record<string, string>
}

/** What a session needs of the world. */
export interface SessionPorts {
  client: Client
  emit: Emit
  /** A config that came with the script. */
  embedded: Published | undefined
  findParts(published: Published): Parts | Promise<Parts>
  given(): Given
  /** Does the work that a config asks for; undefined where it asks for none. */
  prove(id: string, published: Published): Promise<string | undefined> | undefined
  /** Where answers wait that did not arrive; undefined until it is loaded. */
  outbox(): Outbox | undefined
  /** Called with each new state. */
  render(state: State): void
}

/** One widget's life: loads the config, holds the answers, sends them. Knows nothing of the DOM. */
export class Session {
  #ports: SessionPorts
  #state = initialState
  #sealed: Sealed | undefined
  #ticket: Ticket | undefined
  #resumed: string | undefined
  #viewed = 0
  #started = false
  #ended = false

  constructor(ports: SessionPorts) {
    this.#ports = ports
  }

  /** The answers as they would be sent. */
  get data(): Record<string, unknown> {
    return toPayload(this.#fields, this.#state)
  }

  /** The field errors on screen. */
  get errors(): FieldError[] {
    return Array.from(this.#state.errors, ([key, message]) => ({ key, message }))
  }

  /** Loads the published config, with the tries and waits of a submission, and the parts it asks for. */
  async load(): Promise<void> {
    const { client, embedded, emit } = this.#ports
    let outcome: Outcome<Published>
    // Without a pause where the script carried it: then the first thing shown is the widget.
    if (embedded && !this.#state.config) outcome = { ok: true, value: embedded }
    else {
      if (!this.#state.config) this.#set({ phase: 'loading' })
      outcome = await deliver(client.readConfig, () => this.#ended)
    }
    const isFirst = !this.#state.config
    if (outcome.ok) outcome = await this.#take(outcome.value)
    if (this.#ended) return
    if (!outcome.ok) this.#giveUp(outcome.failure)
    else if (isFirst) emit('ready', { revision: outcome.value.revision })
  }

  /** Takes what the page asks for as it is now: where, in which language, with which values. */
  async refresh(): Promise<void> {
    const { config } = this.#state
    if (config) await this.#take(config)
  }

  /** The visitor can see the widget. */
  view(): void {
    if (this.#viewed || !this.#state.config) return
    this.#viewed = performance.now()
    this.#ports.emit('view', {})
  }

  /** Takes over what the visitor entered. While they are being sent, answers stay as they are. */
  enter(key: string, value: FieldValue): void {
    const { phase, config } = this.#state
    if (phase === 'editing' && config && !this.#started) {
      this.#started = true
      this.#ticket ??= this.#draw(config)
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
    const wrong = this.#fields.filter((field) => field.key === key && errors.has(key))
    const remaining = new Map(errors)
    remaining.delete(key)
    for (const found of findErrors(wrong, { ...this.#state, answers: changed })) remaining.set(...found)
    this.#set({ answers: changed, errors: remaining })
    this.#ports.emit('change', { key, value, previous })
  }

  /** Checks the answers to some fields and shows what is wrong. True if nothing is. */
  check(keys: readonly string[]): boolean {
    const errors = findErrors(
      this.#fields.filter(({ key }) => keys.includes(key)),
      this.#state,
    )
    if (errors.size) this.#correct(errors)
    else this.#set({ errors })
    return !errors.size
  }

  /** Checks the answers and sends them; a second call while they are on their way does nothing. */
  async submit(): Promise<void> {
    const { phase, config, postponed } = this.#state
    if (postponed) this.#ports.outbox()?.retry()
    if (phase !== 'editing' || !config) return
    const errors = findErrors(this.#fields, this.#state)
    if (errors.size) return this.#correct(errors)
    const { data } = this
    this.#set({ phase: 'sending', errors, failure: null, waiting: false })
    this.#ports.emit('submit', { data })
    const body = await this.#write(config, data)
    // What a visitor has sent is delivered even if the widget leaves the page meanwhile.
    const outcome = await this.#send(body)
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

  /** The id that the answers will be sent with, once the visitor has begun. */
  get id(): string | undefined {
    return this.#ticket?.id ?? this.#sealed?.id
  }

  /** Goes on with answers that began under this id. */
  set id(id: string | undefined) {
    this.#resumed = id
  }

  /** Ends loading and rendering. */
  end(): void {
    this.#ended = true
  }

  get #fields(): readonly Field[] {
    const { config, parts, answers } = this.#state
    return config && parts ? parts.type.fields(config.config as never, answers, this.#state) : []
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change }
    if (!this.#ended) this.#ports.render(this.#state)
  }

  /** Shows a config once its parts are there; where the runtime has them all, at once. */
  #take(config: Published): Outcome<Published> | Promise<Outcome<Published>> {
    const use = (parts: Parts): Outcome<Published> => {
      const { phase } = this.#state
      const isEditing = phase === 'loading' || phase === 'unavailable'
      this.#state = { ...this.#state, config, parts, ...(isEditing && { phase: 'editing', failure: null }) }
      this.#set({ answers: this.#withGiven(this.#state.answers) })
      return { ok: true, value: config }
    }
    const parts = this.#ports.findParts(config)
    return parts instanceof Promise ? parts.then(use, (error) => fail('NETWORK', `${error}`)) : use(parts)
  }

  /** The answers, with what the page gives: into fields that are empty still, and into those that it decides. */
  #withGiven(answers: State['answers']): State['answers'] {
    const { prefill, hidden } = this.#ports.given()
    const known = new Map(this.#fields.map((field) => [field.key, field]))
    const fitting = (values: Record<string, string>) =>
      Object.entries(values).flatMap(([key, value]): [string, FieldValue][] => {
        const field = known.get(key)
        return field ? [[key, readGivenValue(field, value)]] : []
      })
    return new Map([...fitting(prefill), ...answers, ...fitting(hidden)])
  }

  #clear(phase: 'editing' | 'sent'): void {
    this.#sealed = undefined
    this.#started = false
    const { config, parts } = this.#state
    this.#set({ ...initialState, config, parts, phase, answers: this.#withGiven(new Map()) })
  }

  #draw(config: Published): Ticket {
    const id = this.#resumed ?? randomId()
    this.#resumed = undefined
    return { id, nonce: this.#ports.prove(id, config) }
  }

  /** The body to send: the same for the same answers, so that they are stored once. */
  async #write(config: Published, payload: Record<string, unknown>): Promise<string> {
    const { revision } = config
    const sealed = seal({ revision, payload }, this.#sealed, () => this.#ticket ?? this.#draw(config))
    this.#sealed = sealed
    this.#ticket = undefined
    if (!sealed.body) {
      const elapsed = Math.round(performance.now() - (this.#viewed || performance.now()))
      const nonce = await sealed.nonce
      const trap = this.#state.answers.get(trapField) ?? ''
      const proof = { trap, elapsed, ...(nonce && { work: { nonce } }) }
      sealed.body = JSON.stringify({ id: sealed.id, revision, payload, meta: describePage(), proof })
    }
    return sealed.body
  }

  /** With the usual tries; then, while it may still succeed, as long as the outbox has patience. */
  async #send(body: string): Promise<Outcome<SubmissionReceipt>> {
    const { client, outbox } = this.#ports
    let kept: Outbox | undefined
    let outcome = await deliver(
      () => client.createSubmission(body),
      () => {
        if (!kept) {
          kept = outbox()
          kept?.keep(body)
        }
        this.#set({ waiting: true })
      },
    )
    if (kept && !outcome.ok && outcome.failure.transient) {
      const { failure } = outcome
      this.#set({ postponed: true, failure })
      this.#report('submit', failure)
      outcome = await kept.wait(body)
      this.#set({ postponed: false, failure: null })
    }
    kept?.drop(body)
    return outcome
  }

  #correct(errors: FieldErrors): void {
    this.#set({ phase: 'editing', errors, failure: null, corrections: this.#state.corrections + 1 })
  }

  #giveUp(failure: Failure): void {
    warn('not loaded:', failure.code, failure.detail)
    // A widget that is there already stays as it is.
    if (!this.#state.config) this.#set({ phase: 'unavailable', failure })
    this.#report('load', failure)
  }

  async #refuse(failure: Failure): Promise<void> {
    const { code, problems = [] } = failure
    if (code === 'IDEMPOTENCY_MISMATCH') this.#sealed = undefined
    const errors = placeProblems(this.#fields, problems)
    if (code === 'STALE_REVISION') {
      const fresh = await this.#ports.client.readConfig(true)
      if (fresh.ok) await this.#take(fresh.value)
    } else if (errors.size) {
      this.#correct(errors)
      return this.#report('submit', failure)
    }
    this.#set({ phase: 'editing', failure })
    this.#report('submit', failure)
  }

  #report(during: 'load' | 'submit', { code, detail }: Failure): void {
    this.#ports.emit('error', { during, code, detail, fields: this.errors })
  }
}
