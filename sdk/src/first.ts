import type { Drawn, DrawnForm, DrawnRoot } from './drawn.ts'
import { warn } from './guard.ts'
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
/** Marks a form that was sent before the runtime was there. */
const sent = 'data-sent'
/** How long who has sent it waits for the runtime, in milliseconds: as for any request. */
const patience = 20_000
/** What shows otherwise than it is drawn here, unless the script's address says the same. */
const other = /(^|-)(mode|dark|token|host|lazy|locale|theme)$/

/** Made by hand, because a page may forbid that scripts parse HTML (Trusted Types). */
function make([tag, attributes, ...inside]: Drawn, isDrawing = tag === 'svg'): Element {
  const element = isDrawing ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag)
  for (const name in attributes) element.setAttribute(name, `${attributes[name]}`)
  element.append(...inside.map((one) => (typeof one === 'string' ? one : make(one, isDrawing || undefined))))
  return element
}

function draw(element: Element, { css, inside }: DrawnForm): void {
  if (element.shadowRoot) return
  for (const { name, value } of element.attributes)
    if (other.test(name) && new URL(address).searchParams.get(name) !== value) return
  const root = element.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [sheet, createSheet(css)]
  root.append(make(inside))
  // Laid out in a task of its own, where the frame does not do so first: neither is a long one.
  setTimeout(() => element.clientHeight)
}

/**
 * What is sent before the runtime is there, the runtime sends. Where that, or a part of it, does not come, the browser
 * sends it, as it would without any script. Through the prototype: a field may have the name `submit`.
 */
function hold(element: Element): void {
  const root: DrawnRoot | null = element.shadowRoot
  // Not a form of the page's own, nor one that the runtime has drawn.
  const form = root?.querySelector<HTMLFormElement>('form[data-revision]')
  if (!root || !form) return
  root.lapelAt ??= performance.now()
  const note = ({ type }: Event) => form.setAttribute('data-composition', type)
  for (const part of ['start', 'end']) form.addEventListener(`composition${part}`, note)
  const letGo = () => {
    form.removeEventListener('submit', keep)
    if (form.hasAttribute(sent)) HTMLFormElement.prototype.submit.call(form)
    form.removeAttribute(sent)
  }
  const keep = (event: Event) => {
    event.preventDefault()
    form.setAttribute(sent, '')
    setTimeout(letGo, patience)
  }
  form.addEventListener('submit', keep)
  element.addEventListener('lapel:error', letGo)
  loading.catch(letGo)
}

// Asked for first, drawn meanwhile.
const loading = loadModule<{ start(carried: Carried): void }>(folder + __REST__)
try {
  standIn(folder)
  const drawn: DrawnForm = JSON.parse(__DRAWN__)
  const places = `lapel-widget[public-id="${carried.publicId}"],[data-lapel-widget="${carried.publicId}"]`
  for (const element of document.querySelectorAll(places)) {
    draw(element, drawn)
    hold(element)
  }
} catch (error) {
  warn(error)
}
loading
  // In a task of its own: the form can be used meanwhile.
  .then((rest) => setTimeout(() => rest.start(carried)))
  .catch(warn)
