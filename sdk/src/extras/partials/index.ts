import type { FieldValue } from '../../../lapel.d.ts'
import type { Companion } from '../../companions.ts'
import { writeIdentity } from '../../identity.ts'
import { forget, type Kept, keep, read } from '../../kept.ts'
import { guarded } from '../../kit.ts'
import { describePage } from '../../page.ts'

/** Milliseconds without a change before what was entered so far is kept. */
const idle = 2000

/** What a visitor had entered, and the id that it will be sent with. */
interface Draft extends Kept {
  id: string
  answers: [key: string, value: FieldValue][]
}

/** Keeps what was entered and not sent: for the owner where the config says `partial`, for the visitor where it says `resume`. */
export const part: Companion = ({ client, session, placement: { page, instance }, state, left }) => {
  const key = `draft:${instance}`
  let timer: ReturnType<typeof setTimeout> | undefined
  let sent = ''
  let isRestored = false

  const asks = (name: 'partial' | 'resume') => state().config?.config[name] && state().phase === 'editing'
  /** The body to send; undefined where nothing is new. */
  const write = () => {
    const { id, data } = session
    if (!id || !asks('partial')) return undefined
    const revision = state().config?.revision
    const identity = writeIdentity(page)
    const body = JSON.stringify({ id, revision, payload: data, partial: true, meta: describePage(), identity })
    if (body === sent) return undefined
    sent = body
    return body
  }
  const save = async () => {
    const { id } = session
    if (!id || !page.consent || !asks('resume')) return
    const draft: Draft = { id, answers: [...state().answers], at: Date.now() }
    await keep(key, draft)
  }
  const send = guarded(async () => {
    await save()
    const body = write()
    // Nobody waits for it: what does not arrive is sent with the next change.
    if (body) await fetch(client.submissions(), { method: 'POST', body, keepalive: true }).catch(() => {})
  })
  const restore = guarded(async () => {
    if (isRestored || !page.consent || !asks('resume')) return
    isRestored = true
    const [[, draft] = []] = await read<Draft>(key)
    // A visitor who has begun anew meanwhile is not disturbed.
    if (!draft || session.isStarted) return
    session.resumed = draft.id
    for (const answer of draft.answers) session.fill(...answer)
  })
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(send, idle)
  }
  addEventListener(
    'pagehide',
    () => {
      save()
      const body = write()
      if (body) navigator.sendBeacon(client.submissions(), body)
    },
    { signal: left },
  )
  restore()
  if (session.isStarted) soon()
  return ({ name }) => {
    if (name === 'update') restore()
    else if (name === 'change' && session.isStarted) soon()
    else if (name === 'success') forget(key)
  }
}
