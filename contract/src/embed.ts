import { z } from 'zod'
import { formConfig } from './widgets/form.ts'

/** What `GET /embed/v1/instances/:public_id` answers: the published revision as the SDK renders it. */
export const embedConfig = z.strictObject({
  public_id: z.string(),
  type: z.literal('form'),
  revision: z.int().positive(),
  config: formConfig,
  /** An A/B test: the weight of each variant, relative to the others. */
  variants: z.record(z.string(), z.int().nonnegative()).optional(),
})
export type EmbedConfig = z.infer<typeof embedConfig>
