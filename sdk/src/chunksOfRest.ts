import type { LoadChunk } from './chunks.ts'
import { loadChunk as load } from './chunksByUrl.ts'
import type { part as takeover } from './extras/takeover/index.ts'

type TakeoverPart = typeof takeover

/** Whether something would be lost: a visitor, or a program, has done anything in the form, or it is another revision. */
const isTouched = (root: ShadowRoot, revision: number) =>
  root.activeElement ||
  !root.querySelector(`[data-revision="${revision}"]`) ||
  root.querySelector('[data-sent], :checked:not([value=""])') ||
  [...root.querySelectorAll<HTMLInputElement>('input:not([type=radio], [type=checkbox]), textarea')].some(
    ({ value }) => value,
  )

/** As in chunksByUrl.ts, but that what takes a form over is loaded only where something was done in it. */
export const loadChunk: LoadChunk = async <Part>(name: string, base: string) => {
  if (name !== 'extras/takeover') return load<Part>(name, base)
  const part: TakeoverPart = {
    async takeOver(root, revision) {
      // In a task of its own: the form can be used meanwhile.
      await new Promise((resolve) => setTimeout(resolve))
      if (isTouched(root, revision)) return (await load<TakeoverPart>(name, base)).takeOver(root, revision)
      root.replaceChildren()
      return { values: [], restore() {} }
    },
  }
  return part as Part
}
