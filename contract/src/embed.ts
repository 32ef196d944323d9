import { z } from 'zod'
import { configSchemas } from './widgets/schemas.ts'
import type { WidgetConfig, WidgetType } from './widgets/types.ts'

const embedOf = <Type extends WidgetType>(type: Type) =>
  z.object({
    public_id: z.string(),
    type: z.literal(type),
    revision: z.int().positive(),
    config: configSchemas[type],
    /** An A/B test: the weight of each variant, relative to the others. */
    variants: z.record(z.string(), z.int().nonnegative()).optional(),
  })

/** A published revision. */
export const embedConfig = z.discriminatedUnion('type', [
  embedOf('form'),
  embedOf('poll'),
  embedOf('feedback'),
  embedOf('newsletter'),
  embedOf('lead'),
  embedOf('announcement'),
  embedOf('plugin'),
])
export type EmbedConfig = {
  public_id: string
  revision: number
  variants?: Record<string, number> | undefined
} & WidgetConfig

/** What `GET /embed/v1/instances/:public_id` answers: the published revision, and its theme as a CSS rule. */
export type EmbedAnswer = EmbedConfig & { look?: string | undefined }

/** A revision of one type. */
export type EmbedOf<Type extends WidgetType> = Extract<EmbedConfig, { type: Type }>
