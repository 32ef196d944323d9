import type { Field } from '@lapel/contract/fieldRules'
import { checkChoices } from '@lapel/contract/rules/choice'
import { applyRule } from '@lapel/contract/rules/rule'
import { Fragment, h } from 'preact'
import type { FieldValue } from '../../../lapel.d.ts'
import type { FieldProps, FieldType } from '../field.ts'

/** The ticked values; the page may give them with commas between. */
const readTicked = (value: FieldValue | undefined): readonly string[] => {
  if (Array.isArray(value)) return value
  return typeof value === 'string' && value ? value.split(',') : []
}

/** Checkboxes; the first carries the field's id. */
function Choices({ id, field, value, strings, onEnter }: FieldProps) {
  const { key, options = [], minChoices = 1, maxChoices = options.length } = field
  const ticked = readTicked(value)
  const bounds = [
    minChoices > 1 && `${strings.tooFew}`.replace('#', `${minChoices}`),
    maxChoices < options.length && `${strings.tooMany}`.replace('#', `${maxChoices}`),
  ].filter(Boolean)
  const tick = (value: string, isTicked: boolean) =>
    // In the order of the form, whatever the order of the clicks.
    onEnter(options.map((option) => option.value).filter((one) => (one === value ? isTicked : ticked.includes(one))))
  return (
    <>
      {bounds.length > 0 && (
        <p id={`${id}-bounds`} class="help">
          {bounds.join(' ')}
        </p>
      )}
      {options.map((option, index) => (
        <label key={option.value} class="option">
          <input
            id={index ? undefined : id}
            type="checkbox"
            name={key}
            value={option.value}
            aria-describedby={bounds.length ? `${id}-bounds` : undefined}
            checked={ticked.includes(option.value)}
            onInput={(event) => tick(option.value, event.currentTarget.checked)}
          />
          {option.label}
        </label>
      ))}
    </>
  )
}

const toPayload = (value: FieldValue | undefined) => {
  const ticked = readTicked(value)
  return ticked.length ? ticked : undefined
}

export const part: FieldType = {
  control: Choices,
  role: 'group',
  toPayload,
  check: (field: Field, value) => applyRule(checkChoices, field, value),
  strings: { tooFew: 'Choose at least #.', tooMany: 'Choose at most #.' },
}
