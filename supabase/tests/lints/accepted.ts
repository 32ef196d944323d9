import type { Accepted } from './review.ts'

/** The findings of Supabase's advisors that stay. A finding that is not here fails, and so does a reason without one. */
export const accepted: Accepted[] = [
  {
    lint: 'unused_index',
    subjects: ['*'],
    reason:
      'The database of this test has just been made: nothing has been asked yet. bench/ measures the real queries.',
  },
  {
    lint: 'rls_enabled_no_policy',
    subjects: ['private_*', 'partitions_*'],
    reason: 'No policy, no row: nobody reaches these tables but functions of ours (000_invariants proves the grants).',
  },
  {
    lint: 'rls_enabled_no_policy',
    subjects: ['graphile_worker_*'],
    reason: 'The tables of the queue are its own, and so are their migrations; no role of the API may use the schema.',
  },
  {
    lint: 'function_search_path_mutable',
    subjects: ['graphile_worker_*'],
    reason: 'The functions of the queue are its own; they run with the rights of the caller, who is never a visitor.',
  },
  {
    lint: 'unindexed_foreign_keys',
    subjects: ['partitions_*'],
    reason: 'A partition has the keys and the indexes of its parent, which is listed below.',
  },
  {
    lint: 'unindexed_foreign_keys',
    reason:
      'The lint wants every column of a composite key in the index. Ours repeats the tenant beside an id that is unique ' +
      'without it, and 010_tenant_columns proves that an index finds the rows of any one parent. More would cost writes.',
    subjects: [
      'public_agency_packages_agency_packages_agency_workspace_id_organization_id_fkey',
      'public_api_keys_api_keys_rerolled_from_organization_id_fkey',
      'public_billing_account_workspaces_billing_account_workspaces_billing_account_id_organization_fkey',
      'public_billing_account_workspaces_billing_account_workspaces_workspace_id_organization_id_fkey',
      'public_campaign_leads_campaign_leads_campaign_id_organization_id_fkey',
      'public_campaigns_campaigns_widget_instance_id_organization_id_fkey',
      'public_consents_consents_workspace_id_organization_id_fkey',
      'public_data_exports_data_exports_privacy_request_id_organization_id_fkey',
      'public_embed_tokens_embed_tokens_public_id_organization_id_fkey',
      'public_embed_tokens_embed_tokens_widget_instance_id_widget_id_workspace_id_org_fkey',
      'public_identity_secrets_identity_secrets_workspace_id_organization_id_fkey',
      'public_integration_connections_integration_connections_store_id_workspace_id_organization_fkey',
      'public_metric_events_metric_events_store_id_workspace_id_organization_id_fkey',
      'public_partial_submissions_partial_submissions_widget_instance_id_widget_id_workspace_fkey',
      'public_plugin_artifacts_plugin_artifacts_widget_id_workspace_id_organization_id_fkey',
      'public_retention_policies_retention_policies_widget_id_workspace_id_organization_id_fkey',
      'public_retention_policies_retention_policies_workspace_id_organization_id_fkey',
      'public_role_permissions_role_permissions_role_id_organization_id_fkey',
      'public_stores_stores_workspace_id_organization_id_fkey',
      'public_sync_jobs_sync_jobs_connection_id_workspace_id_organization_id_fkey',
      'public_usage_events_usage_events_workspace_id_organization_id_fkey',
      'public_webhook_deliveries_webhook_deliveries_endpoint_id_workspace_id_organization_i_fkey',
      'public_webhook_deliveries_webhook_deliveries_message_id_workspace_id_organization_id_fkey',
      'public_webhook_endpoints_webhook_endpoints_workspace_id_organization_id_fkey',
      'public_webhook_messages_webhook_messages_event_id_organization_id_fkey',
      'public_webhook_messages_webhook_messages_workspace_id_organization_id_fkey',
      'public_widget_claim_audit_widget_claim_audit_workspace_id_organization_id_fkey',
      'public_widget_events_widget_events_widget_instance_id_widget_id_workspace_id_or_fkey',
      'public_widget_fetch_errors_widget_fetch_errors_public_id_organization_id_fkey',
      'public_widget_fetch_errors_widget_fetch_errors_workspace_id_organization_id_fkey',
      'public_widget_instances_widget_instances_published_revision_id_widget_id_fkey',
      'public_widget_instances_widget_instances_widget_id_workspace_id_organization_id_fkey',
      'public_widget_revisions_widget_revisions_widget_id_workspace_id_organization_id_fkey',
      'public_widgets_widgets_workspace_id_organization_id_fkey',
      'public_workspace_allocations_workspace_allocations_agency_workspace_id_organization_id_fkey',
      'public_workspace_allocations_workspace_allocations_package_id_agency_workspace_id_organ_fkey',
      'public_workspace_allocations_workspace_allocations_workspace_id_organization_id_fkey',
      'public_workspace_members_workspace_members_workspace_id_organization_id_fkey',
      'public_workspaces_workspaces_parent_workspace_id_organization_id_fkey',
    ],
  },
]
