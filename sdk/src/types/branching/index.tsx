import { shownOf } from '@lapel/contract/branching'
import type { FormConfig } from '@lapel/contract/widgets/form'
import { toPayload } from '../../kit.ts'
import type { WidgetType } from '../../view.ts'
import css from './branching.css?inline'
import { Steps } from './Steps.tsx'

export const part: WidgetType<FormConfig> = {
  component: Steps,
  fields: (config, _answers, state) => shownOf(config, toPayload(config.fields, state)).fields,
  css,
  strings: { progress: 'Step # of $', back: 'Back', next: 'Next' },
}
