import type { LoadChunk } from './chunks.ts'
import { loadChunk as load } from './chunksByUrl.ts'
import type { part as takeover } from './extras/takeover/index.ts'
import { warn } from './guard.ts'

type TakeoverPart = typeof takeover

/** Whether nothing is lost with the form: it is this revision, and neither a visitor nor a program did anything in it. */
function isUntouched(root: ShadowRoot, revision: number): boolean {
  const form = root.querySelector<HTMLFormElement>(`[data-revision="${revision}"]:not([data-sent])`)
  // A ticked box may have no value: `FormData` alone does not tell it.
  const isChosen = form?.querySelector(':checked:not(option[value=""])')
  return !!form && !isChosen && !root.activeElement && ![...new FormData(form).values()].some(String)
}

/**
 * As in chunksByUrl.ts, but that what takes a form over is loaded only where something was done in it, and what asks the
 * server together with what sends.
 */
export const loadChunk: LoadChunk = async <Part>(name: string, base: string) => {
  if (name === 'extras/sending') load('extras/client', base).catch(warn)
  if (name !== 'extras/takeover') return load<Part>(name, base)
  const part: TakeoverPart = {
    async takeOver(root, revision) {
      // In a task of its own: the form can be used meanwhile.
      await new Promise((resolve) => setTimeout(resolve))
      if (!isUntouched(root, revision)) return (await load<TakeoverPart>(name, base)).takeOver(root, revision)
      root.replaceChildren()
      return undefined
    },
  }
  return part as Part
}
