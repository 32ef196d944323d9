/** What the log of a tenant tells of, as its filter offers it. */
export const tenantEntities = [
  'organizations',
  'workspaces',
  'organization_members',
  'workspace_members',
  'invitations',
  'roles',
  'member_roles',
  'impersonation_sessions',
  'limit_overrides',
  'subscriptions',
  'billing_accounts',
  'custom_domains',
  'api_keys',
  'embed_tokens',
  'webhook_endpoints',
  'webhook_deliveries',
  'export_requests',
  'privacy_requests',
  'campaigns',
  'widgets',
  'widget_revisions',
  'widget_instances',
  'widget_submissions',
] as const

/** What the platform's own log tells of: no tenant reads it. */
export const platformEntities = [
  'plans',
  'plan_limits',
  'plan_features',
  'feature_flags',
  'platform_admins',
  'platform_settings',
  'organization_notes',
  'usage_counters',
  'jobs',
] as const
