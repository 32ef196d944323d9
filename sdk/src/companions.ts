import type { LapelEventName } from '../lapel.d.ts'
import { loadChunk } from './chunks.ts'
import type { Client } from './client.ts'
import type { Outbox } from './extras/offline/outbox.ts'
import { warn } from './guard.ts'
import type { Placement } from './placement.ts'
import type { Session } from './session.ts'
import type { State } from './state.ts'

/** What happened to a widget: an event, or `update` when its config, its options or the consent may be others. */
export interface Told {
  name: LapelEventName | 'update'
  detail: { step?: string; code?: string; detail?: string; during?: string }
  /** Milliseconds since 1970. */
  at: number
}

/** What a companion knows of its widget. */
export interface CompanionPorts {
  placement: Placement
  client: Client
  session: Session
  state(): State
  /** Aborted when the widget is taken off the page. */
  left: AbortSignal
  /** What happened before the companion was there. */
  told: readonly Told[]
  /** What the companion `offline` puts here, the session sends by. */
  outbox?: Outbox
}

/** What accompanies a widget once it is drawn, and is told what happens to it; a folder of `extras/` exports it as `part`. */
export type Companion = (ports: CompanionPorts) => (told: Told) => void

// Safari has no idle callback.
const whenIdle = (action: () => unknown) => (window.requestIdleCallback ?? setTimeout)(action)

/** Loads companions when something calls for them and the browser has nothing else to do. Gives what tells them. */
export function accompany(ports: CompanionPorts & { told: Told[] }): (name: Told['name'], detail: object) => void {
  const { page } = ports.placement
  const listeners: ((told: Told) => void)[] = []
  const begun = new Set<string>()
  const join = (name: string, isWanted: unknown) => {
    if (!isWanted || begun.has(name)) return
    begun.add(name)
    const load = () =>
      loadChunk<Companion>(`extras/${name}`, page.base)
        .then((companion) => listeners.push(companion(ports)))
        .catch(warn)
    whenIdle(load)
  }
  const prepare = () => {
    if (ports.session.fields.length) ports.session.prepare()
  }
  return (name, detail) => {
    const told = { name, detail, at: Date.now() }
    if (name !== 'change' && name !== 'update') ports.told.push(told)
    for (const listen of listeners) listen(told)
    const { resume, partial } = ports.state().config?.config ?? {}
    // What every form needs in the end comes early enough for nobody to wait for it.
    if (name === 'view') whenIdle(prepare)
    if (name === 'start') prepare()
    join('reports', name === 'view' || name === 'error')
    join('offline', name === 'start' || page.consent)
    join('partials', name === 'start' ? partial || resume : resume && page.consent)
  }
}
