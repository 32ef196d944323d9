import type { z } from 'zod'
import { announcementConfig } from './announcement.ts'
import { feedbackConfig } from './feedback.ts'
import { formConfig } from './form.ts'
import { leadConfig } from './lead.ts'
import { newsletterConfig } from './newsletter.ts'
import { pluginConfig } from './plugin.ts'
import { pollConfig } from './poll.ts'
import type { Configs } from './types.ts'

/** The schema of every type's config, version 1. */
export const configSchemas = {
  form: formConfig,
  poll: pollConfig,
  feedback: feedbackConfig,
  newsletter: newsletterConfig,
  lead: leadConfig,
  announcement: announcementConfig,
  plugin: pluginConfig,
} satisfies { [Type in keyof Configs]: z.ZodType<Configs[Type]> }
