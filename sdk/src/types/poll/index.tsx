import type { PollConfig } from '@lapel/contract/widgets/poll'
import { pollQuestions } from '@lapel/contract/widgets/questions'
import { part as multiselect } from '../../fields/multiselect/index.tsx'
import { part as radio } from '../../fields/radio/index.tsx'
import type { WidgetType } from '../../view.ts'
import { Poll } from './Poll.tsx'
import css from './poll.css?inline'

export const part: WidgetType<PollConfig> = {
  component: Poll,
  fields: (config) => pollQuestions(config).fields,
  fieldTypes: { multiselect, radio },
  css,
  strings: { ...multiselect.strings, yourVote: 'your vote', voters: 'People who voted: #' },
}
