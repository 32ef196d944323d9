import { z } from 'zod'
import { configSchemas } from './widgets/schemas.ts'
import type { WidgetConfig, WidgetType } from './widgets/types.ts'

const embedOf = <Type extends WidgetType>(type: Type) =>
  z.object({
    public_id: z.string(),
    type: z.literal(type),
    revision: z.int().positive(),
    config: configSchemas[type],
  })

/** What `GET /embed/v1/instances/:public_id` answers: the published revision as the SDK renders it. */
export const embedConfig = z.discriminatedUnion('type', [
  embedOf('form'),
  embedOf('poll'),
  embedOf('feedback'),
  embedOf('newsletter'),
  embedOf('lead'),
  embedOf('announcement'),
  embedOf('plugin'),
])
export type EmbedConfig = { public_id: string; revision: number } & WidgetConfig

/** The same of one type. */
export type EmbedOf<Type extends WidgetType> = Extract<EmbedConfig, { type: Type }>
