import { z } from 'zod'
import { answering, base, heading, translated, translations } from '../schema/base.ts'
import { areDistinct, key, text } from '../schema/text.ts'

/** The lowest and highest score of each way to ask. */
export const scores = { nps: [0, 10], csat: [1, 5], stars: [1, 5] } as const

const score = z.int().min(0).max(10)
const followUp = z.strictObject({
  key,
  /** Asked when the score is from here to there, both included. */
  from: score,
  to: score,
  question: text(200),
  placeholder: text(200).optional(),
  required: z.boolean().optional(),
})

/** Config of a `feedback` widget, version 1: one score, and a question that depends on it. The title is the question. */
export const feedbackConfig = z
  .strictObject({
    ...base,
    ...heading,
    scale: z.enum(['nps', 'csat', 'stars']),
    lowLabel: text(60).optional(),
    highLabel: text(60).optional(),
    followUps: z
      .array(followUp)
      .min(1)
      .max(10)
      .refine((all) => areDistinct(['score', ...all.map((one) => one.key)]), 'Two answers share a key.')
      .optional(),
    ...answering,
    ...translations({
      ...translated.heading,
      lowLabel: text(60).optional(),
      highLabel: text(60).optional(),
      followUps: z
        .record(key, z.strictObject({ question: text(200).optional(), placeholder: text(200).optional() }))
        .optional(),
      ...translated.answering,
    }),
  })
  .superRefine(({ scale, followUps = [] }, context) => {
    const [low, high] = scores[scale]
    followUps.forEach(({ from, to }, index) => {
      const path = ['followUps', index, from < low || from > to ? 'from' : 'to']
      if (from < low || to > high || from > to) {
        context.addIssue({ code: 'custom', path, message: `Scores go from ${low} to ${high}.` })
      } else if (followUps.slice(0, index).some((other) => other.from <= to && from <= other.to)) {
        context.addIssue({ code: 'custom', path, message: 'Another question is asked for the same score.' })
      }
    })
  })
export type FeedbackConfig = z.infer<typeof feedbackConfig>
