/** What is left on a narrow phone of 360 pixels between a page's margins: narrower places make a form higher. */
const width = 328

const whenStyled = (link: HTMLLinkElement) =>
  new Promise<void>((resolve, reject) => {
    link.addEventListener('load', () => resolve())
    link.addEventListener('error', () => reject(new Error(`No stylesheet at ${link.href}.`)))
  })

/**
 * The height that a form takes on a narrow phone, in pixels: a page that keeps it free is not moved when the form arrives.
 *
 * @param snippet an instant snippet, which is drawn out of sight
 */
export async function drawnHeight(snippet: string): Promise<number> {
  const drawn = new DOMParser().parseFromString(snippet, 'text/html').querySelector('template')
  if (!drawn) throw new Error('No form in the snippet.')
  const host = document.createElement('div')
  host.inert = true
  Object.assign(host.style, { position: 'absolute', visibility: 'hidden', width: `${width}px` })
  host.attachShadow({ mode: 'open' }).append(document.importNode(drawn.content, true))
  const styled = [...(host.shadowRoot?.querySelectorAll('link') ?? [])].map(whenStyled)
  document.body.append(host)
  try {
    await Promise.all(styled)
    return Math.ceil(host.getBoundingClientRect().height)
  } finally {
    host.remove()
  }
}
