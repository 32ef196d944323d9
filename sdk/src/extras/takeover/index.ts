import { trapField } from '@lapel/contract/proof'
import { warn } from '../../kit.ts'

/** What a visitor had done in a form that was there before the SDK. */
export interface Earlier {
  /** What is entered, as text, by the key of the field; nothing any more once it is drawn. */
  values: Iterable<[string, string]>
  /**
   * Once the widget is drawn: gives the keyboard back to what had it, at the place where it was, and the trap what a
   * program entered there; begins the form where something was entered, and sends it where that was asked for.
   */
  restore(): void
}

/**
 * Once no word is being composed: empties a shadow root that came with the page, to be drawn anew at once, and says what was done in it. The site's
 * developer is told where another revision than this is in the page.
 */
export type TakeOver = (root: ShadowRoot, revision: number) => Earlier | Promise<Earlier>

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

const isTicked = (control: Control) => /^(checkbox|radio)$/.test(control.type)

/** What a control holds; a box without a value of its own says whether it is ticked. */
function readValue(control: Control): string {
  if (!isTicked(control)) return control.value
  return (control as HTMLInputElement).checked ? control.value || 'on' : ''
}

/** What is entered in each control; what was never touched is left out. */
function readValues(controls: readonly Control[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const control of controls) {
    const { name } = control
    const value = readValue(control)
    if (!value) continue
    const before = values.get(name)
    values.set(name, before ? `${before},${value}` : value)
  }
  return values
}

/** The place of the keyboard in a text, where the control has one. */
function readSelection(control: Control): [number, number] | undefined {
  if (isTicked(control) || control instanceof HTMLSelectElement) return undefined
  const { selectionStart, selectionEnd } = control
  return selectionStart === null || selectionEnd === null ? undefined : [selectionStart, selectionEnd]
}

/** The trap is no field: what it held is entered as it was, so that the submission is quarantined as it would have been. */
function refillTrap(root: ShadowRoot, value: string): void {
  const trap = root.querySelector<HTMLInputElement>(`[name="${trapField}"]`)
  if (!trap) return
  trap.value = value
  trap.dispatchEvent(new Event('input'))
}

/** What finds an element of a drawn form in the widget: a control by its name, a link by its goal, the button by its part. */
function* selectorsOf(element: Element): Iterable<string> {
  const name = element.getAttribute('name')
  const by = (attribute: string) => `[${attribute}="${CSS.escape(element.getAttribute(attribute) ?? '')}"]`
  if (name && isTicked(element as Control)) yield by('name') + by('value')
  for (const attribute of ['name', 'href', 'part']) if (element.hasAttribute(attribute)) yield by(attribute)
}

/** Gives the keyboard back. */
function refocus(root: ShadowRoot, focused: Element, selection: [number, number] | undefined): void {
  for (const selector of selectorsOf(focused)) {
    const found = root.querySelector<HTMLElement>(selector)
    if (!found) continue
    found.focus({ preventScroll: true })
    if (selection && 'setSelectionRange' in found) (found as HTMLInputElement).setSelectionRange(...selection)
    return
  }
}

const readControls = (root: ShadowRoot) => [...root.querySelectorAll<Control>('input, select, textarea')]

/** The widget learns that the visitor has begun, as from a control that is entered again as it is. */
function begin(root: ShadowRoot, values: ReadonlyMap<string, string>): void {
  const entered = readControls(root).find((control) => values.has(control.name) && readValue(control))
  entered?.dispatchEvent(new Event('input'))
}

const task = () => new Promise((resolve) => setTimeout(resolve))

/** Resolves when no word is being composed, which drawing anew would break off. `first.ts` notes the last such event on the form. */
async function composed(root: ShadowRoot): Promise<void> {
  while (root.querySelector('[data-composition=compositionstart]')) {
    await new Promise((resolve) => root.addEventListener('compositionend', resolve, { once: true }))
    // What ends the word is an event of its own, which may come later.
    await task()
  }
}

function empty(root: ShadowRoot, revision: number): Earlier {
  const form = root.querySelector('form')
  const copied = form?.getAttribute('data-revision')
  if (copied !== `${revision}`) {
    warn(`The page holds revision ${copied} of this form, and ${revision} is published: copy its snippet again.`)
  }
  const isSent = form?.hasAttribute('data-sent')
  const controls = readControls(root)
  const focused = root.activeElement
  const selection = controls.includes(focused as Control) ? readSelection(focused as Control) : undefined
  const values = readValues(controls)
  const trapped = values.get(trapField)
  let isDrawn = false
  const earlier: Earlier = {
    values,
    restore() {
      earlier.values = []
      if (isDrawn) return
      isDrawn = true
      if (trapped) refillTrap(root, trapped)
      if (focused) refocus(root, focused, selection)
      // Once the widget has said that it is ready.
      task().then(() => {
        begin(root, values)
        // What the visitor wanted to send before there was anything to send it.
        if (isSent) root.querySelector('form')?.requestSubmit()
      })
    },
  }
  root.replaceChildren()
  return earlier
}

const taken = new WeakMap<ShadowRoot, Earlier>()

export const part: { takeOver: TakeOver } = {
  async takeOver(root, revision) {
    await composed(root)
    // Taken over already, by an earlier call that was on its way.
    if (!root.querySelector('[action]')) return taken.get(root) ?? { values: [], restore() {} }
    const earlier = empty(root, revision)
    taken.set(root, earlier)
    return earlier
  },
}
