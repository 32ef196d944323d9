import type { LapelApi, QueuedCall } from '../lapel.d.ts'
import { begin, close, consent, diagnose, identify, mount, on, open, toggle, version } from './api.ts'
import { guarded } from './guard.ts'
import type { Start } from './loader/start.ts'
import { page } from './widgets.ts'

const run = guarded((call: QueuedCall) => {
  if (typeof call === 'function') return call(api)
  const [method, ...args] = call
  ;(api[method] as (...args: unknown[]) => unknown)(...args)
})

const q = { push: (...calls: QueuedCall[]) => calls.forEach(run) }

/** Takes the configs that a further script carried. */
const carry = ({ embedded }: Start) => {
  for (const [address, json] of embedded) page.embedded.set(address, json)
}

const api: LapelApi & { carry: typeof carry } = {
  version,
  mount,
  open,
  close,
  toggle,
  on,
  consent,
  identify,
  diagnose,
  q,
  carry,
}

/** Puts `window.Lapel` in the place of the queue that held calls so far, and runs them. */
export const start = guarded((given: Start) => {
  const before = window.Lapel as Partial<typeof api> | undefined
  // A second script leaves everything to the first, but for what it carries.
  if (before?.carry) return before.carry(given)
  window.Lapel = api
  Object.assign(page, given)
  begin()
  if (Array.isArray(before?.q)) q.push(...before.q)
})
