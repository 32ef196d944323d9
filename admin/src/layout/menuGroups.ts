/** How the menu groups resources; which of them exist for a user is decided in App.tsx. */
export const menuGroups = [
  { name: 'tenants', resources: ['organizations', 'workspaces', 'members'] },
  { name: 'widgets', resources: ['widget_submissions', 'widgets', 'widget_instances'] },
  { name: 'plans', resources: ['plans', 'plan_limits', 'plan_features'] },
  { name: 'record', resources: ['usage_events', 'audit_logs', 'platform_alerts'] },
  { name: 'operations', resources: ['operations'] },
] as const
