import type { LimitType } from '@lapel/contract/limits'

/** What each limit of a plan counts. */
export const limitNames: Record<LimitType, string> = {
  users: 'Users',
  sites: 'Sites',
  workspaces: 'Workspaces',
  widgets: 'Widgets',
  published_instances: 'Published instances',
  submissions_month: 'Submissions a month',
  leads_month: 'Leads a month',
  storage_mb: 'Storage (MB)',
  api_requests_minute: 'API requests a minute',
  webhook_endpoints: 'Webhook endpoints',
  custom_domains: 'Custom domains',
}
