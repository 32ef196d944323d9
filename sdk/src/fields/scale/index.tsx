import { Fragment, h } from 'preact'
import type { FieldProps, FieldType } from '../field.ts'
import { checkChosen, listPoints } from '../points.ts'
import { readNumber } from '../readNumber.ts'
import css from './scale.css?inline'

/** Numbers side by side, as radio buttons; the ends say also what they mean. */
function Scale({ id, field, value, onEnter }: FieldProps) {
  const { key, lowLabel, highLabel } = field
  const points = listPoints(field)
  const last = points.length - 1
  const name = (index: number) => [points[index], !index && lowLabel, index === last && highLabel]
  return (
    <>
      <div class="points">
        {points.map((point, index) => (
          <label key={point} class="point">
            <input
              id={index ? undefined : id}
              type="radio"
              name={key}
              value={point}
              aria-label={name(index)
                .filter((part) => part !== false && part !== undefined)
                .join(' – ')}
              checked={readNumber(value) === point}
              onInput={() => onEnter(point)}
            />
            {point}
          </label>
        ))}
      </div>
      {(lowLabel || highLabel) && (
        <div class="ends help" aria-hidden="true">
          <span>{lowLabel}</span>
          <span>{highLabel}</span>
        </div>
      )}
    </>
  )
}

export const part: FieldType = { control: Scale, role: 'radiogroup', toPayload: readNumber, check: checkChosen, css }
