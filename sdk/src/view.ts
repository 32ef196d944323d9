import type { FieldValue } from '../lapel.d.ts'
import type { State } from './state.ts'
import type { Strings } from './strings.ts'

/** What a widget shows, and what a visitor can do with it; none of these functions throws. */
export interface View {
  state: State
  strings: Strings
  enter(key: string, value: FieldValue): void
  submit(): void
  reload(): void
}

/** A `ref` that moves the keyboard to an element when it appears. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus()
}
