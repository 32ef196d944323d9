import { h } from 'preact'
import type { FieldProps, FieldType } from '../fields/field.ts'
import { Control, describe } from './controls.tsx'

/** One field: label, control, help and error, bound to each other. */
export function FormField({ own, ...props }: FieldProps & { own: FieldType | undefined }) {
  const { id, field, error } = props
  const { type, label, help, required } = field
  const role = own?.role
  const Box = role ? 'fieldset' : 'div'
  const Label = role ? 'legend' : 'label'
  const Inner = own?.control ?? Control
  return (
    <Box
      class={`field ${type}`}
      part="field"
      {...(role && { role, 'aria-required': role === 'radiogroup' ? required : undefined, ...describe(props) })}
    >
      <Label class="label" part="label" {...(!role && { for: id })}>
        {label}
        {required && <span aria-hidden="true"> *</span>}
      </Label>
      <Inner {...props} />
      <p id={`${id}-help`} class="help">
        {help}
      </p>
      <p id={`${id}-error`} class="error" part="error">
        {error}
      </p>
    </Box>
  )
}
