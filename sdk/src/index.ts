import type * as Declared from '../lapel.d.ts'
import { startDiscovery } from './discovery.ts'
import { defineElement } from './element.ts'
import { on as listen } from './events.ts'
import { guarded } from './guard.ts'
import { mount as place, setDefaultHost } from './widgets.ts'

export const version: typeof Declared.version = __VERSION__
export const mount: typeof Declared.mount = place
export const on: typeof Declared.on = listen

export const define: typeof Declared.define = guarded(({ host } = {}) => {
  if (typeof document === 'undefined') return
  setDefaultHost(host)
  if (defineElement()) startDiscovery()
})
