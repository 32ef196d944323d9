import type { Field } from '@lapel/contract/fieldRules'
import type { ComponentType } from 'preact'
import type { FieldValue } from '../../lapel.d.ts'
import type { Strings } from '../strings.ts'

/** What the control of a field is given. */
export interface FieldProps {
  /** Id of the element that takes the keyboard for this field. */
  id: string
  field: Field
  value: FieldValue | undefined
  error: string | undefined
  /** Being sent: shown, but not to be changed. */
  frozen: boolean
  strings: Strings
  onEnter(value: FieldValue): void
  /** Address of an endpoint of the instance, such as `uploads`. */
  endpoint(name: string): string
}

/** Why an answer is refused: a code that {@link Strings} has a sentence for, its own words included. */
export interface Refusal {
  code: string
  /** Stands where the sentence has `#`. */
  bound?: number | string
  /** The config's own sentence, in place of that. */
  message?: string | undefined
}

/**
 * What is wrong with an answer, or with there being none: `value` as it would be sent, `entered` as the control left it.
 * Asks the contract's rule by `applyRule`.
 */
export type Check = (field: Field, value: unknown, entered: FieldValue | undefined) => Refusal | undefined

/** A field type: one folder of `fields/`, whose `index.tsx` exports it as `part`. */
export interface FieldType {
  /** The control alone; label, help and error are drawn around it. Spread `describe(props)` on what takes the keyboard. */
  control: ComponentType<FieldProps>
  /** What kind of group the control is, where it is more than one element. */
  role?: 'group' | 'radiogroup'
  /** The value as it is sent; undefined for no answer. Where left out, text is trimmed and everything else kept. */
  toPayload?(value: FieldValue | undefined, field: Field): unknown
  /** Where the basic rules are not enough. */
  check?: Check
  css?: string
  strings?: Readonly<Record<string, string>>
}
