import { z } from 'zod'
import { answering, base, heading, translated, translations } from '../schema/base.ts'
import { checkQuestions, questions } from '../schema/questions.ts'

/** Config of a `form` widget, version 1: what an editor writes, a revision stores and the SDK renders. */
export const formConfig = z
  .strictObject({
    ...base,
    ...heading,
    ...questions,
    ...answering,
    ...translations({ ...translated.heading, ...translated.fields, ...translated.steps, ...translated.answering }),
  })
  .superRefine(checkQuestions)
export type FormConfig = z.infer<typeof formConfig>
