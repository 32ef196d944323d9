import { z } from 'zod'
import { base, translated, translations } from '../schema/base.ts'
import { fields } from '../schema/questions.ts'
import { key, text } from '../schema/text.ts'

/**
 * Config of a `plugin` widget, version 1: approved code of the tenant's own, named by its hash, in a sandboxed frame. The
 * frame is given `settings` and nothing else, and may send answers to `fields` only.
 */
export const pluginConfig = z.strictObject({
  ...base,
  /** What a screen reader calls the frame. */
  title: text(200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'Use the SHA-256 of the code in lower-case hexadecimal digits.'),
  /** Height of the frame in CSS pixels until the code asks for another. */
  height: z.int().min(40).max(2000),
  settings: z
    .record(key, z.union([z.string().max(2000), z.number(), z.boolean()]))
    .refine((settings) => Object.keys(settings).length <= 50, 'At most 50 settings are given.')
    .optional(),
  fields: fields.optional(),
  ...translations({
    title: text(200).optional(),
    settings: z.record(key, z.string().max(2000)).optional(),
    ...translated.fields,
  }),
})
export type PluginConfig = z.infer<typeof pluginConfig>
