-- Maintenance, continued: which public tables tenants change, directly or through functions.
-- Left out is what only staff, jobs or visitors write; the endpoint asks private.in_maintenance() before it takes a
-- submission. A test fails when tenants may write to a table that is not here.

select private.pause_in_maintenance(
  'public.organizations', 'public.organization_members', 'public.workspaces', 'public.workspace_members', 'public.profiles',
  'public.invitations', 'public.custom_domains', 'public.roles', 'public.role_permissions', 'public.member_roles',
  'public.agency_packages', 'public.workspace_allocations', 'public.billing_accounts', 'public.billing_account_workspaces',
  'public.subscriptions', 'public.widgets', 'public.widget_revisions', 'public.widget_instances', 'public.widget_drafts',
  'public.embed_tokens', 'public.plugin_artifacts', 'public.stores', 'public.integration_connections', 'public.sync_jobs',
  'public.campaigns', 'public.leads', 'public.campaign_leads', 'public.lead_contacts', 'public.webhook_endpoints',
  'public.privacy_requests', 'public.retention_policies');

-- Keys go on working and can be revoked: both are updates.
create trigger trg_refuse_in_maintenance before insert or delete on public.api_keys
  for each statement execute function private.fn_refuse_in_maintenance();

-- Visitors insert, and the endpoint asks; members restore and quarantine.
create trigger trg_refuse_in_maintenance before update on public.widget_submissions
  for each statement execute function private.fn_refuse_in_maintenance();
