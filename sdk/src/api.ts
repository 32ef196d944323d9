import type * as Declared from '../lapel.d.ts'
import type { Handle } from '../lapel.d.ts'
import { loadChunk } from './chunks.ts'
import { database } from './database.ts'
import { startDiscovery } from './discovery.ts'
import { defineElement } from './element.ts'
import { on as listen } from './events.ts'
import type { Diagnose } from './extras/diagnose/index.ts'
import { guarded } from './guard.ts'
import { handlesOf, page, tryToMount } from './widgets.ts'

/** What `mount` returns where there is nothing to mount into. */
const noWidget = new Proxy({} as Handle, { get: (_, name) => () => (name === 'getErrors' ? [] : {}) })

export const version: typeof Declared.version = __VERSION__
export const on: typeof Declared.on = listen
export const mount: typeof Declared.mount = (element, options) => tryToMount(element, options) ?? noWidget

const each = (name: 'open' | 'close' | 'toggle') =>
  guarded((publicId: string) => {
    const handles = handlesOf(publicId)
    for (const handle of handles) handle[name]()
    if (handles.length || name === 'close') return
    mount(document.body.appendChild(document.createElement('lapel-widget')), { publicId, mode: 'modal' }).open()
  })

export const open: typeof Declared.open = each('open')
export const close: typeof Declared.close = each('close')
export const toggle: typeof Declared.toggle = each('toggle')

export const consent: typeof Declared.consent = (granted) => {
  page.consent = granted
  for (const handle of handlesOf()) handle.update({})
  // What an earlier page kept goes too; a browser that forbids storage has nothing.
  if (!granted) guarded(() => indexedDB.deleteDatabase(database))()
}

export const identify: typeof Declared.identify = (identity) => {
  page.identity = identity
}

export const diagnose: typeof Declared.diagnose = async (publicId) =>
  (await loadChunk<Diagnose>('extras/diagnose', page.base))(publicId, page.host)

/** Registers `<lapel-widget>` and starts to find widgets, unless another copy of the SDK does so. */
export function begin(): void {
  if (defineElement()) startDiscovery()
}
