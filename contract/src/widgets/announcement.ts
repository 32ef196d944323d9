import { z } from 'zod'
import { base, translations } from '../schema/base.ts'
import { richText } from '../schema/richText.ts'
import { link, text } from '../schema/text.ts'

/** Config of an `announcement` widget, version 1: something to read, and perhaps a place to go. It takes no answers. */
export const announcementConfig = z.strictObject({
  ...base,
  /** What a screen reader calls it. */
  title: text(200),
  content: richText,
  action: z.strictObject({ label: text(60), href: link }).optional(),
  /** Whether visitors may close it. */
  dismissible: z.boolean().optional(),
  ...translations({
    title: text(200).optional(),
    content: richText.optional(),
    action: z.strictObject({ label: text(60).optional(), href: link.optional() }).optional(),
  }),
})
export type AnnouncementConfig = z.infer<typeof announcementConfig>
