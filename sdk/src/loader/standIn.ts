import type { LapelApi, QueuedCall } from '../../lapel.d.ts'

/**
 * Puts a queue in the place of `window.Lapel` until the runtime is there. Undefined where another copy of the SDK is
 * before this one; an element with id="Lapel" is none.
 */
export function standIn(address: string): QueuedCall[] | undefined {
  const before = window.Lapel as Partial<LapelApi> | undefined
  const queue = Array.isArray(before?.q) ? before.q : []
  if (before?.version && !(before instanceof Node)) return undefined
  const diagnose: LapelApi['diagnose'] = (id) =>
    import(/* @vite-ignore */ new URL('diagnose.js', address).href).then((help) => help.diagnose(id))
  window.Lapel = { q: queue, version: __VERSION__, diagnose } as unknown as LapelApi
  return queue
}

/** Loads a module of the SDK, with a second try, and tells the site's developer when it does not come. */
export const loadModule = <Module>(file: string): Promise<Module> =>
  // A module that failed to load is remembered as failed: the second try needs another address.
  import(/* @vite-ignore */ file).catch(() => import(/* @vite-ignore */ `${file}?again`))
