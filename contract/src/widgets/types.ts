/** The types of widgets. No zod in this file: configs are imported as types. */

import type { AnnouncementConfig } from './announcement.ts'
import type { FeedbackConfig } from './feedback.ts'
import type { FormConfig } from './form.ts'
import type { LeadConfig } from './lead.ts'
import type { NewsletterConfig } from './newsletter.ts'
import type { PluginConfig } from './plugin.ts'
import type { PollConfig } from './poll.ts'

export const widgetTypes = ['form', 'poll', 'feedback', 'newsletter', 'lead', 'announcement', 'plugin'] as const
export type WidgetType = (typeof widgetTypes)[number]

/** The config of each type. */
export interface Configs {
  form: FormConfig
  poll: PollConfig
  feedback: FeedbackConfig
  newsletter: NewsletterConfig
  lead: LeadConfig
  announcement: AnnouncementConfig
  plugin: PluginConfig
}

/** A config with its type, told apart by `type`. */
export type WidgetConfig = { [Type in WidgetType]: { type: Type; config: Configs[Type] } }[WidgetType]
