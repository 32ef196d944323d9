/** What an element's attribute says: by its name on `<lapel-widget>`, with `data-lapel-` in front on any element. */
export const readAttribute = (element: Element, name: string): string | null =>
  (element.localName === 'lapel-widget' ? element.getAttribute(name) : null) ??
  element.getAttribute(`data-lapel-${name}`)

/** The widget that an element asks for; empty where there is none yet. */
export const readPublicId = (element: Element): string =>
  readAttribute(element, 'public-id') || element.getAttribute('data-lapel-widget') || ''

/** Whether an element waits until the visitor comes near. */
export const isLazy = (element: Element): boolean => /^(true)?$/.test(readAttribute(element, 'lazy') ?? 'no')

/** Which elements hold widgets. */
export const selector = 'lapel-widget,[data-lapel-widget]'
