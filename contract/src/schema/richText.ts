import { z } from 'zod'
import type { RichText } from '../richText.ts'
import { link } from './text.ts'

const run = z.strictObject({
  text: z.string().min(1).max(2000),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  href: link.optional(),
})
const runs = z.array(run).min(1).max(50)

/** At most 20 blocks of at most 50 runs each. */
export const richText: z.ZodType<RichText> = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('paragraph'), runs }),
      z.strictObject({
        type: z.literal('list'),
        ordered: z.boolean().optional(),
        items: z.array(runs).min(1).max(50),
      }),
    ]),
  )
  .min(1)
  .max(20)
  .meta({ id: 'RichText' })
