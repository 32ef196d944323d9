import type { LapelEventName, LapelEvents } from '../lapel.d.ts'
import type { Emit } from './placement.ts'

const everyWidget = new EventTarget()

/** An {@link Emit} for the widget in `element`: first its own DOM event, then the listeners of `Lapel.on`. */
export function createEmit(element: HTMLElement, publicId: string): Emit {
  return (name, more) => {
    const detail = { publicId, element, ...more }
    // A listener that throws is reported by the browser as the page's own error, and stops nothing here.
    element.dispatchEvent(new CustomEvent(`lapel:${name}`, { detail, bubbles: true, composed: true }))
    everyWidget.dispatchEvent(new CustomEvent(name, { detail }))
  }
}

/** `Lapel.on`. */
export function on<Name extends LapelEventName>(name: Name, listener: (detail: LapelEvents[Name]) => void): () => void {
  const receive = (event: Event) => listener((event as CustomEvent<LapelEvents[Name]>).detail)
  everyWidget.addEventListener(name, receive)
  return () => everyWidget.removeEventListener(name, receive)
}
