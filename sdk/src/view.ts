import type { Field } from '@lapel/contract/fieldRules'
import type { ComponentType } from 'preact'
import type { FieldValue } from '../lapel.d.ts'
import type { FieldType } from './fields/field.ts'
import type { Answers } from './form/answers.ts'
import type { Parts } from './parts.ts'
import type { State } from './state.ts'
import type { Strings } from './strings.ts'

/** What a visitor can do with a widget; none of these functions throws. */
export interface Actions {
  enter(key: string, value: FieldValue): void
  /** Checks the answers to these fields and shows what is wrong with them. True if nothing is. */
  check(keys: readonly string[]): boolean | undefined
  /** Tells the page that the visitor came to a step. */
  step(name: string): void
  /** Checks all answers and sends them. */
  submit(): void
  /** Empties the form, or brings it back after a receipt. */
  reset(): void
  /** Tries to load the widget once more. */
  reload(): void
  /** Closes a widget that is not inline. */
  close(): void
  /** Address of an endpoint of the instance, with the page's token. */
  endpoint(name: string): string
}

/** What a widget shows, and what a visitor can do with it. */
export interface View {
  state: State
  parts: Parts
  strings: Strings
  actions: Actions
}

/** What some of its fields are drawn from. */
export interface FieldsView extends View {
  fields: readonly Field[]
}

/** What the component of a widget type is given. */
export interface WidgetProps<Config> extends View {
  config: Config
}

/** A widget type: one folder of `types/`, whose `index.tsx` exports it as `part`. */
export interface WidgetType<Config> {
  component: ComponentType<WidgetProps<Config>>
  /**
   * What the visitor is asked, as fields: their answers are the payload, their rules are checked before sending. Fields
   * that these answers do not call for are left out. The payload is `toPayload(fields, state)` of the kit.
   */
  fields(config: Config, answers: Answers, state: State): readonly Field[]
  /** How the type itself draws and reads fields of these types, in place of what a form does. */
  fieldTypes?: Readonly<Record<string, FieldType>>
  /** Added to the shared look. */
  css?: string
  /** What the type says beyond {@link Strings}, in English. */
  strings?: Readonly<Record<string, string>>
}

/** A `ref` that moves the keyboard to an element when it appears. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus()
}
