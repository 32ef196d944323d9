import type { Companion, CompanionPorts } from '../../companions.ts'
import { forget, type Kept, keep, longest, read } from '../../kept.ts'
import { guarded } from '../../kit.ts'
import { createSubmission } from '../sending/createSubmission.ts'
import type { Outbox } from './outbox.ts'

/** Milliseconds between two tries where nothing tells that the connection is back. */
const pause = 30_000
const prefix = 'submission:'

interface Waiting extends Kept {
  address: string
  body: string
}

/** What waits on this page, by the submission's key. */
const waiting = new Map<string, Waiting>()
let isWatching = false

const keyOf = (body: string) => `${prefix}${JSON.parse(body).id}`

/** Resolves when the browser is online again, the visitor comes back to the page, `retry` is called or time has passed. */
const nextChance = (again: EventTarget, wait: number) =>
  new Promise<void>((resolve) => {
    const leave = new AbortController()
    const timer = setTimeout(go, wait)
    function go(): void {
      leave.abort()
      clearTimeout(timer)
      resolve()
    }
    const { signal } = leave
    addEventListener('online', go, { signal })
    again.addEventListener('retry', go, { signal })
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && go(), { signal })
  })

/** Sends what an earlier page could not. Nobody is left to correct it: what is refused for good is forgotten. */
async function sendKept(): Promise<void> {
  for (const [key, { address, body }] of await read<Waiting>(prefix)) {
    if (waiting.has(key)) continue
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(address, { method: 'POST', body, keepalive: true, headers }).catch(() => undefined)
    const isSettled = answer && answer.status < 500 && ![408, 425, 429].includes(answer.status)
    if (isSettled) await forget(key)
  }
}

/** One lock for all tabs where the browser has locks; elsewhere a repeated id is stored once as well. */
const flush = guarded(() =>
  navigator.locks
    ? navigator.locks.request('lapel:kept', { ifAvailable: true }, (lock) => lock && sendKept())
    : sendKept(),
)

function createOutbox({ client, placement: { page } }: CompanionPorts): Outbox {
  const again = new EventTarget()
  return {
    keep(body) {
      const entry = { address: new URL(client.submissions(), location.href).href, body, at: Date.now() }
      waiting.set(keyOf(body), entry)
      if (page.consent) keep(keyOf(body), entry)
    },
    async wait(body) {
      const until = Date.now() + longest
      for (let wait = pause; ; ) {
        await nextChance(again, wait)
        const outcome = await createSubmission(client, body)
        if (outcome.ok || !outcome.failure.transient || Date.now() > until) return outcome
        wait = Math.max(pause, outcome.failure.retryAfter ?? 0)
      }
    },
    retry: () => void again.dispatchEvent(new Event('retry')),
    drop(body) {
      waiting.delete(keyOf(body))
      if (page.consent) forget(keyOf(body))
    },
  }
}

/** Submissions that did not arrive wait here, and beyond this page where the visitor agreed to storage. */
export const part: Companion = (ports) => {
  const { page } = ports.placement
  ports.outbox = createOutbox(ports)
  const start = () => {
    if (!page.consent) return
    for (const [key, entry] of waiting) keep(key, entry)
    flush()
  }
  start()
  if (!isWatching) {
    isWatching = true
    addEventListener('pagehide', () => {
      for (const { address, body } of waiting.values()) navigator.sendBeacon(address, body)
    })
    addEventListener('online', () => page.consent && flush())
  }
  return ({ name }) => name === 'update' && start()
}
