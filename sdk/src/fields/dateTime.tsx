import type { Field } from '@lapel/contract/fieldRules'
import { checkDate, isDate, isTime } from '@lapel/contract/rules/date'
import { applyRule } from '@lapel/contract/rules/rule'
import { h, type TargetedEvent } from 'preact'
import type { FieldValue } from '../../lapel.d.ts'
import { describe } from '../kit.ts'
import css from './dateTime.css?inline'
import type { FieldProps, FieldType, Refusal } from './field.ts'

/** Stands for what was begun and is no date or time yet: the browser itself says nothing of it. */
const begun = '?'

/** The browser's own input for a date or a time of day. */
function Moment(props: FieldProps) {
  const { id, field, value, frozen, onEnter } = props
  const { key, type, earliest, latest, required, autocomplete } = field
  const read = ({ currentTarget: { validity, value: entered } }: TargetedEvent<HTMLInputElement>) => {
    if (validity.badInput || entered || value) onEnter(validity.badInput ? begun : entered)
  }
  return (
    <input
      id={id}
      name={key}
      class="input"
      part="input"
      type={type as 'date'}
      min={earliest}
      max={latest}
      required={required}
      autocomplete={autocomplete}
      readOnly={frozen}
      value={isDate(value) || isTime(value) ? value : ''}
      onInput={read}
      onBlur={read}
      {...describe(props)}
    />
  )
}

/** A date or time in the way the browser writes it in its inputs. */
function write(type: string, bound: string): string {
  const isTimeOfDay = type === 'time'
  const moment = new Date(isTimeOfDay ? `1970-01-01T${bound}Z` : `${bound}T00:00Z`)
  const style = isTimeOfDay ? ({ timeStyle: 'short' } as const) : ({ dateStyle: 'medium' } as const)
  return new Intl.DateTimeFormat(undefined, { ...style, timeZone: 'UTC' }).format(moment)
}

function check(field: Field, _value: unknown, entered: FieldValue | undefined): Refusal | undefined {
  const breach = applyRule(checkDate, field, entered)
  return breach?.bound ? { ...breach, bound: write(field.type, `${breach.bound}`) } : breach
}

/** What date and time have in common, which is all but their words. */
export const moment: FieldType = {
  control: Moment,
  toPayload: (value) => (isDate(value) || isTime(value) ? value : undefined),
  check,
  css,
}
