import { h, type TargetedEvent } from 'preact'
import type { FieldProps } from '../fields/field.ts'

/** What binds a control to its help and its error. */
export const describe = ({ id, error }: FieldProps) => ({
  'aria-describedby': `${id}-help ${id}-error`,
  'aria-invalid': !!error,
})

/** An input, a text area, a select or a checkbox. */
export function Control(props: FieldProps) {
  const { id, field, value, frozen, strings, onEnter } = props
  const { key, type, options, placeholder, required } = field
  // One element of three kinds; what a kind does not know, it ignores.
  const Tag = (type === 'textarea' || type === 'select' ? type : 'input') as 'input'
  const read = ({ currentTarget: { checked, value: entered } }: TargetedEvent<HTMLInputElement>) =>
    onEnter(type === 'checkbox' ? checked : entered)
  return (
    <Tag
      id={id}
      name={key}
      class="input"
      part="input"
      // Numbers are text: `type=number` swallows what it cannot read, and changes when the page is scrolled.
      type={(type === 'number' ? 'text' : type) as 'text'}
      inputMode={type === 'number' ? 'decimal' : undefined}
      // The names of these types are also those of their autocompletion.
      autocomplete={field.autocomplete ?? (/email|tel|url/.test(type) ? type : undefined)}
      placeholder={placeholder}
      required={required}
      readOnly={frozen}
      value={`${value ?? ''}`}
      checked={value === true}
      onInput={read}
      {...describe(props)}
    >
      {options && <option value="">{placeholder ?? strings.choose}</option>}
      {options?.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Tag>
  )
}
