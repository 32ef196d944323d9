import { z } from 'zod'

/** What happens in a widget on a page. */
export const widgetEventTypes = ['view', 'start', 'step', 'submit', 'error', 'dismiss'] as const
/** Most events in one batch. */
export const maxEvents = 50

const word = (longest: number) => z.string().regex(new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${longest - 1}}$`))

/** One event. Its `meta` has room for what a funnel needs and for nothing that names a visitor. */
const widgetEvent = z.strictObject({
  /** Made once by the page: an event that is sent again with it is stored once. */
  id: z.uuid().optional(),
  type: z.enum(widgetEventTypes),
  meta: z
    .strictObject({
      revision: z.int32().positive().optional(),
      step: word(40).optional(),
      variant: word(40).optional(),
      locale: word(35).optional(),
      code: word(60).optional(),
      duration_ms: z.int32().nonnegative().optional(),
    })
    .optional(),
})

/** Body of `POST /embed/v1/events`: what happened in one instance on one page. `token` only for a private instance. */
export const widgetEvents = z.strictObject({
  public_id: z.string().max(60),
  token: z.string().max(60).optional(),
  events: z.array(widgetEvent).min(1).max(maxEvents),
})
export type WidgetEvents = z.infer<typeof widgetEvents>

/** Body of `POST /embed/v1/errors`: what the SDK could not load or show. The page's query is dropped before storing. */
export const fetchError = z.strictObject({
  public_id: z.string().max(60),
  code: word(60),
  detail: z.string().max(500).optional(),
  page: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  sdk_version: word(40).optional(),
})
export type FetchError = z.infer<typeof fetchError>
