import { z } from 'zod'
import { type Field, fieldTypes } from '../fieldRules.ts'

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
  })
  .refine((f) => (f.type === 'select' || f.type === 'radio') === (f.options !== undefined), {
    path: ['options'],
    message: 'Choices belong to select and radio fields, which need at least one.',
  }) satisfies z.ZodType<Field>

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'Use a colour like #1d4ed8.')

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
})
export type FormConfig = z.infer<typeof formConfig>
