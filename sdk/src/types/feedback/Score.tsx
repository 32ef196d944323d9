import type { FieldOf } from '@lapel/contract/fields'
import { Fragment, h } from 'preact'
import type { FieldProps } from '../../fields/field.ts'

/** Radio buttons that look like something else; the first carries the field's id. */
function Points({ id, field, value, onEnter, points, nameOf }: FieldProps & Drawn) {
  return points.map((point, index) => (
    <label key={point} class="point">
      <input
        id={index ? undefined : id}
        type="radio"
        name={field.key}
        value={point}
        aria-label={nameOf(point)}
        checked={Number(value) === point}
        onInput={() => onEnter(point)}
      />
      {field.type === 'rating' ? (
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="m12 2.6 2.9 5.9 6.5 1-4.7 4.5 1.1 6.4L12 17.4l-5.8 3 1.1-6.4L2.6 9.5l6.5-1z" />
        </svg>
      ) : (
        point
      )}
    </label>
  ))
}

interface Drawn {
  points: readonly number[]
  /** What a screen reader calls a point. */
  nameOf(point: number): string
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Numbers in a row, with words at both ends. */
export function Scale(props: FieldProps) {
  const { min = 0, max = 10, lowLabel = '', highLabel = '' } = props.field as FieldOf<'scale'>
  const ends = new Map([
    [min, lowLabel],
    [max, highLabel],
  ])
  return (
    <Fragment>
      <div class="points">
        <Points {...props} points={range(min, max)} nameOf={(point) => `${point} ${ends.get(point) ?? ''}`.trim()} />
      </div>
      {(lowLabel || highLabel) && (
        <p class="ends" aria-hidden="true">
          <span>{lowLabel}</span>
          <span>{highLabel}</span>
        </p>
      )}
    </Fragment>
  )
}

/** Stars; those up to the chosen one are filled. */
export function Stars(props: FieldProps) {
  const points = range(1, props.field.max ?? 5)
  const nameOf = (point: number) => `${props.strings.stars}`.replace('#', `${point}`).replace('#', `${points.length}`)
  return (
    <div class="points">
      <Points {...props} points={points} nameOf={nameOf} />
    </div>
  )
}
