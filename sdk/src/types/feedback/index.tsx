import type { FeedbackConfig } from '@lapel/contract/widgets/feedback'
import { feedbackQuestions } from '@lapel/contract/widgets/questions'
import type { FieldType } from '../../fields/field.ts'
import { checkChosen } from '../../fields/points.ts'
import { readNumber } from '../../fields/readNumber.ts'
import { FormWidget } from '../../kit.ts'
import type { WidgetType } from '../../view.ts'
import css from './feedback.css?inline'
import { Scale, Stars } from './Score.tsx'

/** A score is a number, and 0 is one; what the page gives is text. */
const scored = {
  role: 'radiogroup',
  check: checkChosen,
  toPayload: readNumber,
} satisfies Partial<FieldType>

/** One score, and the question that goes with it. */
export const part: WidgetType<FeedbackConfig> = {
  component: FormWidget,
  fields: (config, answers) => {
    const [asking, ...followUps] = feedbackQuestions(config).fields
    const given = answers.get('score')
    const points = given === undefined ? Number.NaN : Number(given)
    const asked = config.followUps?.findIndex(({ from, to }) => from <= points && points <= to) ?? -1
    const followUp = followUps[asked]
    return [asking, followUp].filter((field) => field !== undefined)
  },
  fieldTypes: { scale: { ...scored, control: Scale }, rating: { ...scored, control: Stars } },
  css,
  strings: { stars: '# of # stars' },
}
