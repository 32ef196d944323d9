import { createSheet } from './sheet.ts'
import styles from './styles.css?inline'

const ours = new WeakSet<ShadowRoot>()
let shared: CSSStyleSheet | undefined

function attach(element: HTMLElement): ShadowRoot {
  const root = element.attachShadow({ mode: 'open' })
  ours.add(root)
  return root
}

/** The shadow root to render into: the element's own, or that of a new child where the element cannot have one. */
export function openShadow(element: HTMLElement): ShadowRoot {
  const root = element.shadowRoot
  // One that came with the page, prerendered, is ours as well.
  if (root && (ours.has(root) || root.querySelector('[action]'))) return root
  try {
    return attach(element)
  } catch {
    return attach(element.appendChild(document.createElement('div')))
  }
}

/** The look that all widgets share. `made`: by a script that was here before. */
export function sharedSheet(made?: CSSStyleSheet): CSSStyleSheet {
  shared ??= made ?? createSheet(styles)
  return shared
}

/** Dresses a root in the look that all widgets share, and in its widget's own. */
export function wear(root: ShadowRoot, look: CSSStyleSheet): void {
  root.adoptedStyleSheets = [sharedSheet(), look]
}
