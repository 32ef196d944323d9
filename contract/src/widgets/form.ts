import { z } from 'zod'
import { type Field, fieldTypes } from '../fieldRules.ts'
import { fileTypes, maxFileBytes, maxFiles } from '../fileRules.ts'
import { mostWorkBits } from '../proof.ts'

const text = (longest: number) => z.string().trim().min(1).max(longest)
const option = z.strictObject({ value: text(200), label: text(200) })

/** A form field. Keys are the payload's keys, so they are plain identifiers. */
export const field = z
  .strictObject({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Use lower-case letters, digits and _, starting with a letter.'),
    type: z.enum(fieldTypes),
    label: text(200),
    help: text(500).optional(),
    placeholder: text(200).optional(),
    autocomplete: text(60).optional(),
    required: z.boolean().optional(),
    minLength: z.int().min(1).max(5000).optional(),
    maxLength: z.int().min(1).max(5000).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    options: z.array(option).min(1).max(100).optional(),
    maxBytes: z.int().min(1).max(maxFileBytes).optional(),
    types: z.array(z.enum(fileTypes)).min(1).max(fileTypes.length).optional(),
    maxFiles: z.int().min(1).max(maxFiles).optional(),
  })
  .refine((f) => (f.type === 'select' || f.type === 'radio') === (f.options !== undefined), {
    path: ['options'],
    message: 'Choices belong to select and radio fields, which need at least one.',
  })
  .refine((f) => (f.type === 'file') === (f.types !== undefined), {
    path: ['types'],
    message: 'Types belong to file fields, which need at least one.',
  })
  .refine((f) => f.type === 'file' || (f.maxBytes === undefined && f.maxFiles === undefined), {
    path: ['maxBytes'],
    message: 'Sizes and numbers of files belong to file fields.',
  }) satisfies z.ZodType<Field>

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'Use a colour like #1d4ed8.')

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

const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'Use a language tag like de, pt-BR or zh-Hant.')

/** A form's texts in another language. What is left out is shown in the form's own. */
const translation = z.strictObject({
  title: text(200).optional(),
  description: text(1000).optional(),
  submitLabel: text(60).optional(),
  fields: z
    .record(
      field.shape.key,
      z.strictObject({
        label: text(200).optional(),
        help: text(500).optional(),
        placeholder: text(200).optional(),
        options: z.array(option).max(100).optional(),
      }),
    )
    .optional(),
  receipt: z.strictObject({ title: text(200).optional(), message: text(1000).optional() }).optional(),
})
export type FormTranslation = z.infer<typeof translation>

/** Config of a `form` widget, version 1: what an editor writes, a revision stores and the SDK renders. */
export const formConfig = z.strictObject({
  version: z.literal(1),
  title: text(200),
  description: text(1000).optional(),
  submitLabel: text(60),
  fields: z
    .array(field)
    .min(1)
    .max(50)
    .refine((fields) => new Set(fields.map((f) => f.key)).size === fields.length, 'Two fields share a key.'),
  receipt: z.strictObject({ title: text(200), message: text(1000).optional() }),
  theme: z.strictObject({ accent: colour.optional() }).optional(),
  spam: spam.optional(),
  /** The language of the texts above; in an answer to the SDK, of the texts that were chosen. */
  locale: language.optional(),
  translations: z.record(language, translation).optional(),
})
export type FormConfig = z.infer<typeof formConfig>
