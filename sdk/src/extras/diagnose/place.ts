import type { Finding } from '../../../lapel.d.ts'
import { isLazy } from '../../loader/attributes.ts'
import { find, nameOf } from './findings.ts'

const parentOf = (element: Element): Element | null =>
  element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null

/** The element and all that it lies in, from the inside out. */
function* outwards(element: Element): Generator<Element> {
  for (let at: Element | null = element; at; at = parentOf(at)) yield at
}

const hides = ({ display, visibility, opacity }: CSSStyleDeclaration): string | undefined => {
  if (display === 'none') return 'display: none'
  if (opacity === '0') return 'opacity: 0'
  return visibility === 'visible' ? undefined : `visibility: ${visibility}`
}

/** What the style of the page does to an element, so that nobody sees it. */
export function findHider(element: Element): Finding | undefined {
  const what = nameOf(element)
  for (const at of outwards(element)) {
    const reason = hides(getComputedStyle(at))
    if (!reason) continue
    // Visibility is inherited: the outermost that has it is where it comes from.
    const isInherited = (outer: Element) => reason.startsWith('vis') && hides(getComputedStyle(outer)) === reason
    const hider = [...outwards(at)].filter((outer) => outer === at || isInherited(outer)).at(-1) ?? at
    return find('HIDDEN', { what, hider: nameOf(hider), reason })
  }
  return undefined
}

/** Whether what a widget shows in its place has no size, or lies in something that cuts it off to nothing. */
export function findSqueeze(element: Element): Finding | undefined {
  for (const at of outwards(element)) {
    const { width, height } = at.getBoundingClientRect()
    const cuts = at === element || getComputedStyle(at).overflow !== 'visible'
    if (!cuts || at === document.documentElement || at === document.body || (width >= 1 && height >= 1)) continue
    return find('NO_ROOM', {
      what: nameOf(element),
      hider: nameOf(at),
      width: Math.round(width),
      height: Math.round(height),
    })
  }
  return undefined
}

/** What an element shows its widget in; undefined before there is any. */
export const rootOf = (element: Element): ShadowRoot | undefined => {
  // An element that can have no shadow root has a child with one.
  const root = element.shadowRoot ?? element.lastElementChild?.shadowRoot
  return root?.querySelector('[part~=card]') ? root : undefined
}

/** Why an element has not drawn a widget that can be loaded. */
export const explainEmptiness = (element: Element): Finding =>
  find(isLazy(element) ? 'WAITS_TO_BE_NEAR' : 'NOT_DRAWN', { what: nameOf(element) })
