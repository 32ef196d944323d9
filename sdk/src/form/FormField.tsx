import type { Field } from '@lapel/contract/fieldRules'
import { h } from 'preact'
import type { FieldValue } from '../../lapel.d.ts'
import type { Strings } from '../strings.ts'
import { Choice, Control, describe } from './controls.tsx'

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

/** One field: label, control, help and error, bound to each other. */
export function FormField(props: FieldProps) {
  const { id, field, error } = props
  const { type, label, help, required } = field
  const isGroup = type === 'radio'
  const Box = isGroup ? 'fieldset' : 'div'
  const Label = isGroup ? 'legend' : 'label'
  return (
    <Box
      class={`field ${type}`}
      part="field"
      {...(isGroup && { role: 'radiogroup', 'aria-required': required, ...describe(props) })}
    >
      <Label class="label" part="label" {...(!isGroup && { for: id })}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </Label>
      {isGroup ? <Choice {...props} /> : <Control {...props} />}
      <p id={`${id}-help`} class="help">
        {help}
      </p>
      <p id={`${id}-error`} class="error" part="error">
        {error}
      </p>
    </Box>
  )
}
