import { z } from 'zod'
import { answering, base, heading, translated, translations } from '../schema/base.ts'
import { option, options } from '../schema/field.ts'

/** Config of a `poll` widget, version 1: one question and its choices. The title is the question. */
export const pollConfig = z.strictObject({
  ...base,
  ...heading,
  options: options(2, 20),
  /** Whether several choices may be ticked. */
  multiple: z.boolean().optional(),
  /** Whether visitors see what others chose, after they have chosen. */
  results: z.boolean().optional(),
  ...answering,
  ...translations({
    ...translated.heading,
    options: z.array(option).max(20).optional(),
    ...translated.answering,
  }),
})
export type PollConfig = z.infer<typeof pollConfig>
