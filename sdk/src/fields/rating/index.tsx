import { h } from 'preact'
import type { FieldProps, FieldType } from '../field.ts'
import { checkChosen, listPoints } from '../points.ts'
import { readNumber } from '../readNumber.ts'
import css from './rating.css?inline'

const star = 'M12 3l2.8 5.7 6.2.9-4.5 4.4 1.1 6.2L12 17.3l-5.6 2.9 1.1-6.2L3 9.6l6.2-.9z'

/** Stars: radio buttons that say how many they are. */
function Rating({ id, field, value, strings, onEnter }: FieldProps) {
  const points = listPoints(field)
  const name = (point: number) => `${strings.pointOf}`.replace('#', `${point}`).replace('$', `${points.length}`)
  return (
    <div class="stars">
      {points.map((point) => (
        <label key={point} class="star">
          <input
            id={point === 1 ? id : undefined}
            type="radio"
            name={field.key}
            value={point}
            aria-label={name(point)}
            checked={readNumber(value) === point}
            onInput={() => onEnter(point)}
            // A browser does not take a choice back: what need not be answered may be cleared.
            onClick={() => !field.required && readNumber(value) === point && onEnter('')}
          />
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={star} />
          </svg>
        </label>
      ))}
    </div>
  )
}

export const part: FieldType = {
  control: Rating,
  role: 'radiogroup',
  toPayload: readNumber,
  check: checkChosen,
  css,
  strings: { pointOf: '# of $' },
}
