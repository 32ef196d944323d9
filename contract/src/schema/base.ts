import { z } from 'zod'
import { mostWorkBits } from '../proof.ts'
import { display, theme } from './appearance.ts'
import { option } from './field.ts'
import { richText } from './richText.ts'
import { key, language, redirect, text } from './text.ts'

/** What a submission has to show for itself, or it is quarantined. Public: the SDK must know what to send. */
const spam = z.strictObject({
  /** Seconds that a person needs at least, from the first view to the submit. */
  minSeconds: z.number().positive().max(300).optional(),
  /** Proof of work: zero bits at the start of a hash. Each one doubles the sender's effort. */
  workBits: z.int().min(1).max(mostWorkBits).optional(),
  turnstile: z
    .strictObject({ siteKey: z.string().regex(/^[\w.-]{1,100}$/, 'Use the site key that Turnstile shows.') })
    .optional(),
})

/** What the config of every type has. */
export const base = {
  version: z.literal(1),
  theme: theme.optional(),
  display: display.optional(),
  /** The language of the texts; in an answer to the SDK, of the texts that were chosen. */
  locale: language.optional(),
}

/** What a visitor reads first. */
export const heading = { title: text(200), description: text(1000).optional() }

/** What every type has that takes answers and says thank you. */
export const answering = {
  submitLabel: text(60),
  /** Shown once the answers are stored, or left for another page. */
  receipt: z.strictObject({ title: text(200), message: text(1000).optional(), redirect: redirect.optional() }),
  spam: spam.optional(),
}

const launcher = { display: z.strictObject({ label: text(60).optional() }).optional() }
const fieldTexts = z.strictObject({
  label: text(200).optional(),
  help: text(500).optional(),
  placeholder: text(200).optional(),
  patternMessage: text(200).optional(),
  lowLabel: text(60).optional(),
  highLabel: text(60).optional(),
  unit: text(20).optional(),
  text: richText.optional(),
  options: z.array(option).max(100).optional(),
})

/** Texts in another language, part by part. Things with keys are named by them. */
export const translated = {
  heading: { title: text(200).optional(), description: text(1000).optional() },
  answering: {
    submitLabel: text(60).optional(),
    receipt: z
      .strictObject({ title: text(200).optional(), message: text(1000).optional(), redirect: redirect.optional() })
      .optional(),
  },
  fields: { fields: z.record(key, fieldTexts).optional() },
  steps: {
    steps: z
      .record(key, z.strictObject({ title: text(200).optional(), description: text(1000).optional() }))
      .optional(),
  },
}

/** A config's texts in other languages. What is left out is shown in the config's own. */
export const translations = <Shape extends z.ZodRawShape>(shape: Shape) => ({
  translations: z.record(language, z.strictObject({ ...launcher, ...shape })).optional(),
})
