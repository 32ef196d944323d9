import type { Handle, MountOptions } from '../lapel.d.ts'
import { guarded } from './guard.ts'
import { readHost } from './host.ts'
import { mountWidget } from './mount.tsx'

interface Mounted {
  /** Host and public id. */
  source: string
  handle: Handle
  /** Once it has been on the page, leaving the page ends it. */
  connected: boolean
}

const mounted = new Map<HTMLElement, Mounted>()
let defaultHost = ''

/** Where widgets that name no host come from. */
export function setDefaultHost(host: string | undefined): void {
  defaultHost = host ?? ''
}

/** The widget that an element's attributes ask for. */
function readPublicId(element: Element): string {
  return element.getAttribute('public-id') || element.getAttribute('data-lapel-widget') || ''
}

function place(element: HTMLElement, options: MountOptions = {}): Handle {
  const publicId = options.publicId ?? readPublicId(element)
  const host = readHost(options.host ?? element.getAttribute('host') ?? defaultHost)
  const present = mounted.get(element)
  const source = `${host} ${publicId}`
  if (present?.source === source) return present.handle
  present?.handle.unmount()
  const handle = mountWidget(element, publicId, host, () => {
    if (mounted.get(element)?.handle === handle) mounted.delete(element)
  })
  mounted.set(element, { source, handle, connected: element.isConnected })
  return handle
}

const tryToPlace = guarded(place)

/** What `mount` returns where there is nothing to mount into. */
const noWidget: Handle = {
  reset() {},
  focus() {},
  setField() {},
  getData: () => ({}),
  getErrors: () => [],
  unmount() {},
}

/** `Lapel.mount`. */
export function mount(element: HTMLElement, options?: MountOptions): Handle {
  return tryToPlace(element, options) ?? noWidget
}

/** Mounts, changes or ends the widget in an element, as its attributes say. */
export function follow(element: Element): void {
  if (!(element instanceof HTMLElement) || !element.isConnected) return
  // Without an id there is nothing to show yet: a framework may set it later.
  if (readPublicId(element)) mount(element)
  else mounted.get(element)?.handle.unmount()
}

/** Ends the widgets whose elements have left the page. One that was only moved is on it again by now. */
export function sweep(): void {
  for (const [element, widget] of mounted) {
    if (element.isConnected) widget.connected = true
    else if (widget.connected) widget.handle.unmount()
  }
}
