import type { QueuedCall } from '../lapel.d.ts'
import { isLazy, readPublicId, selector } from './loader/attributes.ts'
import { addressFor, request } from './loader/request.ts'
import { loadModule, standIn } from './loader/standIn.ts'
import { type Runtime, type Start, scriptAddress } from './loader/start.ts'

/** Finds the first widgets, asks for their configs and for the runtime side by side, and leaves the rest to that. */
function load(queue: QueuedCall[] & { push: unknown }, address: string): void {
  const file = new URL(__RUNTIME__, address).href
  const start: Start = {
    base: new URL('.', address).href,
    host: new URL(address).origin,
    requests: new Map(),
    embedded: new Map(),
  }
  let isLoading = false
  const run = (runtime: Runtime) => {
    page.disconnect()
    runtime.start(start)
  }
  const loadRuntime = () => {
    if (isLoading) return
    isLoading = true
    loadModule<Runtime>(file)
      .then(run)
      .catch((error) => console.warn('[lapel] not loaded:', error))
  }
  const prepare = (element: Element) => {
    loadRuntime()
    // The runtime asks for these, when the visitor comes near.
    if (isLazy(element)) return
    const config = addressFor(element, start.host)
    const response = start.requests.get(config) ?? request(config)
    // The runtime says what became of it; should that never come, the page is not told of an error of ours.
    response.catch(() => {})
    start.requests.set(config, response)
  }
  const search = () => {
    for (const element of document.querySelectorAll(selector)) if (readPublicId(element)) prepare(element)
  }
  const page = new MutationObserver(search)
  page.observe(document, { childList: true, subtree: true })
  search()
  // What the page wants of Lapel itself, the runtime does.
  if (queue.length) loadRuntime()
  queue.push = (...calls: QueuedCall[]) => {
    loadRuntime()
    return [].push.apply(queue, calls as never[])
  }
}

const address = scriptAddress()
// A second copy of this script leaves everything to the first.
const queue = standIn(address)
try {
  if (queue) load(queue, address)
} catch (error) {
  console.warn('[lapel]', error)
}
