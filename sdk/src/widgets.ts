import type { Handle, MountOptions } from '../lapel.d.ts'
import { createEmit } from './events.ts'
import { guarded } from './guard.ts'
import { isLazy, readAttribute, readPublicId } from './loader/attributes.ts'
import { instanceAddress, readHost } from './loader/request.ts'
import { mountWidget } from './mount.tsx'
import { toAttribute } from './options.ts'
import type { Page } from './placement.ts'

interface Mounted {
  instance: string
  options: MountOptions
  handle: Handle
  /** Once it has been on the page, leaving the page ends it. */
  connected: boolean
}

const mounted = new Map<HTMLElement, Mounted>()

/** What the script that started Lapel on this page knows. */
export const page: Page = { base: '', host: '', requests: new Map(), embedded: new Map(), consent: false }

const idOf = (element: HTMLElement) => mounted.get(element)?.options.publicId || readPublicId(element)

function place(element: HTMLElement, asked: MountOptions = {}): Handle {
  const present = mounted.get(element)
  const options = { ...present?.options, ...asked }
  const publicId = asked.publicId ?? idOf(element)
  const instance = instanceAddress(readHost(options.host ?? readAttribute(element, 'host') ?? page.host), publicId)
  if (present?.instance === instance) {
    present.handle.update(asked)
    return present.handle
  }
  present?.handle.unmount()
  const option = (name: keyof MountOptions) => options[name] ?? readAttribute(element, toAttribute(name))
  const real = mountWidget({ element, publicId, instance, page, emit: createEmit(element, publicId), option })
  const handle: Handle = {
    ...real,
    update(more) {
      Object.assign(options, more)
      real.update(more)
    },
    unmount() {
      if (mounted.get(element)?.handle === handle) mounted.delete(element)
      real.unmount()
    },
  }
  mounted.set(element, { instance, options, handle, connected: element.isConnected })
  return handle
}

/** `Lapel.mount`; undefined where there is nothing to mount into. */
export const tryToMount = guarded(place)

let near: IntersectionObserver | undefined

/** Mounts a widget when the visitor comes near it. */
function wait(element: Element): void {
  near ??= new IntersectionObserver(
    guarded((entries: IntersectionObserverEntry[]) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        near?.unobserve(target)
        follow(target, true)
      }
    }),
    { rootMargin: '400px' },
  )
  near.observe(element)
}

/** Mounts, changes or ends the widget in an element, as its attributes say. */
export function follow(element: Element, isNear = false): void {
  if (!(element instanceof HTMLElement) || !element.isConnected) return
  // Without an id there is nothing to show yet: a framework may set it later.
  if (!idOf(element)) mounted.get(element)?.handle.unmount()
  else if (isNear || mounted.has(element) || !isLazy(element)) tryToMount(element)
  else wait(element)
}

/** Ends the widgets whose elements have left the page. One that was only moved is on it again by now. */
export function sweep(): void {
  for (const [element, widget] of mounted) {
    if (element.isConnected) widget.connected = true
    else if (widget.connected) widget.handle.unmount()
  }
}

/** The handles of the widgets with this id, or of all. */
export const handlesOf = (publicId?: string): Handle[] =>
  [...mounted].flatMap(([element, { handle }]) => (publicId && idOf(element) !== publicId ? [] : handle))
