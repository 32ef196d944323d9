import type { Drawn, DrawnForm, DrawnRoot } from './drawn.ts'
import type { Carried } from './loader/carried.ts'
import { loadModule, standIn } from './loader/standIn.ts'
import { scriptAddress } from './loader/start.ts'
import { createSheet } from './sheet.ts'
import styles from './styles.css?inline'

// Served as /sdk/w/<public id>.js for a form that can be drawn before the runtime is there: the server writes it in.
const address = scriptAddress()
const sheet = createSheet(styles)
const carried: Carried = { address, publicId: __PUBLIC_ID__, config: __CONFIG__, sheet }
const folder = new URL(__CHANNEL__, address).href
const forms: HTMLFormElement[] = []
/** What shows otherwise than it is drawn here, unless the script's address says the same. */
const other = /^(data-lapel-)?(mode|dark|token|host|lazy|locale|theme)$/

/** Made by hand, because a page may forbid that scripts parse HTML (Trusted Types). */
function make([tag, attributes, ...inside]: Drawn, space = 'http://www.w3.org/1999/xhtml'): Element {
  const namespace = tag === 'svg' ? 'http://www.w3.org/2000/svg' : space
  const element = document.createElementNS(namespace, tag)
  for (const name in attributes) element.setAttribute(name, `${attributes[name]}`)
  element.append(...inside.map((one) => (typeof one === 'string' ? one : make(one, namespace))))
  return element
}

function draw(element: Element, { css, inside }: DrawnForm): void {
  const asked = new URL(address).searchParams
  const isOther = Array.from(element.attributes).some(
    ({ name, value }) => other.test(name) && asked.get(name) !== value,
  )
  if (isOther || element.shadowRoot) return
  const root = element.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [sheet, createSheet(css)]
  root.append(make(inside))
  // Laid out in a task of its own, where the frame does not do so first: neither is a long one.
  setTimeout(() => element.clientHeight)
}

/** What is sent before the runtime is there, the runtime sends. Root and form carry what only this script knows. */
function hold(root: DrawnRoot | null): void {
  if (!root) return
  root.lapelDrawnAt ??= performance.now()
  for (const form of root.querySelectorAll('form')) {
    form.onsubmit = (event) => {
      event.preventDefault()
      form.dataset.sent = ''
    }
    const note = ({ type }: Event) => form.setAttribute('data-composition', type)
    form.addEventListener('compositionstart', note)
    form.addEventListener('compositionend', note)
    forms.push(form)
  }
}

/** Without the runtime the browser sends a form, as it would without any script. */
function letGo(error: unknown): void {
  console.warn('[lapel] not loaded:', error)
  for (const form of forms) {
    form.onsubmit = null
    if (form.dataset.sent === '') form.submit()
  }
}

try {
  standIn(folder)
  const drawn: DrawnForm = JSON.parse(__DRAWN__)
  const places = `lapel-widget[public-id="${carried.publicId}"],[data-lapel-widget="${carried.publicId}"]`
  for (const element of document.querySelectorAll(places)) {
    draw(element, drawn)
    hold(element.shadowRoot)
  }
} catch (error) {
  console.warn('[lapel]', error)
}
loadModule<{ start(carried: Carried): void }>(folder + __REST__)
  // In a task of its own: the form can be used meanwhile.
  .then((rest) => setTimeout(() => rest.start(carried)))
  .catch(letGo)
