/** The limit types that plans set. No zod in this file. */
export const limitTypes = [
  'users',
  'sites',
  'workspaces',
  'widgets',
  'published_instances',
  'submissions_month',
  'leads_month',
  'metric_events_month',
  'storage_mb',
  'api_requests_minute',
  'webhook_endpoints',
  'custom_domains',
] as const
export type LimitType = (typeof limitTypes)[number]

/** hard: refused above value + grace_amount, flagged above value; soft: always accepted, flagged above value. */
export const enforcements = ['soft', 'hard'] as const
export type Enforcement = (typeof enforcements)[number]
