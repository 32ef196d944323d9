import type { Earlier } from './extras/takeover/index.ts'
import type { Parts } from './parts.ts'

/** A prerendered form that came with the page. It stays until the widget can take its place, with what was entered in it. */
export interface Predecessor {
  /** It is still there. */
  isThere: boolean
  /** What was entered, from its end until `restore`. */
  values(): Record<string, string> | undefined
  /** Ends it with the parts that the widget is drawn with. */
  end(parts: Parts, revision: number): Parts
  /** Gives the keyboard back, once the widget is drawn. */
  restore(): void
}

/** Looks into a shadow root for what was in the page before the SDK. */
export function findPredecessor(root: ShadowRoot): Predecessor {
  let earlier: Earlier | undefined
  const found: Predecessor = {
    isThere: !!root.querySelector('form[action]'),
    values: () => earlier?.values,
    end(parts, revision) {
      earlier = parts.takeOver?.(root, revision)
      found.isThere = false
      return parts
    },
    restore() {
      earlier?.restore()
      earlier = undefined
    },
  }
  return found
}
