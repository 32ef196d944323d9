import { trapField } from '@lapel/contract/proof'
import { warn } from '../../kit.ts'

/** What a visitor had done in a form that was there before the SDK. */
export interface Earlier {
  /** What is entered, as text, by the key of the field; nothing any more once it is drawn. */
  values: Iterable<[string, string]>
  /**
   * Once the widget is drawn: gives the keyboard back to the control that had it, at the place where it was, and the trap
   * what a program entered there.
   */
  restore(): void
}

/**
 * Empties a shadow root that came with the page, to be drawn anew at once, and says what was done in it. The site's
 * developer is told where another revision than this is in the page. Undefined where nothing was done.
 */
export type TakeOver = (root: ShadowRoot, revision: number) => Earlier | undefined | Promise<Earlier | undefined>

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

const isTicked = (control: Control) => /^(checkbox|radio)$/.test(control.type)

/** What is entered in each control; what was never touched is left out. */
function readValues(controls: readonly Control[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const control of controls) {
    const { name } = control
    // A box without a value of its own.
    const value = control.value || (isTicked(control) ? 'on' : '')
    if (isTicked(control) ? !(control as HTMLInputElement).checked : !value) continue
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

const selectorOf = ({ name, type, value }: Control) =>
  `[name="${CSS.escape(name)}"]${/^(checkbox|radio)$/.test(type) ? `[value="${CSS.escape(value)}"]` : ''}`

export const part: { takeOver: TakeOver } = {
  takeOver(root, revision) {
    // Taken over already, by an earlier call that was on its way.
    if (!root.querySelector('[action]')) return { values: [], restore() {} }
    const { revision: copied, sent } = root.querySelector('form')?.dataset ?? {}
    if (copied !== `${revision}`) {
      warn(`The page holds revision ${copied} of this form, and ${revision} is published: copy its snippet again.`)
    }
    const controls = [...root.querySelectorAll<Control>('input, select, textarea')]
    const focused = controls.find((control) => control === root.activeElement)
    const selection = focused && readSelection(focused)
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
        // What the visitor wanted to send before there was anything to send it.
        if (sent === '') root.querySelector('form')?.requestSubmit()
        if (!focused) return
        const control =
          root.querySelector<Control>(selectorOf(focused)) ??
          root.querySelector<Control>(`[name="${CSS.escape(focused.name)}"]`)
        control?.focus({ preventScroll: true })
        if (selection && control && 'setSelectionRange' in control) control.setSelectionRange(...selection)
      },
    }
    root.replaceChildren()
    return earlier
  },
}
