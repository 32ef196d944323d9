import type { LimitType } from '@lapel/contract/limits'

/** What each limit of a plan counts. */
const limitNames: Record<LimitType, string> = {
  users: 'Users',
  sites: 'Sites',
  workspaces: 'Workspaces',
  widgets: 'Widgets',
  published_instances: 'Published instances',
  submissions_month: 'Submissions a month',
  leads_month: 'Leads a month',
  metric_events_month: 'Measurements a month',
  storage_mb: 'Storage (MB)',
  api_requests_minute: 'API requests a minute',
  webhook_endpoints: 'Webhook endpoints',
  custom_domains: 'Custom domains',
}

/** Plans, their limits and features. */
export const plans = {
  resources: {
    plans: {
      name: 'Plan |||| Plans',
      empty: 'No plans yet.',
      fields: {
        plan_id: 'Id',
        name: 'Name',
        price: 'Price',
        organizations: 'Organizations',
        max_users: 'Users',
        max_sites: 'Sites',
        sort: 'Order',
        public: 'Offered',
      },
    },
    plan_limits: {
      name: 'Plan limit |||| Plan limits',
      empty: 'No plan limits anything.',
      fields: {
        plan_id: 'Plan',
        limit_type: 'Limit',
        limit_value: 'Value',
        enforcement: 'Enforcement',
        grace_amount: 'Grace',
        updated_at: 'Changed',
      },
      limit_type: limitNames,
      enforcement: { hard: 'Hard', soft: 'Soft' },
    },
    plan_features: {
      name: 'Plan feature |||| Plan features',
      empty: 'No plan names features.',
      fields: {
        plan_id: 'Plan',
        feature_key: 'Feature',
        enabled: 'Enabled',
        limit_value: 'Value',
        updated_at: 'Changed',
      },
    },
  },
  lapel: {
    plan: {
      limits: 'Limits',
      features: 'Features',
      per: { month: 'per month', year: 'per year' },
      free: 'Free',
      private: 'Not offered publicly',
      archived: 'Archived',
      public: 'Offered',
    },
    limit: {
      change: 'Change',
      change_named: 'Change %{limit}',
      title: 'Change limit',
      of_plan: '%{limit} on the %{plan} plan',
      value_help: 'What the plan allows.',
      grace_help: 'Accepted beyond the limit before anything is refused.',
      unchanged: 'Change the value, the enforcement or the grace amount to save.',
      save: 'Save limit',
      saved: 'The limit is saved.',
      see_audit: 'See the audit entry',
      not_admin: 'Only staff with the role admin change limits. Your role is %{role}.',
      enforcement: { hard: 'Hard: refused above limit and grace', soft: 'Soft: accepted and flagged' },
    },
  },
}
