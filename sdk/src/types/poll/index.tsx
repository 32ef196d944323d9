import type { PollConfig } from '@lapel/contract/widgets/poll'
import { pollQuestions } from '@lapel/contract/widgets/questions'
import { part as multiselect } from '../../fields/multiselect/index.tsx'
import { FormWidget } from '../../kit.ts'
import type { WidgetType } from '../../view.ts'
import css from './poll.css?inline'

/** One question and its options. What others chose is not shown: no endpoint tells it. */
export const part: WidgetType<PollConfig> = {
  component: FormWidget,
  fields: (config) => pollQuestions(config).fields,
  fieldTypes: { multiselect },
  css,
  strings: { ...multiselect.strings },
}
