import { define, type Handle, type LapelApi, mount } from '@lapel/sdk'
import type { RefObject } from 'react'
import type { WidgetHandle } from './props.ts'

let owner: Pick<LapelApi, 'mount'> | undefined

/** Registers `<lapel-widget>`, unless a script tag on the page has done so: then the widgets are that script's. */
export function begin(): void {
  if (owner) return
  const { Lapel } = window
  owner = customElements.get('lapel-widget') && Lapel && 'mount' in Lapel ? Lapel : { mount }
  define()
}

/** A handle of whatever widget is in the element when it is used; without one it does nothing. */
export function createHandle(element: RefObject<HTMLElement | null>): WidgetHandle {
  const find = (): Handle | undefined => (element.current ? owner?.mount(element.current) : undefined)
  return {
    reset: () => find()?.reset(),
    focus: () => find()?.focus(),
    setField: (key, value) => find()?.setField(key, value),
    setFields: (values) => find()?.setFields(values),
    open: () => find()?.open(),
    close: () => find()?.close(),
    toggle: () => find()?.toggle(),
    getData: () => find()?.getData() ?? {},
    getErrors: () => find()?.getErrors() ?? [],
  }
}
