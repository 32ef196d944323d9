import { checkStepped } from '@lapel/contract/rules/number'
import { applyRule } from '@lapel/contract/rules/rule'
import { h, type TargetedEvent } from 'preact'
import { describe } from '../../kit.ts'
import type { FieldProps, FieldType } from '../field.ts'
import { readNumber } from '../readNumber.ts'
import css from './slider.css?inline'

/** A slider that is no answer until it was touched; then its value stands beside it. */
function Slider(props: FieldProps) {
  const { id, field, value, frozen, strings, onEnter } = props
  const { key, min = 0, max = 100, unit } = field
  // Ten steps at least, where the config names none.
  const { step = max - min < 10 ? (max - min) / 10 : 1 } = field
  const number = readNumber(value)
  const say = (shown: number) => (unit ? `${shown} ${unit}` : `${shown}`)
  const read = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => onEnter(Number(currentTarget.value))
  const isUnanswered = number === undefined
  return (
    <div class={isUnanswered ? 'slide unanswered' : 'slide'}>
      <input
        id={id}
        name={key}
        part="input"
        type="range"
        min={min}
        max={max}
        step={step}
        // In the middle both arrow keys lead somewhere; the browser takes the nearest step.
        value={isUnanswered ? (min + max) / 2 : number}
        aria-valuetext={isUnanswered ? `${strings.noAnswer}` : say(number)}
        aria-disabled={frozen}
        onInput={read}
        onClick={read}
        {...describe(props)}
      />
      <output class="label" for={id} aria-hidden="true">
        {isUnanswered ? '–' : say(number)}
      </output>
      <div class="ends help" aria-hidden="true">
        <span>{say(min)}</span>
        <span>{say(max)}</span>
      </div>
    </div>
  )
}

export const part: FieldType = {
  control: Slider,
  toPayload: readNumber,
  check: (field, value) => applyRule(checkStepped, field, value),
  css,
  strings: { noAnswer: 'No answer yet', step: 'Enter a multiple of #.' },
}
