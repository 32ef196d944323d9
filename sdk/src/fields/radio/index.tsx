import { h } from 'preact'
import type { FieldProps, FieldType } from '../field.ts'

/** Radio buttons; the first carries the field's id. */
function Choice({ id, field: { key, options }, value, onEnter }: FieldProps) {
  return options?.map((option, index) => (
    <label key={option.value} class="option">
      <input
        id={index ? undefined : id}
        type="radio"
        name={key}
        value={option.value}
        checked={value === option.value}
        onInput={() => onEnter(option.value)}
      />
      {option.label}
    </label>
  ))
}

export const part: FieldType = { control: Choice, role: 'radiogroup' }
