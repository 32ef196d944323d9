import type * as Declared from '../lapel.d.ts'
import { begin } from './api.ts'
import { guarded } from './guard.ts'
import { page } from './widgets.ts'

export { close, consent, diagnose, identify, mount, on, open, toggle, version } from './api.ts'

export const define: typeof Declared.define = guarded(({ host = page.host } = {}) => {
  if (typeof document === 'undefined') return
  page.host = host
  begin()
})
