/** What is left on a narrow phone of 360 pixels between a page's margins: narrower places make a widget higher. */
const width = 328

/** What takes the place of a widget that shows where it stands. */
export interface Place {
  /** On a narrow phone, in pixels: a page that keeps it free is not moved when the widget arrives. */
  height: number
  /** Why no snippet can do without a script, as the server says it; null where one can. */
  needs: string | null
}

/**
 * Measures a widget by drawing it out of sight.
 *
 * @param drawing the answer to `/sdk/w/<public id>.html?draw=place`
 */
export function measurePlace(drawing: string): Place {
  const widget = new DOMParser().parseFromString(drawing, 'text/html').querySelector('lapel-widget')
  const drawn = widget?.querySelector('template')
  if (!widget || !drawn) throw new Error('No widget in the drawing.')
  // A frame is as high as it says, whatever is in it.
  for (const frame of drawn.content.querySelectorAll('iframe')) frame.removeAttribute('src')
  const host = document.createElement('div')
  host.inert = true
  Object.assign(host.style, { position: 'absolute', visibility: 'hidden', width: `${width}px` })
  const root = host.attachShadow({ mode: 'open' })
  // The console's content security policy forbids style elements.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(Array.from(drawn.content.querySelectorAll('style'), ({ textContent }) => textContent).join(''))
  root.adoptedStyleSheets = [sheet]
  for (const style of drawn.content.querySelectorAll('style')) style.remove()
  root.append(document.importNode(drawn.content, true))
  document.body.append(host)
  try {
    return { height: Math.ceil(host.getBoundingClientRect().height), needs: widget.getAttribute('needs') }
  } finally {
    host.remove()
  }
}
