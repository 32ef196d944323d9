import { z } from 'zod'
import { answering, base, heading, translated, translations } from '../schema/base.ts'
import { richText } from '../schema/richText.ts'
import { text } from '../schema/text.ts'

/** Config of a `newsletter` widget, version 1: an address, and what its owner agrees to. */
export const newsletterConfig = z.strictObject({
  ...base,
  ...heading,
  email: z.strictObject({ label: text(200), placeholder: text(200).optional() }),
  name: z.strictObject({ label: text(200), required: z.boolean().optional() }).optional(),
  /** Beside a box that must be ticked: in few words, and in full with links. */
  consent: z.strictObject({ label: text(200), text: richText.optional() }),
  ...answering,
  ...translations({
    ...translated.heading,
    email: z.strictObject({ label: text(200).optional(), placeholder: text(200).optional() }).optional(),
    name: z.strictObject({ label: text(200).optional() }).optional(),
    consent: z.strictObject({ label: text(200).optional(), text: richText.optional() }).optional(),
    ...translated.answering,
  }),
})
export type NewsletterConfig = z.infer<typeof newsletterConfig>
