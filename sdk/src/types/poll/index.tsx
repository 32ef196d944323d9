import { checkChoices } from '@lapel/contract/rules/choice'
import { applyRule } from '@lapel/contract/rules/rule'
import type { PollConfig } from '@lapel/contract/widgets/poll'
import { pollQuestions } from '@lapel/contract/widgets/questions'
import { h } from 'preact'
import type { FieldProps, FieldType } from '../../fields/field.ts'
import { FormWidget } from '../../kit.ts'
import type { WidgetType } from '../../view.ts'
import css from './poll.css?inline'

const listOf = (value: FieldProps['value']): string[] =>
  Array.isArray(value) ? value : typeof value === 'string' && value ? [value] : []

/** A box for each option; the first carries the field's id. */
function Boxes({ id, field: { key, options }, value, onEnter }: FieldProps) {
  const ticked = listOf(value)
  // In the order of the options, however they were ticked.
  const toggle = (changed: string) =>
    onEnter((options ?? []).map((option) => option.value).filter((one) => ticked.includes(one) !== (one === changed)))
  return options?.map((option, index) => (
    <label key={option.value} class="option">
      <input
        id={index ? undefined : id}
        type="checkbox"
        name={key}
        checked={ticked.includes(option.value)}
        onInput={() => toggle(option.value)}
      />
      {option.label}
    </label>
  ))
}

const several: FieldType = {
  control: Boxes,
  role: 'group',
  check: (field, value) => applyRule(checkChoices, field, value),
  toPayload: (value) => {
    const list = listOf(value)
    return list.length ? list : undefined
  },
}

/** One question and its options. What others chose is not shown: no endpoint tells it. */
export const part: WidgetType<PollConfig> = {
  component: FormWidget,
  fields: (config) => pollQuestions(config).fields,
  fieldTypes: { multiselect: several },
  css,
}
