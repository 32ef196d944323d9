import type { Field } from '@lapel/contract/fieldRules'
import type { Rule } from '@lapel/contract/rules/rule'
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
}

/** A field type: one folder of `fields/`, whose `index.tsx` exports it as `part`. */
export interface FieldType {
  /** The control alone; label, help and error are drawn around it. Spread `describe(props)` on what takes the keyboard. */
  control: ComponentType<FieldProps>
  /** What kind of group the control is, where it is more than one element. */
  role?: 'group' | 'radiogroup'
  /** The value as it is sent; undefined for no answer. Where left out, text is trimmed and everything else kept. */
  toPayload?(value: FieldValue | undefined, field: Field): unknown
  /** What its answers have to keep, where the basic rules are not enough; `strings` has a sentence for each code of its own. */
  rule?: Rule
  css?: string
  strings?: Readonly<Record<string, string>>
}
