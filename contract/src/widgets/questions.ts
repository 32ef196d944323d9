/**
 * What each type of widget asks, as fields: so one set of rules, one store and one renderer serve all of them. No zod in
 * this file; a caller that knows its type imports that function alone.
 */

import type { Questions } from '../branching.ts'
import type { Field } from '../fields.ts'
import type { FeedbackConfig } from './feedback.ts'
import type { NewsletterConfig } from './newsletter.ts'
import type { PollConfig } from './poll.ts'
import type { WidgetConfig } from './types.ts'

/** A poll's answer is `choice`: one option's value, or the list of them. */
export const pollQuestions = ({ title, options, multiple }: PollConfig): Questions => ({
  fields: [{ key: 'choice', type: multiple ? 'multiselect' : 'radio', label: title, required: true, options }],
})

/** A score is `score`; the question that goes with it has its own key and is shown for its scores only. */
export function feedbackQuestions({ title, scale, lowLabel, highLabel, followUps = [] }: FeedbackConfig): Questions {
  const asked = { key: 'score', label: title, required: true }
  const score: Field =
    scale === 'stars'
      ? { ...asked, type: 'rating' }
      : { ...asked, type: 'scale', min: scale === 'nps' ? 0 : 1, max: scale === 'nps' ? 10 : 5, lowLabel, highLabel }
  const reasons = followUps.map(
    ({ key, from, to, question, placeholder, required }): Field => ({
      key,
      type: 'textarea',
      label: question,
      placeholder,
      required,
      showIf: {
        all: [
          { field: 'score', is: 'atLeast', value: from },
          { field: 'score', is: 'atMost', value: to },
        ],
      },
    }),
  )
  return { fields: [score, ...reasons] }
}

/** A newsletter's answers are `email`, `name` where it is asked, and `consent`. */
export function newsletterQuestions({ email, name, consent }: NewsletterConfig): Questions {
  const named: Field[] = name ? [{ ...name, key: 'name', type: 'text', maxLength: 200, autocomplete: 'name' }] : []
  return {
    fields: [
      { ...email, key: 'email', type: 'email', required: true, autocomplete: 'email' },
      ...named,
      { ...consent, key: 'consent', type: 'consent', required: true },
    ],
  }
}

/** What a widget asks; nothing where it takes no answers. */
export function questionsOf({ type, config }: WidgetConfig): Questions {
  switch (type) {
    case 'form':
    case 'lead':
      return config
    case 'poll':
      return pollQuestions(config)
    case 'feedback':
      return feedbackQuestions(config)
    case 'newsletter':
      return newsletterQuestions(config)
    case 'plugin':
      return { fields: config.fields ?? [] }
    case 'announcement':
      return { fields: [] }
  }
}
