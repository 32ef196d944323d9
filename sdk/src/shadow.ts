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

/** A stylesheet made without a <style> element, which a content security policy could refuse. */
export function createSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}

/** The look that all widgets share. */
export function sharedSheet(): CSSStyleSheet {
  shared ??= createSheet(styles)
  return shared
}
