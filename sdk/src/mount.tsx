import { h, render } from 'preact'
import type { FieldValue, Handle } from '../lapel.d.ts'
import { loadChunk } from './chunks.ts'
import { createClient } from './client.ts'
import { accompany, type CompanionPorts, type Told } from './companions.ts'
import { endpointOf } from './endpoint.ts'
import type { Door } from './extras/modes/modes.ts'
import type { Earlier } from './extras/takeover/index.ts'
import { readGiven } from './given.ts'
import { guarded } from './guard.ts'
import { configAddress } from './loader/request.ts'
import { findParts } from './parts.ts'
import type { Emit, Placement } from './placement.ts'
import { Session } from './session.ts'
import { openShadow, wear } from './shadow.ts'
import { createSheet } from './sheet.ts'
import { initialState, type State } from './state.ts'
import type { Actions } from './view.ts'
import { Widget } from './Widget.tsx'

const schemes: Readonly<Record<string, string>> = {
  on: '.widget{color-scheme:dark}',
  off: '.widget{color-scheme:light}',
}

/** What one widget adds to the shared look; dark or light where the page asks for one of them. */
const cssOf = ({ config, parts, sending }: State, dark: unknown) =>
  [config?.look, schemes[`${dark}`], parts?.css, sending?.css].join('')

/** Renders a widget into its element until the handle's `unmount`. No method of the handle throws. */
export function mountWidget(asked: Placement): Handle {
  const { element, instance, page, option } = asked
  const root = openShadow(element)
  // A form that came with the page stays until the widget can take its place, with what was entered in it.
  const held = root.querySelector('[action]')
  let earlier: Earlier | undefined
  const look = createSheet('')
  const address = () => configAddress(instance, option)
  let loaded = address()
  let state: State = initialState
  let door: Door | undefined
  let isWanted = false

  const emit: Emit = (name, detail) => {
    asked.emit(name, detail)
    tell(name, detail)
  }
  const placement = { ...asked, emit }
  const client = createClient(placement)
  const draw = guarded(() => {
    if (held && !state.parts) return
    look.replaceSync(cssOf(state, option('dark')))
    render(<Widget state={state} actions={actions} door={door} />, root)
    earlier?.restore()
  })
  const view = guarded(() => session.view())
  const inView = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && !door && view())

  /** Makes or ends the door when parts come that have one, or have none. */
  const follow = guarded(({ config, parts }: State) => {
    if (!parts || !config) return
    if (!parts.modes) {
      door?.end()
      door = undefined
      return
    }
    door ??= parts.modes.createDoor({ placement, view, draw })
    door.update(parts.mode, config.config.display)
    if (isWanted) door.set(true)
    isWanted = false
  })
  const set = (isOpen: boolean) => {
    if (door) door.set(isOpen)
    else isWanted = isOpen
  }
  const session = new Session({
    ...placement,
    client,
    embedded: JSON.parse(page.embedded.get(loaded) ?? 'null'),
    findParts(published) {
      const parts = findParts(placement, published, held?.isConnected)
      if (!(parts instanceof Promise)) return parts
      return parts.then(async (found) => {
        earlier = await found.takeOver?.(root, published.revision)
        wear(root, look)
        return found
      })
    },
    given: () => readGiven(option, earlier?.values),
    load: (name) => loadChunk(name, placement.page.base),
    outbox: () => companions.outbox,
    render: (next) => {
      const isNew = next.parts !== state.parts
      state = next
      if (isNew) follow(state)
      draw()
      if (!isNew) return
      // Anew, because what was seen before the config came counts for nothing.
      inView.disconnect()
      inView.observe(element)
      tell('update', {})
    },
  })
  const leave = new AbortController()
  const companions: CompanionPorts & { told: Told[] } = {
    placement,
    client,
    session,
    state: () => state,
    left: leave.signal,
    told: [],
  }
  const tell = accompany(companions)
  const actions: Actions = {
    enter: guarded((key, value) => session.enter(key, value)),
    check: guarded((keys) => session.check(keys)),
    step: guarded((step) => emit('step', { step })),
    submit: guarded(() => session.submit()),
    reset: guarded(() => session.reset()),
    reload: guarded(() => session.load()),
    close: guarded(() => set(false)),
    endpoint: (name) => endpointOf(placement, name),
  }
  if (!held) wear(root, look)
  actions.reload()
  return {
    update: guarded(() => {
      const isSame = address() === loaded
      loaded = address()
      return isSame ? session.refresh() : session.load()
    }),
    reset: actions.reset,
    focus: guarded(() => root.querySelector<HTMLElement>('h2[tabindex], input, select, textarea')?.focus()),
    setField: guarded((key, value) => session.fill(key, value)),
    setFields: guarded((values) => {
      for (const key in values) session.fill(key, values[key] as FieldValue)
    }),
    open: guarded(() => set(true)),
    close: actions.close,
    toggle: guarded(() => set(!(door?.isOpen ?? isWanted))),
    getData: () => session.data,
    getErrors: () => session.errors,
    unmount: guarded(() => {
      session.end()
      leave.abort()
      door?.end()
      inView.disconnect()
      // What the page itself put into the element shows again.
      render(<slot />, root)
      root.adoptedStyleSheets = []
    }),
  }
}
