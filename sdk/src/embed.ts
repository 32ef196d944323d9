import type { LapelApi, QueuedCall } from '../lapel.d.ts'
import { guarded } from './guard.ts'
import { scriptOrigin } from './host.ts'
import { define, mount, on, version } from './index.ts'

const run = guarded((call: QueuedCall) => {
  if (typeof call === 'function') return call(api)
  const [method, ...args] = call
  ;(api[method] as (...args: unknown[]) => unknown)(...args)
})

const api: LapelApi = { version, mount, on, q: { push: (...calls) => calls.forEach(run) } }

/** Puts `window.Lapel` in the place of the queue that held calls so far, and runs them. */
const start = guarded(() => {
  const before = window.Lapel
  // An element with id="Lapel" is no Lapel; a second copy of this script leaves everything to the first.
  if (typeof (before as LapelApi | undefined)?.mount === 'function') return
  window.Lapel = api
  const host = scriptOrigin()
  define(host ? { host } : {})
  if (Array.isArray(before?.q)) api.q.push(...before.q)
})

start()
