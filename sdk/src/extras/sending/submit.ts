import { trapField } from '@lapel/contract/proof'
import type { SubmissionReceipt } from '@lapel/contract/submission'
import type { FormConfig } from '@lapel/contract/widgets/form'
import type { Failure, Outcome } from '../../failure.ts'
import type { Answers, FieldErrors } from '../../form/answers.ts'
import { writeIdentity } from '../../identity.ts'
import { deliver, warn } from '../../kit.ts'
import { describePage } from '../../page.ts'
import type { Published } from '../../published.ts'
import type { Session } from '../../session.ts'
import type { Outbox } from '../offline/outbox.ts'
import { createSubmission } from './createSubmission.ts'
import { findErrors, placeProblems } from './findErrors.ts'
import { begin } from './prove.ts'
import { seal } from './seal.ts'

function correct(session: Session, errors: FieldErrors): void {
  session.set({ phase: 'editing', errors, failure: null, corrections: session.state.corrections + 1 })
}

/** Checks the answers to some fields and shows what is wrong. True if nothing is. */
export function check(session: Session, keys: readonly string[]): boolean {
  const errors = findErrors(
    session.fields.filter(({ key }) => keys.includes(key)),
    session.state,
  )
  if (errors.size) correct(session, errors)
  else session.set({ errors })
  return !errors.size
}

/** The errors on screen, but for one field whose answer is another now. */
export function recheck({ fields, state }: Session, key: string, answers: Answers): FieldErrors {
  const errors = new Map(state.errors)
  errors.delete(key)
  const asked = fields.filter((field) => field.key === key)
  for (const found of findErrors(asked, { ...state, answers })) errors.set(...found)
  return errors
}

/** Checks the answers and sends them. */
export async function submit(session: Session): Promise<void> {
  const { fields, state, data, ports } = session
  const errors = findErrors(fields, state)
  if (errors.size || !state.config) return correct(session, errors)
  session.set({ phase: 'sending', errors, failure: null, waiting: false })
  ports.emit('submit', { data })
  const body = await write(session, state.config, data)
  // What a visitor has sent is delivered even if the widget leaves the page meanwhile.
  const outcome = await send(session, body)
  if (!outcome.ok) return refuse(session, outcome.failure)
  if (outcome.value.identity === 'unverified') warn('not identified: wrong signature')
  session.clear('sent')
  ports.emit('success', { receipt: outcome.value })
  const { redirect } = (state.config.config as Partial<FormConfig>).receipt ?? {}
  if (redirect?.startsWith('https:')) location.assign(redirect)
}

/** The body to send, which says who the visitor is now. */
async function write(session: Session, { revision }: Published, payload: Record<string, unknown>): Promise<string> {
  const { state, viewed, ports } = session
  const sealed = seal({ revision, payload }, session.sealed, () => begin(session))
  session.sealed = sealed
  session.ticket = undefined
  // A form that was there before the runtime could be filled in earlier than the runtime saw it.
  const since = ports.element.shadowRoot?.lapelAt || viewed
  const elapsed = Math.round(since && performance.now() - since)
  const nonce = await sealed.nonce
  const trap = state.answers.get(trapField) ?? ''
  const proof = { trap, elapsed, work: nonce && { nonce } }
  const identity = writeIdentity(ports.page)
  return JSON.stringify({ id: sealed.id, revision, payload, meta: describePage(), proof, identity })
}

/** With the usual tries; then, while it may still succeed, as long as the outbox has patience. */
async function send(session: Session, body: string): Promise<Outcome<SubmissionReceipt>> {
  const { client, outbox } = session.ports
  let kept: Outbox | undefined
  let outcome = await deliver(
    () => createSubmission(client, body),
    () => {
      if (!kept) {
        kept = outbox()
        kept?.keep(body)
      }
      session.set({ waiting: true })
    },
  )
  if (kept && !outcome.ok && outcome.failure.transient) {
    const { failure } = outcome
    session.set({ postponed: true, failure })
    session.report('submit', failure)
    outcome = await kept.wait(body)
    session.set({ postponed: false, failure: null })
  }
  kept?.drop(body)
  return outcome
}

async function refuse(session: Session, failure: Failure): Promise<void> {
  const { code, problems = [] } = failure
  if (code === 'IDEMPOTENCY_MISMATCH') session.sealed = undefined
  const errors = placeProblems(session.fields, problems)
  if (code === 'STALE_REVISION') {
    const fresh = await session.ports.client.readConfig(true)
    if (fresh.ok) await session.take(fresh.value)
  } else if (errors.size) {
    correct(session, errors)
    return session.report('submit', failure)
  }
  session.refuse(failure)
}
