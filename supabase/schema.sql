-- What the migrations add up to, read from a database that was migrated from zero. Generated: never edit it.
-- `npm run check:db -- --update` writes it anew; `npm run check:db` fails while it is stale. Partitions are left out.


-- Schemas, default privileges, and what is on auth.users --------------------------------------------------------------

create schema partitions;
create schema private;
grant usage on schema auth to anon;
grant usage on schema auth to authenticated;
grant usage on schema auth to lapel_definer;
grant usage on schema auth to service_role;
grant usage on schema auth to supabase_auth_admin;
grant usage on schema extensions to lapel_definer;
grant usage on schema extensions to service_role;
grant create, usage on schema partitions to lapel_definer;
grant create, usage on schema private to lapel_definer;
grant usage on schema private to service_role;
grant usage on schema public to anon;
grant usage on schema public to authenticated;
grant create, usage on schema public to lapel_definer;
grant usage on schema public to public;
grant usage on schema public to service_role;
grant usage on schema public to supabase_auth_admin;
alter default privileges grant execute on functions to postgres;
alter default privileges in schema private grant delete, insert, select, update on tables to lapel_definer;
alter default privileges in schema public grant delete, insert, select, update on tables to lapel_definer;
alter default privileges in schema public grant select on tables to service_role;
CREATE TRIGGER trg_users_copy_email AFTER UPDATE OF email ON auth.users FOR EACH ROW WHEN (((old.email)::text IS DISTINCT FROM (new.email)::text)) EXECUTE FUNCTION private.fn_copy_email();
CREATE TRIGGER trg_users_hand_over BEFORE DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION private.fn_hand_over();
CREATE TRIGGER trg_users_provision AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION private.fn_handle_new_user();
grant select (email) on auth.users to lapel_definer;
grant select (id) on auth.users to lapel_definer;

-- public.agency_packages ----------------------------------------------------------------------------------------------

-- What an agency sells to its clients: named bundles of limits.
create table public.agency_packages (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  agency_workspace_id uuid not null,
  name text not null,
  limits jsonb not null default '{}'::jsonb,
  price integer not null default 0,
  currency character(3) not null default 'EUR'::bpchar,
  archived boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint agency_packages_pkey PRIMARY KEY (id),
  constraint agency_packages_agency_workspace_id_name_key UNIQUE (agency_workspace_id, name),
  constraint agency_packages_id_agency_workspace_id_organization_id_key UNIQUE (id, agency_workspace_id, organization_id),
  constraint agency_packages_agency_workspace_id_organization_id_fkey FOREIGN KEY (agency_workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint agency_packages_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint agency_packages_limits_check CHECK ((jsonb_typeof(limits) = 'object'::text)),
  constraint agency_packages_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint agency_packages_price_check CHECK ((price >= 0))
);
CREATE INDEX agency_packages_organization_idx ON public.agency_packages USING btree (organization_id);
alter table public.agency_packages enable row level security, force row level security;
create policy "Members see their packages" on public.agency_packages for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see packages" on public.agency_packages for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_agency_packages_check BEFORE INSERT OR UPDATE ON public.agency_packages FOR EACH ROW EXECUTE FUNCTION private.fn_check_package();
CREATE TRIGGER trg_agency_packages_touch BEFORE UPDATE ON public.agency_packages FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.agency_packages FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.agency_packages FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.agency_packages to authenticated;
grant delete, insert, select, update on public.agency_packages to lapel_definer;
grant select on public.agency_packages to service_role;
comment on column public.agency_packages.limits is 'Limit type to value, for example {"submissions_month": 1000}.';

-- public.api_keys -----------------------------------------------------------------------------------------------------

-- Keys of the tenant API, by SHA-256. prefix is what people recognise a key by.
create table public.api_keys (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  prefix text not null,
  checksum text not null,
  hash bytea not null,
  scopes text[] not null,
  rate_limit_minute integer not null default 600,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  rerolled_from uuid,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_hash_key UNIQUE (hash),
  constraint api_keys_id_organization_id_key UNIQUE (id, organization_id),
  constraint api_keys_created_by_fkey FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint api_keys_rerolled_from_organization_id_fkey FOREIGN KEY (rerolled_from, organization_id) REFERENCES public.api_keys(id, organization_id) ON DELETE SET NULL (rerolled_from),
  constraint api_keys_checksum_check CHECK ((length(checksum) = 6)),
  constraint api_keys_hash_check CHECK ((octet_length(hash) = 32)),
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint api_keys_prefix_check CHECK ((length(prefix) <= 24)),
  constraint api_keys_rate_limit_minute_check CHECK (((rate_limit_minute >= 1) AND (rate_limit_minute <= 100000))),
  constraint api_keys_scopes_check CHECK (((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 50)))
);
CREATE INDEX api_keys_created_by_idx ON public.api_keys USING btree (created_by);
CREATE INDEX api_keys_organization_idx ON public.api_keys USING btree (organization_id, created_at DESC);
CREATE INDEX api_keys_rerolled_from_idx ON public.api_keys USING btree (rerolled_from);
alter table public.api_keys enable row level security, force row level security;
create policy "Key managers see keys" on public.api_keys for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('api_keys.manage'::text) AS organizations_where_i_can))));
create policy "Staff see keys" on public.api_keys for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.api_keys FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'hash', 'checksum', 'last_used_at');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE ON public.api_keys FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, insert, select, update on public.api_keys to lapel_definer;
grant select on public.api_keys to service_role;

-- public.audit_entries ------------------------------------------------------------------------------------------------

-- The audit log with its hashes as text.
create view public.audit_entries with (security_invoker=true) as
 SELECT id,
    created_at,
    organization_id,
    workspace_id,
    actor_id,
    actor_role,
    on_behalf_of,
    action,
    entity,
    entity_id,
    before,
    after,
    reason,
    request_id,
    host(ip) AS ip,
    seq,
    encode(prev_hash, 'hex'::text) AS prev_hash,
    encode(hash, 'hex'::text) AS hash
   FROM public.audit_logs a;
grant select on public.audit_entries to authenticated;
grant delete, insert, select, update on public.audit_entries to lapel_definer;
grant select on public.audit_entries to service_role;

-- public.audit_logs ---------------------------------------------------------------------------------------------------

-- Append-only record of administered changes, hash-chained per organization; no organization is the platform's own chain.
create table public.audit_logs (
  id uuid not null default gen_random_uuid(),
  created_at timestamp with time zone not null default clock_timestamp(),
  organization_id uuid,
  workspace_id uuid,
  actor_id uuid,
  actor_role text not null,
  on_behalf_of uuid,
  action text not null,
  entity text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  reason text,
  request_id text,
  ip inet,
  seq bigint not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint audit_logs_pkey PRIMARY KEY (id, created_at),
  constraint audit_logs_action_check CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text])))
) partition by RANGE (created_at);
alter table public.audit_logs owner to lapel_definer;
CREATE INDEX audit_logs_actor_idx ON ONLY public.audit_logs USING btree (actor_id, created_at DESC);
CREATE INDEX audit_logs_chain_idx ON ONLY public.audit_logs USING btree (organization_id, seq);
CREATE INDEX audit_logs_created_idx ON ONLY public.audit_logs USING btree (created_at DESC);
CREATE INDEX audit_logs_entity_idx ON ONLY public.audit_logs USING btree (entity, created_at DESC);
CREATE INDEX audit_logs_organization_idx ON ONLY public.audit_logs USING btree (organization_id, created_at DESC);
alter table public.audit_logs enable row level security, force row level security;
create policy "Staff read the audit log" on public.audit_logs for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy "Who may, reads the audit log" on public.audit_logs for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('audit.read'::text) AS organizations_where_i_can))));
CREATE TRIGGER trg_audit_logs_refuse_change BEFORE DELETE OR UPDATE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION private.fn_refuse_change();
CREATE TRIGGER trg_audit_logs_refuse_truncate BEFORE TRUNCATE ON public.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_change();
grant select on public.audit_logs to authenticated;
grant select on public.audit_logs to service_role;
comment on column public.audit_logs.on_behalf_of is 'The impersonation session under which staff acted.';
comment on column public.audit_logs.before is 'The changed columns as they were; the whole row for a delete.';
comment on column public.audit_logs.after is 'The changed columns as they became; the whole row for an insert.';
comment on column public.audit_logs.request_id is 'The X-Request-Id of the answer, or what the gateway calls the request.';
comment on column public.audit_logs.ip is 'The address of who acted. Never a visitor''s: their endpoints do not tell it.';
comment on column public.audit_logs.seq is 'Position in the organization''s chain, from 1.';

-- public.billing_account_workspaces -----------------------------------------------------------------------------------

-- Which workspaces an account pays for; a workspace has one payer.
create table public.billing_account_workspaces (
  billing_account_id uuid not null,
  workspace_id uuid not null,
  organization_id uuid not null,
  constraint billing_account_workspaces_pkey PRIMARY KEY (billing_account_id, workspace_id),
  constraint billing_account_workspaces_workspace_id_key UNIQUE (workspace_id),
  constraint billing_account_workspaces_billing_account_id_organization_fkey FOREIGN KEY (billing_account_id, organization_id) REFERENCES public.billing_accounts(id, organization_id) ON DELETE CASCADE,
  constraint billing_account_workspaces_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE
);
CREATE INDEX billing_account_workspaces_organization_idx ON public.billing_account_workspaces USING btree (organization_id);
alter table public.billing_account_workspaces enable row level security, force row level security;
create policy "Members see who pays for their workspaces" on public.billing_account_workspaces for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Payers choose what they pay for" on public.billing_account_workspaces for insert to authenticated
  with check ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('billing.manage'::text) AS organizations_where_i_can))));
create policy "Payers stop paying" on public.billing_account_workspaces for delete to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('billing.manage'::text) AS organizations_where_i_can))));
create policy "Staff see who pays" on public.billing_account_workspaces for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.billing_account_workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_audit('billing_account_id,workspace_id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.billing_account_workspaces FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, insert, select on public.billing_account_workspaces to authenticated;
grant delete, insert, select, update on public.billing_account_workspaces to lapel_definer;
grant select on public.billing_account_workspaces to service_role;

-- public.billing_accounts ---------------------------------------------------------------------------------------------

-- Who pays: an account of an organization, held by one person.
create table public.billing_accounts (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  owner_user_id uuid not null,
  billing_email text,
  provider text not null default 'manual'::text,
  provider_reference text,
  created_at timestamp with time zone not null default now(),
  constraint billing_accounts_pkey PRIMARY KEY (id),
  constraint billing_accounts_id_organization_id_key UNIQUE (id, organization_id),
  constraint billing_accounts_provider_provider_reference_key UNIQUE (provider, provider_reference),
  constraint billing_accounts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint billing_accounts_owner_user_id_fkey FOREIGN KEY (owner_user_id) REFERENCES auth.users(id),
  constraint billing_accounts_billing_email_check CHECK ((length(billing_email) <= 254)),
  constraint billing_accounts_provider_check CHECK ((provider = ANY (ARRAY['manual'::text, 'stripe'::text])))
);
CREATE INDEX billing_accounts_organization_idx ON public.billing_accounts USING btree (organization_id);
CREATE INDEX billing_accounts_owner_idx ON public.billing_accounts USING btree (owner_user_id);
alter table public.billing_accounts enable row level security, force row level security;
create policy "Payers change their accounts" on public.billing_accounts for update to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('billing.manage'::text) AS organizations_where_i_can))))
  with check ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('billing.manage'::text) AS organizations_where_i_can))));
create policy "Payers make their accounts" on public.billing_accounts for insert to authenticated
  with check (((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('billing.manage'::text) AS organizations_where_i_can))) AND (owner_user_id = ( SELECT auth.uid() AS uid))));
create policy "Payers see their accounts" on public.billing_accounts for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('billing.manage'::text) AS organizations_where_i_can))));
create policy "Staff see billing accounts" on public.billing_accounts for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.billing_accounts FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'billing_email');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.billing_accounts FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.billing_accounts to authenticated;
grant delete, insert, select, update on public.billing_accounts to lapel_definer;
grant select on public.billing_accounts to service_role;

-- public.campaign_leads -----------------------------------------------------------------------------------------------

-- A company in a campaign, and what the tenant makes of it.
create table public.campaign_leads (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  campaign_id uuid not null,
  lead_id uuid not null,
  status text not null default 'pending'::text,
  qualification_data jsonb not null default '{}'::jsonb,
  outreach_template jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint campaign_leads_pkey PRIMARY KEY (id),
  constraint campaign_leads_campaign_id_organization_id_fkey FOREIGN KEY (campaign_id, organization_id) REFERENCES public.campaigns(id, organization_id) ON DELETE CASCADE,
  constraint campaign_leads_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.leads(id) ON DELETE CASCADE,
  constraint campaign_leads_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint campaign_leads_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'qualified'::text, 'disqualified'::text])))
);
CREATE INDEX campaign_leads_lead_idx ON public.campaign_leads USING btree (lead_id);
CREATE INDEX campaign_leads_organization_idx ON public.campaign_leads USING btree (organization_id, created_at DESC);
CREATE UNIQUE INDEX campaign_leads_unique ON public.campaign_leads USING btree (campaign_id, lead_id);
alter table public.campaign_leads enable row level security, force row level security;
create policy "Staff see campaign leads" on public.campaign_leads for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy tenant_can_delete_campaign_leads on public.campaign_leads for delete to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))));
create policy tenant_can_select_campaign_leads on public.campaign_leads for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.read'::text) AS organizations_where_i_can))));
create policy tenant_can_update_campaign_leads on public.campaign_leads for update to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))))
  with check ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.campaign_leads FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'qualification_data', 'outreach_template');
CREATE TRIGGER trg_campaign_leads_count BEFORE INSERT OR DELETE ON public.campaign_leads FOR EACH ROW EXECUTE FUNCTION private.fn_count_campaign_leads();
CREATE TRIGGER trg_campaign_leads_touch BEFORE UPDATE ON public.campaign_leads FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.campaign_leads FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, select on public.campaign_leads to authenticated;
grant delete, insert, select, update on public.campaign_leads to lapel_definer;
grant select on public.campaign_leads to service_role;

-- public.campaigns ----------------------------------------------------------------------------------------------------

-- A search for leads, or the widget that collects them.
create table public.campaigns (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  search_account_id uuid not null,
  name text not null,
  industries jsonb not null default '[]'::jsonb,
  locations jsonb not null default '[]'::jsonb,
  headcount jsonb not null default '[]'::jsonb,
  target_leads integer not null,
  current_leads integer not null default 0,
  search_cursor text,
  status text not null default 'pending'::text,
  widget_instance_id uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint campaigns_pkey PRIMARY KEY (id),
  constraint campaigns_id_organization_id_key UNIQUE (id, organization_id),
  constraint campaigns_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint campaigns_search_account_id_fkey FOREIGN KEY (search_account_id) REFERENCES auth.users(id),
  constraint campaigns_widget_instance_id_organization_id_fkey FOREIGN KEY (widget_instance_id, organization_id) REFERENCES public.widget_instances(id, organization_id) ON DELETE SET NULL (widget_instance_id),
  constraint campaigns_current_leads_check CHECK ((current_leads >= 0)),
  constraint campaigns_headcount_check CHECK ((jsonb_typeof(headcount) = 'array'::text)),
  constraint campaigns_industries_check CHECK ((jsonb_typeof(industries) = 'array'::text)),
  constraint campaigns_locations_check CHECK ((jsonb_typeof(locations) = 'array'::text)),
  constraint campaigns_name_check CHECK (((length(name) >= 1) AND (length(name) <= 160))),
  constraint campaigns_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'paused'::text, 'pipeline_completed'::text, 'quota_reached'::text]))),
  constraint campaigns_target_leads_check CHECK ((target_leads > 0))
);
CREATE INDEX campaigns_instance_idx ON public.campaigns USING btree (widget_instance_id);
CREATE UNIQUE INDEX campaigns_instance_unique ON public.campaigns USING btree (organization_id, widget_instance_id) WHERE (widget_instance_id IS NOT NULL);
CREATE UNIQUE INDEX campaigns_name_org_unique ON public.campaigns USING btree (organization_id, name);
CREATE INDEX campaigns_search_account_idx ON public.campaigns USING btree (search_account_id);
alter table public.campaigns enable row level security, force row level security;
create policy "Staff see campaigns" on public.campaigns for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy tenant_can_delete_campaigns on public.campaigns for delete to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))));
create policy tenant_can_insert_campaigns on public.campaigns for insert to authenticated
  with check (((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))) AND (search_account_id = ( SELECT auth.uid() AS uid))));
create policy tenant_can_select_campaigns on public.campaigns for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.read'::text) AS organizations_where_i_can))));
create policy tenant_can_update_campaigns on public.campaigns for update to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))))
  with check ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.campaigns FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_campaigns_refuse_same BEFORE INSERT OR UPDATE OF industries, locations, headcount ON public.campaigns FOR EACH ROW EXECUTE FUNCTION private.fn_refuse_same_campaign();
CREATE TRIGGER trg_campaigns_touch BEFORE UPDATE ON public.campaigns FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.campaigns FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, select on public.campaigns to authenticated;
grant delete, insert, select, update on public.campaigns to lapel_definer;
grant select on public.campaigns to service_role;
comment on column public.campaigns.widget_instance_id is 'The instance whose submissions become leads of this campaign.';

-- public.consents -----------------------------------------------------------------------------------------------------

-- Who agreed to what, in which words, and who took it back. Rows are only added.
create table public.consents (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  subject_hash text not null,
  purpose text not null,
  granted boolean not null,
  wording text,
  submission_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint consents_pkey PRIMARY KEY (id),
  constraint consents_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint consents_purpose_check CHECK (((length(purpose) >= 1) AND (length(purpose) <= 80))),
  constraint consents_wording_check CHECK ((length(wording) <= 2000))
);
CREATE INDEX consents_subject_idx ON public.consents USING btree (organization_id, subject_hash, created_at DESC);
CREATE INDEX consents_workspace_idx ON public.consents USING btree (workspace_id, created_at DESC);
alter table public.consents enable row level security, force row level security;
create policy "Privacy managers see consents" on public.consents for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('privacy.manage'::text) AS organizations_where_i_can))));
create policy "Staff see consents" on public.consents for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_consents_refuse_change BEFORE DELETE OR UPDATE ON public.consents FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION private.fn_refuse_change();
CREATE TRIGGER trg_consents_refuse_truncate BEFORE TRUNCATE ON public.consents FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_change();
grant select on public.consents to authenticated;
grant delete, insert, select, update on public.consents to lapel_definer;
grant select on public.consents to service_role;
comment on column public.consents.subject_hash is 'SHA-256 of organization and address: finds a person''s consents without keeping the address.';

-- public.custom_domains -----------------------------------------------------------------------------------------------

-- Hostnames of tenants, proved by a TXT record at _lapel-challenge.<hostname> and checked again every day.
create table public.custom_domains (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  hostname text not null,
  verification_token text not null default private.random_id('lapel-verification='::text),
  status text not null default 'pending'::text,
  verified_at timestamp with time zone,
  checked_at timestamp with time zone,
  failing_since timestamp with time zone,
  released_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint custom_domains_pkey PRIMARY KEY (id),
  constraint custom_domains_organization_id_hostname_key UNIQUE (organization_id, hostname),
  constraint custom_domains_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint custom_domains_hostname_check CHECK (((hostname = lower(hostname)) AND (length(hostname) <= 253) AND (hostname ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$'::text))),
  constraint custom_domains_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'verified'::text, 'failing'::text, 'released'::text])))
);
CREATE INDEX custom_domains_checked_idx ON public.custom_domains USING btree (checked_at NULLS FIRST) WHERE (status <> 'released'::text);
CREATE UNIQUE INDEX custom_domains_held_key ON public.custom_domains USING btree (hostname) WHERE (status = ANY (ARRAY['verified'::text, 'failing'::text]));
CREATE INDEX custom_domains_search_idx ON public.custom_domains USING gin (hostname extensions.gin_trgm_ops);
alter table public.custom_domains enable row level security, force row level security;
create policy "Members see their domains" on public.custom_domains for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see domains" on public.custom_domains for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.custom_domains FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'verification_token', 'checked_at');
CREATE TRIGGER trg_custom_domains_enforce_max_custom_domains AFTER INSERT OR DELETE OR UPDATE OF status, organization_id ON public.custom_domains FOR EACH ROW EXECUTE FUNCTION private.fn_count_limit('custom_domains', 'status', 'verified,failing');
CREATE TRIGGER trg_custom_domains_touch BEFORE UPDATE ON public.custom_domains FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.custom_domains FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.custom_domains to authenticated;
grant delete, insert, select, update on public.custom_domains to lapel_definer;
grant select on public.custom_domains to service_role;
comment on column public.custom_domains.released_at is 'When the tenant last stopped holding it; nobody else may verify it for 30 days after. Never set by who only claimed it.';

-- public.data_exports -------------------------------------------------------------------------------------------------

-- Exports, deleted 24 hours after they were finished. What they hold is read at addresses that open_export gives.
create table public.data_exports (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  privacy_request_id uuid,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  expires_at timestamp with time zone not null default (now() + '24:00:00'::interval),
  constraint data_exports_pkey PRIMARY KEY (id),
  constraint data_exports_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint data_exports_privacy_request_id_organization_id_fkey FOREIGN KEY (privacy_request_id, organization_id) REFERENCES public.privacy_requests(id, organization_id) ON DELETE CASCADE
);
CREATE INDEX data_exports_expires_idx ON public.data_exports USING btree (expires_at);
CREATE INDEX data_exports_organization_idx ON public.data_exports USING btree (organization_id);
CREATE INDEX data_exports_request_idx ON public.data_exports USING btree (privacy_request_id);
alter table public.data_exports enable row level security, force row level security;
create policy "Privacy managers see exports" on public.data_exports for select to authenticated
  using (((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('privacy.manage'::text) AS organizations_where_i_can))) AND (finished_at IS NOT NULL) AND (expires_at > now())));
grant select on public.data_exports to authenticated;
grant delete, insert, select, update on public.data_exports to lapel_definer;
grant select on public.data_exports to service_role;
comment on column public.data_exports.finished_at is 'Null while it is being written: nobody sees it then.';

-- public.embed_tokens -------------------------------------------------------------------------------------------------

-- Keys that open a draft for preview, or a private instance, until they expire.
create table public.embed_tokens (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  public_id text not null,
  token_hash bytea not null,
  purpose text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  created_by uuid,
  rotated_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint embed_tokens_pkey PRIMARY KEY (id),
  constraint embed_tokens_token_hash_key UNIQUE (token_hash),
  constraint embed_tokens_created_by_fkey FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint embed_tokens_public_id_organization_id_fkey FOREIGN KEY (public_id, organization_id) REFERENCES public.widget_instances(public_id, organization_id) ON DELETE CASCADE,
  constraint embed_tokens_widget_instance_id_widget_id_workspace_id_org_fkey FOREIGN KEY (widget_instance_id, widget_id, workspace_id, organization_id) REFERENCES public.widget_instances(id, widget_id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint embed_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['preview'::text, 'private'::text])))
);
CREATE INDEX embed_tokens_created_by_idx ON public.embed_tokens USING btree (created_by);
CREATE INDEX embed_tokens_instance_idx ON public.embed_tokens USING btree (widget_instance_id);
CREATE INDEX embed_tokens_organization_idx ON public.embed_tokens USING btree (organization_id);
CREATE INDEX embed_tokens_public_idx ON public.embed_tokens USING btree (public_id);
CREATE INDEX embed_tokens_workspace_idx ON public.embed_tokens USING btree (workspace_id, created_at DESC);
alter table public.embed_tokens enable row level security, force row level security;
create policy "Members see tokens" on public.embed_tokens for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see tokens" on public.embed_tokens for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.embed_tokens FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'token_hash');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.embed_tokens FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, insert, select, update on public.embed_tokens to lapel_definer;
grant select on public.embed_tokens to service_role;
comment on column public.embed_tokens.token_hash is 'SHA-256 of the token; the token itself is shown once.';

-- public.events -------------------------------------------------------------------------------------------------------

-- Domain events of a workspace, for example submission.accepted.
create table public.events (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  entity_type text not null,
  entity_id uuid not null,
  event_type text not null,
  actor_id uuid,
  payload jsonb not null default '{}'::jsonb,
  metadata jsonb not null default '{}'::jsonb,
  idempotency_hash text,
  created_at timestamp with time zone not null default now(),
  constraint events_pkey PRIMARY KEY (id, organization_id),
  constraint events_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint events_entity_type_check CHECK (((length(entity_type) >= 1) AND (length(entity_type) <= 60))),
  constraint events_event_type_check CHECK ((event_type ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$'::text))
);
CREATE INDEX events_created_idx ON public.events USING brin (created_at) WITH (autosummarize='on');
CREATE UNIQUE INDEX events_idempotency_idx ON public.events USING btree (idempotency_hash) WHERE (idempotency_hash IS NOT NULL);
CREATE INDEX events_organization_idx ON public.events USING btree (organization_id, created_at DESC);
CREATE INDEX events_workspace_idx ON public.events USING btree (workspace_id, created_at DESC);
alter table public.events enable row level security, force row level security;
create policy "Members see events of their workspaces" on public.events for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see events" on public.events for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_events_queue_leads AFTER INSERT ON public.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.fn_queue_leads();
CREATE TRIGGER trg_events_queue_webhooks AFTER INSERT ON public.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION private.fn_queue_webhooks();
grant select on public.events to authenticated;
grant delete, insert, select, update on public.events to lapel_definer;
grant select on public.events to service_role;
comment on column public.events.idempotency_hash is 'Makes an event happen once, however often it is reported; null for what is written with the act itself.';

-- public.feature_flags ------------------------------------------------------------------------------------------------

-- Switches: organization > plan > share of organizations > default.
create table public.feature_flags (
  key text not null,
  description text not null default ''::text,
  enabled boolean not null default false,
  rollout_percent integer not null default 0,
  plans jsonb not null default '{}'::jsonb,
  organizations jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint feature_flags_pkey PRIMARY KEY (key),
  constraint feature_flags_description_check CHECK ((length(description) <= 500)),
  constraint feature_flags_key_check CHECK ((key ~ '^[a-z][a-z0-9_]{0,59}$'::text)),
  constraint feature_flags_organizations_check CHECK ((jsonb_typeof(organizations) = 'object'::text)),
  constraint feature_flags_organizations_check1 CHECK ((NOT jsonb_path_exists(organizations, '$.*?(@.type() != "boolean")'::jsonpath))),
  constraint feature_flags_plans_check CHECK ((jsonb_typeof(plans) = 'object'::text)),
  constraint feature_flags_plans_check1 CHECK ((NOT jsonb_path_exists(plans, '$.*?(@.type() != "boolean")'::jsonpath))),
  constraint feature_flags_rollout_percent_check CHECK (((rollout_percent >= 0) AND (rollout_percent <= 100)))
);
alter table public.feature_flags enable row level security, force row level security;
create policy "Staff see flags" on public.feature_flags for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.feature_flags FOR EACH ROW EXECUTE FUNCTION private.fn_audit('key');
CREATE TRIGGER trg_feature_flags_touch BEFORE UPDATE ON public.feature_flags FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant delete, insert, select, update on public.feature_flags to lapel_definer;
grant select on public.feature_flags to platform_staff;
grant select on public.feature_flags to service_role;
comment on column public.feature_flags.rollout_percent is 'Share of organizations, chosen by a hash so that raising it never takes the flag from anyone.';
comment on column public.feature_flags.plans is 'Plan id to true or false.';
comment on column public.feature_flags.organizations is 'Organization id to true or false.';

-- public.identity_secrets ---------------------------------------------------------------------------------------------

-- Workspaces whose sites sign the ids of their users. The secrets are in the vault; the one before holds for 24 hours.
create table public.identity_secrets (
  workspace_id uuid not null,
  organization_id uuid not null,
  secret_id uuid not null,
  previous_secret_id uuid,
  created_at timestamp with time zone not null default now(),
  rotated_at timestamp with time zone,
  constraint identity_secrets_pkey PRIMARY KEY (workspace_id),
  constraint identity_secrets_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE
);
CREATE INDEX identity_secrets_organization_idx ON public.identity_secrets USING btree (organization_id);
alter table public.identity_secrets enable row level security, force row level security;
create policy "Integration managers see whether ids are signed" on public.identity_secrets for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Staff see whether ids are signed" on public.identity_secrets for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.identity_secrets FOR EACH ROW EXECUTE FUNCTION private.fn_audit('workspace_id', 'secret_id', 'previous_secret_id');
CREATE TRIGGER trg_identity_secrets_forget AFTER DELETE ON public.identity_secrets FOR EACH ROW EXECUTE FUNCTION private.fn_forget_identity_secrets();
grant delete, insert, select, update on public.identity_secrets to lapel_definer;
grant select on public.identity_secrets to service_role;

-- public.impersonation_sessions ---------------------------------------------------------------------------------------

-- Staff who look at a tenant as its members do, for at most an hour. The tenant sees who, when and why.
create table public.impersonation_sessions (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  staff_id uuid not null,
  reason text not null,
  read_only boolean not null default true,
  started_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null default (now() + '01:00:00'::interval),
  ended_at timestamp with time zone,
  constraint impersonation_sessions_pkey PRIMARY KEY (id),
  constraint impersonation_sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint impersonation_sessions_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES auth.users(id) ON DELETE CASCADE,
  constraint impersonation_sessions_check CHECK ((expires_at <= (started_at + '01:00:00'::interval))),
  constraint impersonation_sessions_reason_check CHECK ((length(reason) >= 3))
);
CREATE INDEX impersonation_sessions_organization_idx ON public.impersonation_sessions USING btree (organization_id, started_at DESC);
CREATE INDEX impersonation_sessions_staff_idx ON public.impersonation_sessions USING btree (staff_id, expires_at DESC);
alter table public.impersonation_sessions enable row level security, force row level security;
create policy "Owners and admins see who looked in" on public.impersonation_sessions for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_administered_organization_ids() AS my_administered_organization_ids))));
create policy "Staff see impersonation" on public.impersonation_sessions for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.impersonation_sessions FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_audit_platform AFTER INSERT OR UPDATE ON public.impersonation_sessions FOR EACH ROW EXECUTE FUNCTION private.fn_audit_for_platform();
grant select on public.impersonation_sessions to authenticated;
grant delete, insert, select, update on public.impersonation_sessions to lapel_definer;
grant select on public.impersonation_sessions to service_role;

-- public.integration_connections --------------------------------------------------------------------------------------

-- How a store's data is fetched. config holds no secret; the credential is in the vault.
create table public.integration_connections (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  store_id uuid not null,
  adapter text not null,
  config jsonb not null default '{}'::jsonb,
  vault_secret_id uuid,
  status text not null default 'idle'::text,
  last_synced_at timestamp with time zone,
  every_minutes integer default 1440,
  next_sync_at timestamp with time zone default (now() + '00:05:00'::interval),
  resume_from text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint integration_connections_pkey PRIMARY KEY (id),
  constraint integration_connections_id_workspace_id_organization_id_key UNIQUE (id, workspace_id, organization_id),
  constraint integration_connections_workspace_id_store_id_adapter_key UNIQUE (workspace_id, store_id, adapter),
  constraint integration_connections_store_id_workspace_id_organization_fkey FOREIGN KEY (store_id, workspace_id, organization_id) REFERENCES public.stores(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint integration_connections_adapter_check CHECK ((adapter = ANY (ARRAY['generic_json'::text, 'csv_url'::text, 'shopify_orders'::text]))),
  constraint integration_connections_config_check CHECK ((pg_column_size(config) <= 16384)),
  constraint integration_connections_every_minutes_check CHECK (((every_minutes >= 15) AND (every_minutes <= 10080))),
  constraint integration_connections_resume_from_check CHECK ((length(resume_from) <= 200)),
  constraint integration_connections_status_check CHECK ((status = ANY (ARRAY['idle'::text, 'pending'::text, 'running'::text, 'success'::text, 'error'::text, 'disabled'::text])))
);
CREATE INDEX integration_connections_due_idx ON public.integration_connections USING btree (next_sync_at) WHERE (next_sync_at IS NOT NULL);
CREATE INDEX integration_connections_organization_idx ON public.integration_connections USING btree (organization_id);
CREATE INDEX integration_connections_store_idx ON public.integration_connections USING btree (store_id);
alter table public.integration_connections enable row level security, force row level security;
create policy "Integrators change connections" on public.integration_connections for update to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))))
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Integrators delete connections" on public.integration_connections for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Integrators make connections" on public.integration_connections for insert to authenticated
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Integrators see connections" on public.integration_connections for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Staff see connections" on public.integration_connections for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.integration_connections FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'vault_secret_id', 'last_synced_at', 'next_sync_at', 'resume_from');
CREATE TRIGGER trg_integration_connections_check BEFORE INSERT OR UPDATE OF config, adapter ON public.integration_connections FOR EACH ROW EXECUTE FUNCTION private.fn_check_connection();
CREATE TRIGGER trg_integration_connections_forget AFTER DELETE ON public.integration_connections FOR EACH ROW WHEN ((old.vault_secret_id IS NOT NULL)) EXECUTE FUNCTION private.fn_forget_credential();
CREATE TRIGGER trg_integration_connections_restart BEFORE UPDATE OF config, status, every_minutes ON public.integration_connections FOR EACH ROW WHEN (((new.config IS DISTINCT FROM old.config) OR (new.every_minutes IS DISTINCT FROM old.every_minutes) OR ((old.status = 'disabled'::text) AND (new.status <> 'disabled'::text)))) EXECUTE FUNCTION private.fn_restart_connection();
CREATE TRIGGER trg_integration_connections_touch BEFORE UPDATE ON public.integration_connections FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.integration_connections FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete on public.integration_connections to authenticated;
grant delete, insert, select, update on public.integration_connections to lapel_definer;
grant select on public.integration_connections to service_role;
comment on column public.integration_connections.vault_secret_id is 'Its credential. When the vault has no such secret any more, runs wait for a new one; null is a source that asks for none.';
comment on column public.integration_connections.status is 'How the last whole run ended: success or error, also while the next one is under way. Before that idle, or running.';
comment on column public.integration_connections.every_minutes is 'How often it runs by itself; null is only when somebody asks.';
comment on column public.integration_connections.next_sync_at is 'When it runs by itself next; null also after a failure that a person has to mend. A new one leaves time for its credential.';
comment on column public.integration_connections.resume_from is 'From where on a new run asks, as the last whole run has left it; null is from the beginning.';

-- public.invitations --------------------------------------------------------------------------------------------------

-- Invitations by mail to an organization, or to one workspace of it. A place is counted on acceptance.
create table public.invitations (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid,
  email text not null,
  role text not null,
  token_hash bytea not null,
  invited_by uuid,
  expires_at timestamp with time zone not null default (now() + '24:00:00'::interval),
  accepted_at timestamp with time zone,
  accepted_by uuid,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_token_hash_key UNIQUE (token_hash),
  constraint invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint invitations_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint invitations_email_check CHECK (((email = lower(email)) AND (email ~ '^[^@\s]+@[^@\s]+$'::text) AND (length(email) <= 254))),
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'super_editor'::text, 'editor'::text, 'collaborator'::text, 'viewer'::text])))
);
CREATE INDEX invitations_accepted_by_idx ON public.invitations USING btree (accepted_by);
CREATE INDEX invitations_expires_idx ON public.invitations USING btree (expires_at) WHERE (accepted_at IS NULL);
CREATE INDEX invitations_invited_by_idx ON public.invitations USING btree (invited_by);
CREATE UNIQUE INDEX invitations_open_key ON public.invitations USING btree (organization_id, email, workspace_id) NULLS NOT DISTINCT WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE INDEX invitations_organization_idx ON public.invitations USING btree (organization_id, created_at DESC);
CREATE INDEX invitations_workspace_idx ON public.invitations USING btree (workspace_id, organization_id);
alter table public.invitations enable row level security, force row level security;
create policy "Managers of members see invitations" on public.invitations for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('members.manage'::text) AS organizations_where_i_can))));
create policy "Staff see invitations" on public.invitations for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.invitations FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'token_hash', 'email');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.invitations FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, insert, select, update on public.invitations to lapel_definer;
grant select on public.invitations to service_role;
comment on column public.invitations.token_hash is 'SHA-256 of the token in the mail; the token itself is never stored.';

-- public.invoices -----------------------------------------------------------------------------------------------------

-- Invoices as the provider recorded them, in minor units.
create table public.invoices (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  billing_account_id uuid not null,
  number text not null,
  status text not null default 'open'::text,
  amount integer not null,
  currency character(3) not null,
  period_start timestamp with time zone not null,
  period_end timestamp with time zone not null,
  lines jsonb not null default '[]'::jsonb,
  issued_at timestamp with time zone not null default now(),
  paid_at timestamp with time zone,
  constraint invoices_pkey PRIMARY KEY (id),
  constraint invoices_number_key UNIQUE (number),
  constraint invoices_billing_account_id_organization_id_fkey FOREIGN KEY (billing_account_id, organization_id) REFERENCES public.billing_accounts(id, organization_id),
  constraint invoices_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint invoices_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint invoices_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'paid'::text, 'void'::text])))
);
CREATE INDEX invoices_billing_account_idx ON public.invoices USING btree (billing_account_id, organization_id);
CREATE INDEX invoices_organization_idx ON public.invoices USING btree (organization_id, issued_at DESC);
alter table public.invoices enable row level security, force row level security;
create policy "Payers see invoices" on public.invoices for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('billing.manage'::text) AS organizations_where_i_can))));
create policy "Staff see invoices" on public.invoices for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.invoices FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
grant select on public.invoices to authenticated;
grant delete, insert, select, update on public.invoices to lapel_definer;
grant select on public.invoices to service_role;

-- public.lead_contacts ------------------------------------------------------------------------------------------------

-- People, seen by one tenant only.
create table public.lead_contacts (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  lead_id uuid,
  provider_id text,
  member_urn text,
  public_id text,
  name text not null,
  first_name text,
  last_name text,
  headline text,
  linkedin_url text,
  email text,
  phone text,
  connection_status text not null default 'none'::text,
  claimed_by_id uuid,
  source_submission_id uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint lead_contacts_pkey PRIMARY KEY (id),
  constraint lead_contacts_claimed_by_id_fkey FOREIGN KEY (claimed_by_id) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint lead_contacts_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES public.leads(id) ON DELETE CASCADE,
  constraint lead_contacts_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint lead_contacts_check CHECK (((linkedin_url IS NOT NULL) OR (email IS NOT NULL))),
  constraint lead_contacts_connection_status_check CHECK ((connection_status = ANY (ARRAY['none'::text, 'pending'::text, 'retry_pending'::text, 'accepted'::text, 'no_contact'::text]))),
  constraint lead_contacts_email_check CHECK ((email = lower(email))),
  constraint lead_contacts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
CREATE INDEX lead_contacts_claimed_idx ON public.lead_contacts USING btree (claimed_by_id);
CREATE UNIQUE INDEX lead_contacts_email_unique ON public.lead_contacts USING btree (organization_id, email);
CREATE INDEX lead_contacts_lead_idx ON public.lead_contacts USING btree (lead_id);
CREATE UNIQUE INDEX lead_contacts_linkedin_unique ON public.lead_contacts USING btree (organization_id, linkedin_url);
CREATE UNIQUE INDEX lead_contacts_member_unique ON public.lead_contacts USING btree (organization_id, member_urn);
alter table public.lead_contacts enable row level security, force row level security;
create policy "Staff see contacts" on public.lead_contacts for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy tenant_can_delete_lead_contacts on public.lead_contacts for delete to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))));
create policy tenant_can_insert_lead_contacts on public.lead_contacts for insert to authenticated
  with check ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))));
create policy tenant_can_select_lead_contacts on public.lead_contacts for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.read'::text) AS organizations_where_i_can))));
create policy tenant_can_update_lead_contacts on public.lead_contacts for update to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))))
  with check ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can))));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.lead_contacts FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'name', 'first_name', 'last_name', 'headline', 'email', 'phone', 'linkedin_url', 'provider_id', 'member_urn', 'public_id');
CREATE TRIGGER trg_lead_contacts_touch BEFORE UPDATE ON public.lead_contacts FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.lead_contacts FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, select on public.lead_contacts to authenticated;
grant delete, insert, select, update on public.lead_contacts to lapel_definer;
grant select on public.lead_contacts to service_role;

-- public.leads --------------------------------------------------------------------------------------------------------

-- Companies, shared by all tenants: what anyone could look up, never a person.
create table public.leads (
  id uuid not null default gen_random_uuid(),
  linkedin_url text,
  domain text,
  name text not null,
  enriched_data jsonb not null default '{}'::jsonb,
  last_enriched_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint leads_pkey PRIMARY KEY (id),
  constraint leads_domain_key UNIQUE (domain),
  constraint leads_linkedin_url_key UNIQUE (linkedin_url),
  constraint leads_check CHECK (((linkedin_url IS NOT NULL) OR (domain IS NOT NULL))),
  constraint leads_domain_check CHECK ((domain = lower(domain))),
  constraint leads_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table public.leads enable row level security, force row level security;
create policy "Staff see leads" on public.leads for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy tenant_can_insert_leads on public.leads for insert to authenticated
  with check ((cardinality(ARRAY( SELECT private.organizations_where_i_can('leads.write'::text) AS organizations_where_i_can)) > 0));
create policy tenant_can_select_leads on public.leads for select to authenticated
  using (true);
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.leads FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.leads to authenticated;
grant delete, insert, select, update on public.leads to lapel_definer;
grant select on public.leads to service_role;

-- public.limit_hits ---------------------------------------------------------------------------------------------------

-- Who ran into which limit, how often: reached with the last place, flagged above the value, refused above value and grace.
create table public.limit_hits (
  scope_id uuid not null,
  organization_id uuid not null,
  limit_type text not null,
  period date not null,
  kind text not null,
  hits integer not null default 1,
  first_at timestamp with time zone not null default now(),
  last_at timestamp with time zone not null default now(),
  constraint limit_hits_pkey PRIMARY KEY (scope_id, limit_type, period, kind),
  constraint limit_hits_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint limit_hits_kind_check CHECK ((kind = ANY (ARRAY['reached'::text, 'flagged'::text, 'refused'::text])))
);
CREATE INDEX limit_hits_last_idx ON public.limit_hits USING btree (last_at DESC);
CREATE INDEX limit_hits_organization_idx ON public.limit_hits USING btree (organization_id, last_at DESC);
alter table public.limit_hits enable row level security, force row level security;
create policy "Members see their limit hits" on public.limit_hits for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see limit hits" on public.limit_hits for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.limit_hits to authenticated;
grant delete, insert, select, update on public.limit_hits to lapel_definer;
grant select on public.limit_hits to service_role;
comment on column public.limit_hits.kind is 'A refusal that undoes the whole write is not kept; that tenant shows as reached.';

-- public.limit_overrides ----------------------------------------------------------------------------------------------

-- A limit granted to one tenant or one of its workspaces, until it expires.
create table public.limit_overrides (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid,
  limit_type text not null,
  limit_value integer not null,
  enforcement text not null default 'hard'::text,
  grace_amount integer not null default 0,
  reason text not null,
  granted_by uuid,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint limit_overrides_pkey PRIMARY KEY (id),
  constraint limit_overrides_organization_id_workspace_id_limit_type_key UNIQUE NULLS NOT DISTINCT (organization_id, workspace_id, limit_type),
  constraint limit_overrides_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint limit_overrides_limit_type_fkey FOREIGN KEY (limit_type) REFERENCES public.limit_types(key),
  constraint limit_overrides_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint limit_overrides_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint limit_overrides_check CHECK ((((limit_value)::bigint + grace_amount) <= 2147483647)),
  constraint limit_overrides_enforcement_check CHECK ((enforcement = ANY (ARRAY['soft'::text, 'hard'::text]))),
  constraint limit_overrides_grace_amount_check CHECK ((grace_amount >= 0)),
  constraint limit_overrides_limit_value_check CHECK ((limit_value >= 0)),
  constraint limit_overrides_reason_check CHECK ((length(reason) >= 3))
);
CREATE INDEX limit_overrides_granted_by_idx ON public.limit_overrides USING btree (granted_by);
CREATE INDEX limit_overrides_type_idx ON public.limit_overrides USING btree (limit_type);
CREATE INDEX limit_overrides_workspace_idx ON public.limit_overrides USING btree (workspace_id, organization_id, limit_type);
alter table public.limit_overrides enable row level security, force row level security;
create policy "Members see their overrides" on public.limit_overrides for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see overrides" on public.limit_overrides for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.limit_overrides FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_limit_overrides_hold BEFORE INSERT OR DELETE OR UPDATE ON public.limit_overrides FOR EACH ROW EXECUTE FUNCTION private.fn_hold_workspace('workspace_id');
CREATE TRIGGER trg_limit_overrides_recount AFTER INSERT OR DELETE OR UPDATE ON public.limit_overrides FOR EACH ROW EXECUTE FUNCTION private.fn_recount_after_scope_change('workspace_id');
grant select on public.limit_overrides to authenticated;
grant delete, insert, select, update on public.limit_overrides to lapel_definer;
grant select on public.limit_overrides to service_role;

-- public.limit_types --------------------------------------------------------------------------------------------------

-- Everything that plans limit; a test keeps it equal to contract/src/limits.ts.
create table public.limit_types (
  key text not null,
  description text not null,
  constraint limit_types_pkey PRIMARY KEY (key),
  constraint limit_types_key_check CHECK ((key ~ '^[a-z]+(_[a-z]+)*$'::text))
);
alter table public.limit_types enable row level security, force row level security;
create policy "Everyone signed in reads limit types" on public.limit_types for select to authenticated
  using (true);
grant select on public.limit_types to authenticated;
grant delete, insert, select, update on public.limit_types to lapel_definer;
grant select on public.limit_types to service_role;

-- public.materialized_view_refresh_log --------------------------------------------------------------------------------

-- Every refresh of a rollup: when, how long, how many rows.
create table public.materialized_view_refresh_log (
  id uuid not null default gen_random_uuid(),
  view_name text not null,
  started_at timestamp with time zone not null default clock_timestamp(),
  duration_ms integer not null,
  rows bigint not null,
  constraint materialized_view_refresh_log_pkey PRIMARY KEY (id)
);
CREATE INDEX materialized_view_refresh_log_idx ON public.materialized_view_refresh_log USING btree (view_name, started_at DESC);
alter table public.materialized_view_refresh_log enable row level security, force row level security;
create policy "Staff see refreshes" on public.materialized_view_refresh_log for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant delete, insert, select, update on public.materialized_view_refresh_log to lapel_definer;
grant select on public.materialized_view_refresh_log to platform_staff;
grant select on public.materialized_view_refresh_log to service_role;

-- public.member_roles -------------------------------------------------------------------------------------------------

-- Roles of the organization's own that a member has besides the built-in one, everywhere or in one workspace.
create table public.member_roles (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  role_id uuid not null,
  workspace_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint member_roles_pkey PRIMARY KEY (id),
  constraint member_roles_organization_id_user_id_role_id_workspace_id_key UNIQUE NULLS NOT DISTINCT (organization_id, user_id, role_id, workspace_id),
  constraint member_roles_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id) REFERENCES public.organization_members(organization_id, user_id) ON DELETE CASCADE,
  constraint member_roles_role_id_organization_id_fkey FOREIGN KEY (role_id, organization_id) REFERENCES public.roles(id, organization_id) ON DELETE CASCADE,
  constraint member_roles_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE
);
CREATE INDEX member_roles_role_idx ON public.member_roles USING btree (role_id, organization_id);
CREATE INDEX member_roles_user_idx ON public.member_roles USING btree (user_id);
CREATE INDEX member_roles_workspace_idx ON public.member_roles USING btree (workspace_id, organization_id);
alter table public.member_roles enable row level security, force row level security;
create policy "Members see who has which role" on public.member_roles for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see who has which role" on public.member_roles for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.member_roles FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.member_roles FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.member_roles to authenticated;
grant delete, insert, select, update on public.member_roles to lapel_definer;
grant select on public.member_roles to service_role;

-- public.members ------------------------------------------------------------------------------------------------------

-- People in organizations and in single workspaces, with the name and address on their profile.
create view public.members with (security_invoker=true) as
 SELECT m.id,
    'organization'::text AS scope,
    m.organization_id,
    NULL::uuid AS workspace_id,
    m.user_id,
    p.name,
    p.email,
    m.role,
    m.status,
    m.accepted_at,
    m.created_at
   FROM (public.organization_members m
     LEFT JOIN public.profiles p ON ((p.user_id = m.user_id)))
UNION ALL
 SELECT m.id,
    'workspace'::text AS scope,
    m.organization_id,
    m.workspace_id,
    m.user_id,
    p.name,
    p.email,
    m.role,
    m.status,
    m.accepted_at,
    m.created_at
   FROM (public.workspace_members m
     LEFT JOIN public.profiles p ON ((p.user_id = m.user_id)));
grant select on public.members to authenticated;
grant delete, insert, select, update on public.members to lapel_definer;
grant select on public.members to service_role;

-- public.metric_definitions -------------------------------------------------------------------------------------------

-- What can be measured, in which unit and how days add up.
create table public.metric_definitions (
  key text not null,
  source text not null,
  display_name text not null,
  unit text not null,
  aggregation_method text not null,
  category text not null,
  metadata jsonb not null default '{}'::jsonb,
  constraint metric_definitions_pkey PRIMARY KEY (key),
  constraint metric_definitions_aggregation_method_check CHECK ((aggregation_method = ANY (ARRAY['sum'::text, 'avg'::text, 'min'::text, 'max'::text, 'last'::text]))),
  constraint metric_definitions_key_check CHECK ((key ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$'::text)),
  constraint metric_definitions_unit_check CHECK ((unit = ANY (ARRAY['count'::text, 'money_minor'::text, 'ratio'::text, 'seconds'::text])))
);
alter table public.metric_definitions enable row level security, force row level security;
create policy "Everyone signed in reads metric definitions" on public.metric_definitions for select to authenticated
  using (true);
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.metric_definitions FOR EACH ROW EXECUTE FUNCTION private.fn_audit('key');
grant select on public.metric_definitions to authenticated;
grant delete, insert, select, update on public.metric_definitions to lapel_definer;
grant select on public.metric_definitions to service_role;

-- public.metric_events ------------------------------------------------------------------------------------------------

-- Single measurements, by month. The source's own id makes a repeated import change nothing.
create table public.metric_events (
  id uuid not null default gen_random_uuid(),
  recorded_at timestamp with time zone not null,
  organization_id uuid not null,
  workspace_id uuid not null,
  store_id uuid not null,
  metric_key text not null,
  value numeric not null,
  currency character(3),
  source_id text not null,
  dimensions jsonb not null default '{}'::jsonb,
  constraint metric_events_pkey PRIMARY KEY (id, recorded_at),
  constraint metric_events_store_id_metric_key_source_id_recorded_at_key UNIQUE (store_id, metric_key, source_id, recorded_at),
  constraint metric_events_metric_key_fkey FOREIGN KEY (metric_key) REFERENCES public.metric_definitions(key),
  constraint metric_events_store_id_workspace_id_organization_id_fkey FOREIGN KEY (store_id, workspace_id, organization_id) REFERENCES public.stores(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint metric_events_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint metric_events_source_id_check CHECK (((length(source_id) >= 1) AND (length(source_id) <= 200)))
) partition by RANGE (recorded_at);
alter table public.metric_events owner to lapel_definer;
CREATE INDEX metric_events_metric_idx ON ONLY public.metric_events USING btree (metric_key);
CREATE INDEX metric_events_organization_idx ON ONLY public.metric_events USING btree (organization_id, recorded_at DESC);
CREATE INDEX metric_events_store_idx ON ONLY public.metric_events USING btree (store_id, recorded_at DESC);
CREATE INDEX metric_events_workspace_idx ON ONLY public.metric_events USING btree (workspace_id, recorded_at DESC);
alter table public.metric_events enable row level security, force row level security;
create policy "Members see metrics" on public.metric_events for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('metrics.read'::text) AS workspaces_where_i_can))));
create policy "Staff see metrics" on public.metric_events for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.metric_events to authenticated;
grant select on public.metric_events to service_role;

-- public.organization_members -----------------------------------------------------------------------------------------

-- Who belongs to an organization, in which role. Only status active counts.
create table public.organization_members (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  role text not null,
  status text not null default 'active'::text,
  invited_by uuid,
  invited_at timestamp with time zone not null default now(),
  accepted_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint organization_members_pkey PRIMARY KEY (id),
  constraint organization_members_organization_id_user_id_key UNIQUE (organization_id, user_id),
  constraint organization_members_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint organization_members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint organization_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
  constraint organization_members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'super_editor'::text, 'editor'::text, 'collaborator'::text, 'viewer'::text]))),
  constraint organization_members_status_check CHECK ((status = ANY (ARRAY['active'::text, 'invited'::text, 'removed'::text])))
);
CREATE INDEX organization_members_inviter_idx ON public.organization_members USING btree (invited_by);
CREATE INDEX organization_members_user_idx ON public.organization_members USING btree (user_id, organization_id, status);
alter table public.organization_members enable row level security, force row level security;
create policy "Members see fellow members" on public.organization_members for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see organization members" on public.organization_members for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.organization_members FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_organization_members_enforce_max_users AFTER INSERT OR DELETE OR UPDATE OF status, organization_id ON public.organization_members FOR EACH ROW EXECUTE FUNCTION private.fn_count_limit('users', 'status', 'active');
CREATE TRIGGER trg_organization_members_keep_owner BEFORE DELETE ON public.organization_members FOR EACH ROW WHEN (((old.role = 'owner'::text) AND (old.status = 'active'::text))) EXECUTE FUNCTION private.fn_keep_an_owner();
CREATE TRIGGER trg_organization_members_keep_owner_role BEFORE UPDATE ON public.organization_members FOR EACH ROW WHEN (((old.role = 'owner'::text) AND (old.status = 'active'::text) AND ((new.role <> 'owner'::text) OR (new.status <> 'active'::text) OR (new.organization_id <> old.organization_id)))) EXECUTE FUNCTION private.fn_keep_an_owner();
CREATE TRIGGER trg_organization_members_recount_guest AFTER INSERT OR DELETE OR UPDATE OF status, organization_id ON public.organization_members FOR EACH ROW EXECUTE FUNCTION private.fn_recount_guest();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.organization_members FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.organization_members to authenticated;
grant delete, insert, select, update on public.organization_members to lapel_definer;
grant select on public.organization_members to service_role;

-- public.organization_notes -------------------------------------------------------------------------------------------

-- What staff note about a tenant, for staff alone.
create table public.organization_notes (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  author_id uuid,
  body text not null,
  replaces uuid,
  replaced_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  written_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint organization_notes_pkey PRIMARY KEY (id),
  constraint organization_notes_id_organization_id_key UNIQUE (id, organization_id),
  constraint organization_notes_replaces_organization_id_key UNIQUE (replaces, organization_id),
  constraint organization_notes_author_id_fkey FOREIGN KEY (author_id) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint organization_notes_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint organization_notes_replaces_organization_id_fkey FOREIGN KEY (replaces, organization_id) REFERENCES public.organization_notes(id, organization_id) ON DELETE CASCADE,
  constraint organization_notes_body_check CHECK (((length(TRIM(BOTH FROM body)) >= 1) AND (length(TRIM(BOTH FROM body)) <= 4000)))
);
CREATE INDEX organization_notes_author_idx ON public.organization_notes USING btree (author_id);
CREATE INDEX organization_notes_organization_idx ON public.organization_notes USING btree (organization_id, created_at DESC);
alter table public.organization_notes enable row level security, force row level security;
create policy "Staff see notes" on public.organization_notes for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.organization_notes FOR EACH ROW EXECUTE FUNCTION private.fn_audit_note();
grant delete, insert, select, update on public.organization_notes to lapel_definer;
grant select on public.organization_notes to platform_staff;
grant select on public.organization_notes to service_role;
comment on column public.organization_notes.replaces is 'The earlier wording of the same note.';
comment on column public.organization_notes.replaced_at is 'Since when a later wording holds.';
comment on column public.organization_notes.withdrawn_at is 'Since when the note is not shown; null again once it is restored.';
comment on column public.organization_notes.written_at is 'When the first wording was written.';

-- public.organization_summaries ---------------------------------------------------------------------------------------

-- Organizations with their size, this month's submissions and how many limits they are above.
create view public.organization_summaries with (security_invoker=true) as
 SELECT id,
    name,
    slug,
    plan_id,
    plan_status,
    status,
    created_at,
    suspended_at,
    deleted_at,
    ( SELECT s.trial_ends_at
           FROM public.subscriptions s
          WHERE (s.organization_id = o.id)) AS trial_ends_at,
    ( SELECT count(*) AS count
           FROM public.workspaces w
          WHERE ((w.organization_id = o.id) AND (w.status = 'active'::text))) AS workspaces,
    ( SELECT count(*) AS count
           FROM public.organization_members m
          WHERE ((m.organization_id = o.id) AND (m.status = 'active'::text))) AS members,
    COALESCE(( SELECT c.used
           FROM public.usage_counters c
          WHERE ((c.scope_id = o.id) AND (c.limit_type = 'submissions_month'::text) AND (c.period = (date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date))), 0) AS submissions_month,
    ( SELECT
                CASE
                    WHEN (v.id IS NOT NULL) THEN v.limit_value
                    ELSE l.limit_value
                END AS limit_value
           FROM ((( VALUES ('submissions_month'::text)) t(key)
             LEFT JOIN public.limit_overrides v ON (((v.organization_id = o.id) AND (v.workspace_id IS NULL) AND (v.limit_type = t.key) AND ((v.expires_at IS NULL) OR (v.expires_at > now())))))
             LEFT JOIN public.plan_limits l ON (((l.plan_id = o.plan_id) AND (l.limit_type = t.key))))) AS submissions_limit,
    ( SELECT count(*) AS count
           FROM ((public.usage_counters c
             LEFT JOIN public.limit_overrides v ON (((v.organization_id = o.id) AND (v.workspace_id IS NULL) AND (v.limit_type = c.limit_type) AND ((v.expires_at IS NULL) OR (v.expires_at > now())))))
             LEFT JOIN public.plan_limits l ON (((l.plan_id = o.plan_id) AND (l.limit_type = c.limit_type))))
          WHERE ((c.scope_id = o.id) AND (c.period = ANY (ARRAY[(date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date, '0001-01-01'::date])) AND (c.used >
                CASE
                    WHEN (v.id IS NOT NULL) THEN v.limit_value
                    ELSE l.limit_value
                END))) AS limits_exceeded
   FROM public.organizations o;
grant select on public.organization_summaries to authenticated;
grant delete, insert, select, update on public.organization_summaries to lapel_definer;
grant select on public.organization_summaries to service_role;

-- public.organization_usage -------------------------------------------------------------------------------------------

-- What an organization uses now, as its limits count it, beside what its override or its plan allows; no limit_value is unlimited. What workspaces use under limits of their own is not in it.
create view public.organization_usage with (security_invoker=true) as
 SELECT o.id AS organization_id,
    t.key AS limit_type,
    (COALESCE(c.used, 0))::bigint AS used,
        CASE
            WHEN (v.id IS NOT NULL) THEN v.limit_value
            ELSE l.limit_value
        END AS limit_value,
        CASE
            WHEN (v.id IS NOT NULL) THEN v.enforcement
            ELSE l.enforcement
        END AS enforcement,
        CASE
            WHEN (v.id IS NOT NULL) THEN v.grace_amount
            ELSE l.grace_amount
        END AS grace_amount,
    (v.id IS NOT NULL) AS overridden
   FROM ((((public.organizations o
     CROSS JOIN public.limit_types t)
     LEFT JOIN public.usage_counters c ON (((c.scope_id = o.id) AND (c.limit_type = t.key) AND (c.period =
        CASE
            WHEN (t.key = ANY (ARRAY['submissions_month'::text, 'leads_month'::text, 'metric_events_month'::text])) THEN (date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date
            ELSE '0001-01-01'::date
        END))))
     LEFT JOIN public.limit_overrides v ON (((v.organization_id = o.id) AND (v.workspace_id IS NULL) AND (v.limit_type = t.key) AND ((v.expires_at IS NULL) OR (v.expires_at > now())))))
     LEFT JOIN public.plan_limits l ON (((l.plan_id = o.plan_id) AND (l.limit_type = t.key))))
  WHERE (t.key <> ALL (ARRAY['storage_mb'::text, 'api_requests_minute'::text]));
grant select on public.organization_usage to authenticated;
grant delete, insert, select, update on public.organization_usage to lapel_definer;
grant select on public.organization_usage to service_role;

-- public.organizations ------------------------------------------------------------------------------------------------

-- The tenants: who signs the contract, holds the plan and owns everything below.
create table public.organizations (
  id uuid not null default gen_random_uuid(),
  name text not null,
  slug text not null,
  plan_id text not null default 'free'::text,
  plan_status text not null default 'active'::text,
  status text not null default 'active'::text,
  schema_name text,
  feature_flags jsonb not null default '{}'::jsonb,
  white_label_config jsonb not null default '{}'::jsonb,
  settings jsonb not null default '{}'::jsonb,
  metadata jsonb not null default '{}'::jsonb,
  icp jsonb not null default '{}'::jsonb,
  company_profile jsonb not null default '{}'::jsonb,
  monthly_quota integer not null default 0,
  current_leads_month integer not null default 0,
  quota_reset_date timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  suspended_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint organizations_pkey PRIMARY KEY (id),
  constraint organizations_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id),
  constraint organizations_current_leads_month_check CHECK ((current_leads_month >= 0)),
  constraint organizations_documents_are_small_objects CHECK ((((pg_column_size(settings) + pg_column_size(white_label_config)) <= 65536) AND (jsonb_typeof(settings) = 'object'::text) AND (jsonb_typeof(white_label_config) = 'object'::text))),
  constraint organizations_lead_documents_are_small_objects CHECK ((((pg_column_size(icp) + pg_column_size(company_profile)) <= 65536) AND (jsonb_typeof(icp) = 'object'::text) AND (jsonb_typeof(company_profile) = 'object'::text))),
  constraint organizations_monthly_quota_check CHECK ((monthly_quota >= 0)),
  constraint organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint organizations_plan_status_check CHECK ((plan_status = ANY (ARRAY['trialing'::text, 'active'::text, 'upgrading'::text, 'past_due'::text, 'canceled'::text]))),
  constraint organizations_schema_name_check CHECK ((schema_name ~ '^tenant_[a-z0-9_]{1,50}$'::text)),
  constraint organizations_slug_check CHECK ((slug ~ '^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$'::text)),
  constraint organizations_slug_not_reserved CHECK ((slug <> ALL (ARRAY['admin'::text, 'api'::text, 'app'::text, 'assets'::text, 'auth'::text, 'billing'::text, 'blog'::text, 'cdn'::text, 'console'::text, 'dashboard'::text, 'docs'::text, 'embed'::text, 'examples'::text, 'functions'::text, 'help'::text, 'lapel'::text, 'login'::text, 'mail'::text, 'rest'::text, 'sdk'::text, 'signup'::text, 'static'::text, 'status'::text, 'support'::text, 'www'::text]))),
  constraint organizations_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'deleting'::text])))
);
CREATE INDEX organizations_plan_idx ON public.organizations USING btree (plan_id);
CREATE UNIQUE INDEX organizations_schema_name_key ON public.organizations USING btree (schema_name) WHERE (schema_name IS NOT NULL);
CREATE INDEX organizations_search_idx ON public.organizations USING gin (lower(name) extensions.gin_trgm_ops, slug extensions.gin_trgm_ops);
CREATE UNIQUE INDEX organizations_slug_key ON public.organizations USING btree (slug) WHERE (slug IS NOT NULL);
alter table public.organizations enable row level security, force row level security;
create policy "Members see their organization" on public.organizations for select to authenticated
  using ((id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see organizations" on public.organizations for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_organizations_announce AFTER UPDATE OF status ON public.organizations FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION private.fn_announce_instances();
CREATE TRIGGER trg_organizations_claim_slug AFTER INSERT ON public.organizations FOR EACH ROW EXECUTE FUNCTION private.fn_keep_slugs();
CREATE TRIGGER trg_organizations_empty_schema AFTER DELETE ON public.organizations FOR EACH ROW WHEN ((old.schema_name IS NOT NULL)) EXECUTE FUNCTION private.fn_empty_tenant_schema();
CREATE TRIGGER trg_organizations_keep_slug AFTER UPDATE OF slug ON public.organizations FOR EACH ROW WHEN ((old.slug <> new.slug)) EXECUTE FUNCTION private.fn_keep_slugs();
CREATE TRIGGER trg_organizations_leave_slug AFTER DELETE ON public.organizations FOR EACH ROW EXECUTE FUNCTION private.fn_keep_slugs();
CREATE TRIGGER trg_organizations_stamp_status BEFORE UPDATE OF status ON public.organizations FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION private.fn_stamp_organization_status();
CREATE TRIGGER trg_organizations_touch BEFORE UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.organizations FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.organizations to authenticated;
grant delete, insert, select, update on public.organizations to lapel_definer;
grant select on public.organizations to service_role;
comment on column public.organizations.slug is 'Unique short name, used as a subdomain.';
comment on column public.organizations.schema_name is 'The dedicated schema, null until one is provisioned.';
comment on column public.organizations.suspended_at is 'Since when staff keep it suspended; also kept while it is being deleted, so that calling that off does not free it.';
comment on column public.organizations.deleted_at is 'When its deletion was asked for; a job deletes it a week later.';

-- public.partial_submissions ------------------------------------------------------------------------------------------

-- Forms that visitors have begun and not sent, for thirty days after the last change.
create table public.partial_submissions (
  id uuid not null default gen_random_uuid(),
  ts timestamp with time zone not null default now(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  revision integer not null,
  client_submission_id uuid not null,
  payload jsonb not null,
  ip text,
  ua text,
  meta jsonb not null default '{}'::jsonb,
  expires_at timestamp with time zone not null default (now() + '30 days'::interval),
  constraint partial_submissions_pkey PRIMARY KEY (id),
  constraint partial_submissions_widget_instance_id_client_submission_id_key UNIQUE (widget_instance_id, client_submission_id),
  constraint partial_submissions_widget_instance_id_widget_id_workspace_fkey FOREIGN KEY (widget_instance_id, widget_id, workspace_id, organization_id) REFERENCES public.widget_instances(id, widget_id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint partial_submissions_ip_check CHECK ((length(ip) <= 64)),
  constraint partial_submissions_meta_check CHECK ((pg_column_size(meta) <= 8192)),
  constraint partial_submissions_payload_check CHECK ((pg_column_size(payload) <= 32768)),
  constraint partial_submissions_ua_check CHECK ((length(ua) <= 500))
);
CREATE INDEX partial_submissions_expires_idx ON public.partial_submissions USING btree (expires_at);
CREATE INDEX partial_submissions_organization_idx ON public.partial_submissions USING btree (organization_id, ts DESC);
CREATE INDEX partial_submissions_widget_idx ON public.partial_submissions USING btree (widget_id);
CREATE INDEX partial_submissions_workspace_idx ON public.partial_submissions USING btree (workspace_id, ts DESC);
alter table public.partial_submissions enable row level security, force row level security;
create policy "Members see partials" on public.partial_submissions for select to authenticated
  using (((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))) AND (expires_at > now()) AND (id <> ALL (ARRAY( SELECT private.finished_partial_ids() AS finished_partial_ids)))));
create policy "Staff see partials" on public.partial_submissions for select to platform_staff
  using ((( SELECT private.is_staff() AS is_staff) AND (id <> ALL (ARRAY( SELECT private.finished_partial_ids() AS finished_partial_ids)))));
grant select on public.partial_submissions to authenticated;
grant delete, insert, select, update on public.partial_submissions to lapel_definer;
grant select on public.partial_submissions to service_role;
comment on column public.partial_submissions.ts is 'When the visitor''s last change came.';
comment on column public.partial_submissions.client_submission_id is 'The id that the submission will have which finishes this.';
comment on column public.partial_submissions.ip is 'As in widget_submissions.';

-- public.performance_baseline_audit -----------------------------------------------------------------------------------

-- How fast the key queries were when they were measured, with their plans.
create table public.performance_baseline_audit (
  id uuid not null default gen_random_uuid(),
  query_name text not null,
  median_ms numeric not null,
  p99_ms numeric not null,
  plan jsonb,
  environment jsonb not null default '{}'::jsonb,
  measured_at timestamp with time zone not null default now(),
  constraint performance_baseline_audit_pkey PRIMARY KEY (id),
  constraint performance_baseline_audit_median_ms_check CHECK ((median_ms >= (0)::numeric)),
  constraint performance_baseline_audit_p99_ms_check CHECK ((p99_ms >= (0)::numeric))
);
CREATE INDEX performance_baseline_audit_idx ON public.performance_baseline_audit USING btree (query_name, measured_at DESC);
alter table public.performance_baseline_audit enable row level security, force row level security;
create policy "Staff see baselines" on public.performance_baseline_audit for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant delete, insert, select, update on public.performance_baseline_audit to lapel_definer;
grant select on public.performance_baseline_audit to platform_staff;
grant select on public.performance_baseline_audit to service_role;

-- public.permissions --------------------------------------------------------------------------------------------------

-- Everything that can be allowed.
create table public.permissions (
  key text not null,
  description text not null,
  constraint permissions_pkey PRIMARY KEY (key),
  constraint permissions_key_check CHECK ((key ~ '^[a-z_]+\.[a-z_]+$'::text))
);
alter table public.permissions enable row level security, force row level security;
create policy "Everyone signed in reads the permission catalog" on public.permissions for select to authenticated
  using (true);
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.permissions FOR EACH ROW EXECUTE FUNCTION private.fn_audit('key');
grant select on public.permissions to authenticated;
grant delete, insert, select, update on public.permissions to lapel_definer;
grant select on public.permissions to service_role;

-- public.plan_features ------------------------------------------------------------------------------------------------

-- Features that a plan turns on, some with a value of their own.
create table public.plan_features (
  plan_id text not null,
  feature_key text not null,
  limit_value integer,
  enabled boolean not null default true,
  metadata jsonb not null default '{}'::jsonb,
  updated_at timestamp with time zone not null default now(),
  constraint plan_features_pkey PRIMARY KEY (plan_id, feature_key),
  constraint plan_features_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id) ON DELETE CASCADE,
  constraint plan_features_feature_key_check CHECK ((feature_key ~ '^[a-z][a-z0-9_]{0,59}$'::text)),
  constraint plan_features_limit_value_check CHECK ((limit_value >= 0))
);
alter table public.plan_features enable row level security, force row level security;
create policy "Features of readable plans" on public.plan_features for select to authenticated
  using ((plan_id IN ( SELECT p.plan_id
   FROM public.plans p)));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.plan_features FOR EACH ROW EXECUTE FUNCTION private.fn_audit('plan_id,feature_key');
CREATE TRIGGER trg_plan_features_touch BEFORE UPDATE ON public.plan_features FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.plan_features to authenticated;
grant delete, insert, select, update on public.plan_features to lapel_definer;
grant select on public.plan_features to service_role;

-- public.plan_limits --------------------------------------------------------------------------------------------------

-- What a plan allows. No row means unlimited.
create table public.plan_limits (
  plan_id text not null,
  limit_type text not null,
  limit_value integer not null,
  enforcement text not null default 'soft'::text,
  grace_amount integer not null default 0,
  updated_at timestamp with time zone not null default now(),
  constraint plan_limits_pkey PRIMARY KEY (plan_id, limit_type),
  constraint plan_limits_limit_type_fkey FOREIGN KEY (limit_type) REFERENCES public.limit_types(key),
  constraint plan_limits_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id) ON DELETE CASCADE,
  constraint plan_limits_check CHECK ((((limit_value)::bigint + grace_amount) <= 2147483647)),
  constraint plan_limits_enforcement_check CHECK ((enforcement = ANY (ARRAY['soft'::text, 'hard'::text]))),
  constraint plan_limits_grace_amount_check CHECK ((grace_amount >= 0)),
  constraint plan_limits_limit_value_check CHECK ((limit_value >= 0))
);
CREATE INDEX plan_limits_type_idx ON public.plan_limits USING btree (limit_type);
alter table public.plan_limits enable row level security, force row level security;
create policy "Limits of readable plans" on public.plan_limits for select to authenticated
  using ((plan_id IN ( SELECT p.plan_id
   FROM public.plans p)));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.plan_limits FOR EACH ROW EXECUTE FUNCTION private.fn_audit('plan_id,limit_type');
CREATE TRIGGER trg_plan_limits_hold BEFORE INSERT OR DELETE ON public.plan_limits FOR EACH ROW EXECUTE FUNCTION private.fn_hold_workspaces_of_plan();
CREATE TRIGGER trg_plan_limits_mirror_removed AFTER DELETE ON public.plan_limits FOR EACH ROW WHEN ((old.limit_type = ANY (ARRAY['users'::text, 'sites'::text]))) EXECUTE FUNCTION private.fn_mirror_plan_limit();
CREATE TRIGGER trg_plan_limits_mirror_users AFTER INSERT OR UPDATE ON public.plan_limits FOR EACH ROW WHEN ((new.limit_type = ANY (ARRAY['users'::text, 'sites'::text]))) EXECUTE FUNCTION private.fn_mirror_plan_limit();
CREATE TRIGGER trg_plan_limits_recount AFTER INSERT OR DELETE ON public.plan_limits FOR EACH ROW EXECUTE FUNCTION private.fn_recount_workspaces_of_plan();
CREATE TRIGGER trg_plan_limits_touch BEFORE UPDATE ON public.plan_limits FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.plan_limits to authenticated;
grant delete, insert, select, update on public.plan_limits to lapel_definer;
grant select on public.plan_limits to service_role;
comment on column public.plan_limits.enforcement is 'hard refuses above limit_value + grace_amount; soft never refuses. Both flag use above limit_value.';

-- public.plan_summaries -----------------------------------------------------------------------------------------------

-- Plans with how many organizations have them.
create view public.plan_summaries with (security_invoker=true) as
 SELECT plan_id,
    name,
    price,
    currency,
    "interval",
    max_users,
    max_sites,
    sort,
    public,
    archived,
    created_at,
    ( SELECT count(*) AS count
           FROM public.organizations o
          WHERE (o.plan_id = p.plan_id)) AS organizations
   FROM public.plans p;
grant select on public.plan_summaries to authenticated;
grant delete, insert, select, update on public.plan_summaries to lapel_definer;
grant select on public.plan_summaries to service_role;

-- public.plans --------------------------------------------------------------------------------------------------------

-- The plans. Archived plans stay with the tenants that have them.
create table public.plans (
  plan_id text not null,
  name text not null,
  max_users integer,
  max_sites integer,
  price integer not null default 0,
  currency character(3) not null default 'EUR'::bpchar,
  "interval" text not null default 'month'::text,
  sort integer not null default 0,
  public boolean not null default true,
  archived boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint plans_pkey PRIMARY KEY (plan_id),
  constraint plans_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint plans_interval_check CHECK (("interval" = ANY (ARRAY['month'::text, 'year'::text]))),
  constraint plans_max_sites_check CHECK ((max_sites >= 0)),
  constraint plans_max_users_check CHECK ((max_users >= 0)),
  constraint plans_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint plans_plan_id_check CHECK ((plan_id ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  constraint plans_price_check CHECK ((price >= 0))
);
alter table public.plans enable row level security, force row level security;
create policy "Public plans and one's own are readable" on public.plans for select to authenticated
  using ((public OR (plan_id = ANY (ARRAY( SELECT private.my_plan_ids() AS my_plan_ids)))));
create policy "Staff read plans" on public.plans for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION private.fn_audit('plan_id');
CREATE TRIGGER trg_plans_touch BEFORE UPDATE ON public.plans FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.plans to authenticated;
grant delete, insert, select, update on public.plans to lapel_definer;
grant select on public.plans to service_role;
comment on column public.plans.max_users is 'Mirror of the plan''s users limit; null is unlimited.';
comment on column public.plans.max_sites is 'Mirror of the plan''s sites limit; null is unlimited.';
comment on column public.plans.price is 'Per interval, in minor units of the currency.';

-- public.platform_admins ----------------------------------------------------------------------------------------------

-- Platform staff. viewer reads across tenants, support also helps tenants, admin also changes plans and limits.
create table public.platform_admins (
  user_id uuid not null,
  role text not null,
  granted_by uuid,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint platform_admins_pkey PRIMARY KEY (user_id),
  constraint platform_admins_granted_by_fkey FOREIGN KEY (granted_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint platform_admins_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
  constraint platform_admins_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'support'::text, 'admin'::text])))
);
CREATE INDEX platform_admins_granted_by_idx ON public.platform_admins USING btree (granted_by);
alter table public.platform_admins enable row level security, force row level security;
create policy "Staff see staff" on public.platform_admins for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.platform_admins FOR EACH ROW EXECUTE FUNCTION private.fn_audit('user_id');
CREATE TRIGGER trg_platform_admins_stamp_token_role AFTER INSERT OR DELETE OR UPDATE OF user_id ON public.platform_admins FOR EACH ROW EXECUTE FUNCTION private.fn_stamp_token_role();
CREATE TRIGGER trg_platform_admins_touch BEFORE UPDATE ON public.platform_admins FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant delete, insert, select, update on public.platform_admins to lapel_definer;
grant select on public.platform_admins to platform_staff;
grant select on public.platform_admins to service_role;

-- public.platform_alerts ----------------------------------------------------------------------------------------------

-- What staff must look at, until a later check finds it gone. One row for each thing, however often it is seen.
create table public.platform_alerts (
  key text not null,
  detail jsonb not null default '{}'::jsonb,
  times integer not null default 1,
  first_at timestamp with time zone not null default now(),
  last_at timestamp with time zone not null default now(),
  resolved_at timestamp with time zone,
  constraint platform_alerts_pkey PRIMARY KEY (key),
  constraint platform_alerts_key_check CHECK (((length(key) >= 1) AND (length(key) <= 120)))
);
alter table public.platform_alerts enable row level security, force row level security;
create policy "Staff see alerts" on public.platform_alerts for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant delete, insert, select, update on public.platform_alerts to lapel_definer;
grant select on public.platform_alerts to platform_staff;
grant select on public.platform_alerts to service_role;

-- public.platform_settings --------------------------------------------------------------------------------------------

-- Settings of the whole platform. Changed by functions only, with a reason.
create table public.platform_settings (
  key text not null,
  value jsonb not null,
  description text not null,
  updated_at timestamp with time zone not null default now(),
  constraint platform_settings_pkey PRIMARY KEY (key),
  constraint platform_settings_key_check CHECK ((key ~ '^[a-z]+(_[a-z]+)*$'::text))
);
alter table public.platform_settings enable row level security, force row level security;
create policy "Everyone signed in sees whether Lapel is being maintained" on public.platform_settings for select to authenticated
  using ((key = 'maintenance_all'::text));
create policy "Staff see settings" on public.platform_settings for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.platform_settings FOR EACH ROW EXECUTE FUNCTION private.fn_audit('key');
CREATE TRIGGER trg_platform_settings_touch BEFORE UPDATE ON public.platform_settings FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.platform_settings to authenticated;
grant delete, insert, select, update on public.platform_settings to lapel_definer;
grant select on public.platform_settings to service_role;

-- public.plugin_artifacts ---------------------------------------------------------------------------------------------

-- Code of custom widgets, by version. Served only once somebody who may publish has approved it, and only into a sandboxed frame.
create table public.plugin_artifacts (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  version text not null,
  content bytea not null,
  bytes integer generated always as (octet_length(content)) stored,
  sha256 text generated always as (encode(sha256(content), 'hex'::text)) stored,
  created_by uuid default auth.uid(),
  approved_by uuid,
  approved_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint plugin_artifacts_pkey PRIMARY KEY (id),
  constraint plugin_artifacts_workspace_id_widget_id_version_key UNIQUE (workspace_id, widget_id, version),
  constraint plugin_artifacts_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint plugin_artifacts_created_by_fkey FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint plugin_artifacts_widget_id_workspace_id_organization_id_fkey FOREIGN KEY (widget_id, workspace_id, organization_id) REFERENCES public.widgets(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint plugin_artifacts_content_check CHECK (((octet_length(content) >= 1) AND (octet_length(content) <= 28672))),
  constraint plugin_artifacts_version_check CHECK ((version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'::text))
);
CREATE INDEX plugin_artifacts_approved_by_idx ON public.plugin_artifacts USING btree (approved_by);
CREATE INDEX plugin_artifacts_created_by_idx ON public.plugin_artifacts USING btree (created_by);
CREATE INDEX plugin_artifacts_organization_idx ON public.plugin_artifacts USING btree (organization_id);
CREATE INDEX plugin_artifacts_sha256_idx ON public.plugin_artifacts USING btree (sha256) WHERE (approved_at IS NOT NULL);
CREATE INDEX plugin_artifacts_widget_idx ON public.plugin_artifacts USING btree (widget_id);
CREATE INDEX plugin_artifacts_workspace_idx ON public.plugin_artifacts USING btree (workspace_id, created_at DESC);
alter table public.plugin_artifacts enable row level security, force row level security;
create policy "Editors upload artifacts" on public.plugin_artifacts for insert to authenticated
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.write'::text) AS workspaces_where_i_can))));
create policy "Members see artifacts" on public.plugin_artifacts for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see artifacts" on public.plugin_artifacts for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.plugin_artifacts FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'content');
CREATE TRIGGER trg_plugin_artifacts_immutable BEFORE UPDATE ON public.plugin_artifacts FOR EACH ROW EXECUTE FUNCTION private.fn_refuse_artifact_change();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.plugin_artifacts FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.plugin_artifacts to authenticated;
grant delete, insert, select, update on public.plugin_artifacts to lapel_definer;
grant select on public.plugin_artifacts to service_role;

-- public.privacy_requests ---------------------------------------------------------------------------------------------

-- Requests to export or erase what is held about a visitor, by address or by the id that a site signed (site_user), a user or a whole organization.
create table public.privacy_requests (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  kind text not null,
  subject_type text not null,
  subject text,
  status text not null default 'pending'::text,
  requested_by uuid,
  created_at timestamp with time zone not null default now(),
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  certificate jsonb,
  constraint privacy_requests_pkey PRIMARY KEY (id),
  constraint privacy_requests_id_organization_id_key UNIQUE (id, organization_id),
  constraint privacy_requests_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint privacy_requests_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint privacy_requests_check CHECK (
CASE subject_type
    WHEN 'organization'::text THEN (subject IS NULL)
    WHEN 'site_user'::text THEN COALESCE(((length(subject) >= 1) AND (length(subject) <= 200)), false)
    WHEN 'user'::text THEN COALESCE((subject ~ '^([0-9a-f-]{36}|[0-9a-f]{64})$'::text), false)
    ELSE COALESCE((subject ~ '^([^@[:space:]"\\]+@[^@[:space:]"\\]+|[0-9a-f]{64})$'::text), false)
END),
  constraint privacy_requests_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erase'::text]))),
  constraint privacy_requests_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text]))),
  constraint privacy_requests_subject_type_check CHECK ((subject_type = ANY (ARRAY['visitor'::text, 'site_user'::text, 'user'::text, 'organization'::text])))
);
CREATE INDEX privacy_requests_due_idx ON public.privacy_requests USING btree (next_attempt_at) WHERE (status = 'pending'::text);
CREATE INDEX privacy_requests_organization_idx ON public.privacy_requests USING btree (organization_id, created_at DESC);
CREATE INDEX privacy_requests_requested_by_idx ON public.privacy_requests USING btree (requested_by);
alter table public.privacy_requests enable row level security, force row level security;
create policy "Privacy managers see requests" on public.privacy_requests for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.organizations_where_i_can('privacy.manage'::text) AS organizations_where_i_can))));
create policy "Staff see requests" on public.privacy_requests for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.privacy_requests FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'subject');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.privacy_requests FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.privacy_requests to authenticated;
grant delete, insert, select, update on public.privacy_requests to lapel_definer;
grant select on public.privacy_requests to service_role;
comment on column public.privacy_requests.subject is 'The visitor''s address, the site''s own id of a visitor, or the user''s id; replaced by a pseudonym once erased.';
comment on column public.privacy_requests.certificate is 'What was done, table by table.';

-- public.profiles -----------------------------------------------------------------------------------------------------

-- One per auth user: the name and address that colleagues and staff see.
create table public.profiles (
  user_id uuid not null,
  name text,
  company text,
  email text,
  active_organization_id uuid,
  created_by uuid,
  created_source text not null default 'signup_form'::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint profiles_pkey PRIMARY KEY (user_id),
  constraint profiles_active_organization_id_fkey FOREIGN KEY (active_organization_id) REFERENCES public.organizations(id) ON DELETE SET NULL,
  constraint profiles_created_by_fkey FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
  constraint profiles_company_check CHECK ((length(company) <= 120)),
  constraint profiles_created_source_check CHECK ((created_source = ANY (ARRAY['signup_form'::text, 'invitation'::text, 'staff'::text, 'seed'::text]))),
  constraint profiles_name_check CHECK ((length(name) <= 120))
);
CREATE INDEX profiles_active_organization_idx ON public.profiles USING btree (active_organization_id);
CREATE INDEX profiles_creator_idx ON public.profiles USING btree (created_by);
CREATE INDEX profiles_email_idx ON public.profiles USING btree (lower(email));
CREATE INDEX profiles_search_idx ON public.profiles USING gin (lower(email) extensions.gin_trgm_ops);
alter table public.profiles enable row level security, force row level security;
create policy "Colleagues see profiles" on public.profiles for select to authenticated
  using ((user_id = ANY (ARRAY( SELECT private.my_colleague_ids() AS my_colleague_ids))));
create policy "Staff see profiles" on public.profiles for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_profiles_touch BEFORE UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.profiles FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.profiles to authenticated;
grant delete, insert, select, update on public.profiles to lapel_definer;
grant select on public.profiles to service_role;
comment on column public.profiles.active_organization_id is 'The organization the user works in now, when chosen.';

-- public.retention_policies -------------------------------------------------------------------------------------------

-- How long a workspace, or one widget of it, keeps what visitors entered.
create table public.retention_policies (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid,
  entity text not null,
  keep_days integer not null,
  created_at timestamp with time zone not null default now(),
  constraint retention_policies_pkey PRIMARY KEY (id),
  constraint retention_policies_workspace_id_widget_id_entity_key UNIQUE NULLS NOT DISTINCT (workspace_id, widget_id, entity),
  constraint retention_policies_widget_id_workspace_id_organization_id_fkey FOREIGN KEY (widget_id, workspace_id, organization_id) REFERENCES public.widgets(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint retention_policies_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint retention_policies_entity_check CHECK ((entity = ANY (ARRAY['submissions'::text, 'widget_events'::text]))),
  constraint retention_policies_keep_days_check CHECK (((keep_days >= 1) AND (keep_days <= 3650)))
);
CREATE INDEX retention_policies_organization_idx ON public.retention_policies USING btree (organization_id);
CREATE INDEX retention_policies_widget_idx ON public.retention_policies USING btree (widget_id);
alter table public.retention_policies enable row level security, force row level security;
create policy "Members see retention" on public.retention_policies for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Privacy managers change retention" on public.retention_policies for update to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('privacy.manage'::text) AS workspaces_where_i_can))))
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('privacy.manage'::text) AS workspaces_where_i_can))));
create policy "Privacy managers end retention" on public.retention_policies for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('privacy.manage'::text) AS workspaces_where_i_can))));
create policy "Privacy managers set retention" on public.retention_policies for insert to authenticated
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('privacy.manage'::text) AS workspaces_where_i_can))));
create policy "Staff see retention" on public.retention_policies for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.retention_policies FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.retention_policies FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, select on public.retention_policies to authenticated;
grant delete, insert, select, update on public.retention_policies to lapel_definer;
grant select on public.retention_policies to service_role;

-- public.role_permissions ---------------------------------------------------------------------------------------------

-- What a role allows.
create table public.role_permissions (
  role_id uuid not null,
  permission_key text not null,
  organization_id uuid,
  constraint role_permissions_pkey PRIMARY KEY (role_id, permission_key),
  constraint role_permissions_permission_key_fkey FOREIGN KEY (permission_key) REFERENCES public.permissions(key) ON DELETE CASCADE,
  constraint role_permissions_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id) ON DELETE CASCADE,
  constraint role_permissions_role_id_organization_id_fkey FOREIGN KEY (role_id, organization_id) REFERENCES public.roles(id, organization_id) ON DELETE CASCADE
);
CREATE INDEX role_permissions_organization_idx ON public.role_permissions USING btree (organization_id);
CREATE INDEX role_permissions_permission_idx ON public.role_permissions USING btree (permission_key);
alter table public.role_permissions enable row level security, force row level security;
create policy "Staff see what roles allow" on public.role_permissions for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy "What readable roles allow is readable" on public.role_permissions for select to authenticated
  using (((organization_id IS NULL) OR (organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids)))));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.role_permissions FOR EACH ROW EXECUTE FUNCTION private.fn_audit('role_id,permission_key');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.role_permissions FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.role_permissions to authenticated;
grant delete, insert, select, update on public.role_permissions to lapel_definer;
grant select on public.role_permissions to service_role;

-- public.roles --------------------------------------------------------------------------------------------------------

-- Named sets of permissions: built in (no organization) or an organization's own.
create table public.roles (
  id uuid not null default gen_random_uuid(),
  organization_id uuid,
  key text not null,
  name text not null,
  description text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint roles_pkey PRIMARY KEY (id),
  constraint roles_id_organization_id_key UNIQUE (id, organization_id),
  constraint roles_organization_id_key_key UNIQUE NULLS NOT DISTINCT (organization_id, key),
  constraint roles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint roles_description_check CHECK ((length(description) <= 500)),
  constraint roles_key_check CHECK ((key ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  constraint roles_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)))
);
alter table public.roles enable row level security, force row level security;
create policy "Built-in roles and one's own are readable" on public.roles for select to authenticated
  using (((organization_id IS NULL) OR (organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids)))));
create policy "Staff see roles" on public.roles for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.roles FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.roles FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_roles_touch BEFORE UPDATE ON public.roles FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.roles to authenticated;
grant delete, insert, select, update on public.roles to lapel_definer;
grant select on public.roles to service_role;

-- public.stores -------------------------------------------------------------------------------------------------------

-- Shops and other sources whose numbers a workspace follows.
create table public.stores (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  name text not null,
  platform text not null,
  domain text,
  external_id text,
  currency character(3) not null default 'EUR'::bpchar,
  timezone text not null default 'UTC'::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint stores_pkey PRIMARY KEY (id),
  constraint stores_id_workspace_id_organization_id_key UNIQUE (id, workspace_id, organization_id),
  constraint stores_workspace_id_platform_external_id_key UNIQUE (workspace_id, platform, external_id),
  constraint stores_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint stores_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint stores_domain_check CHECK (((domain = lower(domain)) AND (length(domain) <= 253))),
  constraint stores_external_id_check CHECK ((length(external_id) <= 200)),
  constraint stores_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint stores_platform_check CHECK ((platform = ANY (ARRAY['shopify'::text, 'generic_json'::text, 'csv'::text, 'manual'::text]))),
  constraint stores_timezone_check CHECK (((length(timezone) <= 60) AND private.is_timezone(timezone)))
);
CREATE INDEX stores_organization_idx ON public.stores USING btree (organization_id);
alter table public.stores enable row level security, force row level security;
create policy "Integrators change stores" on public.stores for update to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))))
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Integrators delete stores" on public.stores for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Integrators make stores" on public.stores for insert to authenticated
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Members see stores" on public.stores for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('metrics.read'::text) AS workspaces_where_i_can))));
create policy "Staff see stores" on public.stores for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.stores FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.stores FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_stores_touch BEFORE UPDATE ON public.stores FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant delete, select on public.stores to authenticated;
grant delete, insert, select, update on public.stores to lapel_definer;
grant select on public.stores to service_role;

-- public.subscriptions ------------------------------------------------------------------------------------------------

-- The plan an organization subscribes to; organizations.plan_id and plan_status follow it.
create table public.subscriptions (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  billing_account_id uuid,
  plan_id text not null,
  status text not null default 'active'::text,
  trial_ends_at timestamp with time zone,
  current_period_start timestamp with time zone not null default date_trunc('month'::text, now(), 'UTC'::text),
  current_period_end timestamp with time zone not null default ((date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)) + '1 mon'::interval) AT TIME ZONE 'UTC'::text),
  canceled_at timestamp with time zone,
  provider text not null default 'manual'::text,
  provider_reference text,
  provider_began_at timestamp with time zone,
  provider_said_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint subscriptions_pkey PRIMARY KEY (id),
  constraint subscriptions_organization_id_key UNIQUE (organization_id),
  constraint subscriptions_billing_account_id_organization_id_fkey FOREIGN KEY (billing_account_id, organization_id) REFERENCES public.billing_accounts(id, organization_id),
  constraint subscriptions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint subscriptions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id),
  constraint subscriptions_check CHECK ((current_period_end > current_period_start)),
  constraint subscriptions_provider_check CHECK ((provider = ANY (ARRAY['manual'::text, 'stripe'::text]))),
  constraint subscriptions_provider_reference_check CHECK ((length(provider_reference) <= 255)),
  constraint subscriptions_status_check CHECK ((status = ANY (ARRAY['trialing'::text, 'active'::text, 'upgrading'::text, 'past_due'::text, 'canceled'::text])))
);
CREATE INDEX subscriptions_billing_account_idx ON public.subscriptions USING btree (billing_account_id, organization_id);
CREATE INDEX subscriptions_plan_idx ON public.subscriptions USING btree (plan_id);
CREATE INDEX subscriptions_trials_idx ON public.subscriptions USING btree (trial_ends_at) WHERE (status = 'trialing'::text);
alter table public.subscriptions enable row level security, force row level security;
create policy "Members see their subscription" on public.subscriptions for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see subscriptions" on public.subscriptions for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.subscriptions FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_subscriptions_follow AFTER INSERT OR UPDATE OF plan_id, status ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION private.fn_follow_subscription();
CREATE TRIGGER trg_subscriptions_hold BEFORE INSERT OR UPDATE OF plan_id, status ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION private.fn_hold_organization();
CREATE TRIGGER trg_subscriptions_touch BEFORE UPDATE ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.subscriptions to authenticated;
grant delete, insert, select, update on public.subscriptions to lapel_definer;
grant select on public.subscriptions to service_role;
comment on column public.subscriptions.provider is 'Who said last what it is: staff (manual), or a billing provider.';
comment on column public.subscriptions.provider_reference is 'The provider''s own id of it, also after staff changed it.';
comment on column public.subscriptions.provider_began_at is 'When it began at the provider. What is said of one that began before counts for nothing while this one lives.';
comment on column public.subscriptions.provider_said_at is 'When the provider said the newest of it that was taken over. What it said before is late.';

-- public.sync_jobs ----------------------------------------------------------------------------------------------------

-- Runs of a connection. cursor is where the next attempt goes on.
create table public.sync_jobs (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  connection_id uuid not null,
  status text not null default 'pending'::text,
  cursor text,
  rows_stored integer not null default 0,
  pages integer not null default 0,
  attempts integer not null default 0,
  failures integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  leased_until timestamp with time zone,
  last_error text,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint sync_jobs_pkey PRIMARY KEY (id),
  constraint sync_jobs_connection_id_workspace_id_organization_id_fkey FOREIGN KEY (connection_id, workspace_id, organization_id) REFERENCES public.integration_connections(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint sync_jobs_cursor_check CHECK ((length(cursor) <= 4000)),
  constraint sync_jobs_last_error_check CHECK ((length(last_error) <= 1000)),
  constraint sync_jobs_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'success'::text, 'error'::text])))
);
CREATE INDEX sync_jobs_connection_idx ON public.sync_jobs USING btree (connection_id, created_at DESC);
CREATE UNIQUE INDEX sync_jobs_one_open ON public.sync_jobs USING btree (connection_id) WHERE (status = ANY (ARRAY['pending'::text, 'running'::text]));
CREATE INDEX sync_jobs_organization_idx ON public.sync_jobs USING btree (organization_id);
CREATE INDEX sync_jobs_running_idx ON public.sync_jobs USING btree (organization_id) WHERE (status = 'running'::text);
CREATE INDEX sync_jobs_workspace_idx ON public.sync_jobs USING btree (workspace_id, created_at DESC);
alter table public.sync_jobs enable row level security, force row level security;
create policy "Integrators see runs" on public.sync_jobs for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('integrations.manage'::text) AS workspaces_where_i_can))));
create policy "Staff see runs" on public.sync_jobs for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.sync_jobs FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.sync_jobs to authenticated;
grant delete, insert, select, update on public.sync_jobs to lapel_definer;
grant select on public.sync_jobs to service_role;
comment on column public.sync_jobs.attempts is 'How often a worker has taken it; tells the one that has it from those that had it.';
comment on column public.sync_jobs.failures is 'Attempts that failed since the last page was stored. The fifth is the last.';
comment on column public.sync_jobs.leased_until is 'While it runs: when the worker is taken for dead unless it says something before.';

-- public.usage_counters -----------------------------------------------------------------------------------------------

-- Use per limit. The scope is the organization, or a workspace that has a limit of its own.
create table public.usage_counters (
  scope_id uuid not null,
  organization_id uuid not null,
  limit_type text not null,
  period date not null,
  used integer not null default 0,
  constraint usage_counters_pkey PRIMARY KEY (scope_id, limit_type, period),
  constraint usage_counters_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint usage_counters_used_check CHECK ((used >= 0))
);
CREATE INDEX usage_counters_organization_idx ON public.usage_counters USING btree (organization_id);
alter table public.usage_counters enable row level security, force row level security;
create policy "Members see their counters" on public.usage_counters for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see counters" on public.usage_counters for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.usage_counters to authenticated;
grant delete, insert, select, update on public.usage_counters to lapel_definer;
grant select on public.usage_counters to service_role;
comment on column public.usage_counters.period is 'First day of the month (UTC) for limits that count by month; 0001-01-01 for what exists now, like users.';

-- public.usage_events -------------------------------------------------------------------------------------------------

-- Every use that counts, by month; what is used at one time is one event with a quantity. The record behind the counters.
create table public.usage_events (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  event_type text not null default 'feature_usage'::text,
  quantity integer not null default 1,
  metadata jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  constraint usage_events_pkey PRIMARY KEY (id, created_at),
  constraint usage_events_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint usage_events_event_type_check CHECK (((length(event_type) >= 1) AND (length(event_type) <= 60))),
  constraint usage_events_quantity_check CHECK ((quantity > 0))
) partition by RANGE (created_at);
alter table public.usage_events owner to lapel_definer;
CREATE INDEX usage_events_created_idx ON ONLY public.usage_events USING btree (created_at DESC);
CREATE INDEX usage_events_organization_idx ON ONLY public.usage_events USING btree (organization_id, created_at DESC);
CREATE INDEX usage_events_workspace_idx ON ONLY public.usage_events USING btree (workspace_id, created_at DESC);
alter table public.usage_events enable row level security, force row level security;
create policy "Members see usage of their workspaces" on public.usage_events for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see usage" on public.usage_events for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.usage_events to authenticated;
grant select on public.usage_events to service_role;

-- public.user_creation_audit ------------------------------------------------------------------------------------------

-- How each user came to exist and what was provisioned for them. Kept after the user is gone.
create table public.user_creation_audit (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  organization_id uuid,
  workspace_id uuid,
  source text not null,
  created_ip inet,
  created_user_agent text,
  created_at timestamp with time zone not null default now(),
  constraint user_creation_audit_pkey PRIMARY KEY (id),
  constraint user_creation_audit_created_user_agent_check CHECK ((length(created_user_agent) <= 200))
);
CREATE INDEX user_creation_audit_origin_idx ON public.user_creation_audit USING btree (created_at) WHERE ((created_ip IS NOT NULL) OR (created_user_agent IS NOT NULL));
CREATE INDEX user_creation_audit_user_idx ON public.user_creation_audit USING btree (user_id);
alter table public.user_creation_audit enable row level security, force row level security;
create policy "Staff see how users were created" on public.user_creation_audit for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant delete, insert, select, update on public.user_creation_audit to lapel_definer;
grant select on public.user_creation_audit to platform_staff;
grant select on public.user_creation_audit to service_role;
comment on column public.user_creation_audit.created_ip is 'The network (/24, or /48 of IPv6) that the sign-up came from, for ninety days. Here and not in the profile, which colleagues read.';
comment on column public.user_creation_audit.created_user_agent is 'What the browser called itself, for ninety days.';

-- public.webhook_deliveries -------------------------------------------------------------------------------------------

-- One message on its way to one endpoint, and how its last attempt went.
create table public.webhook_deliveries (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  endpoint_id uuid not null,
  message_id uuid not null,
  status text not null default 'pending'::text,
  attempt integer not null default 0,
  next_attempt_at timestamp with time zone default now(),
  leased_until timestamp with time zone,
  response_status integer,
  response_excerpt text,
  error text,
  duration_ms integer,
  delivered_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint webhook_deliveries_pkey PRIMARY KEY (id),
  constraint webhook_deliveries_endpoint_id_message_id_key UNIQUE (endpoint_id, message_id),
  constraint webhook_deliveries_endpoint_id_workspace_id_organization_i_fkey FOREIGN KEY (endpoint_id, workspace_id, organization_id) REFERENCES public.webhook_endpoints(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint webhook_deliveries_message_id_workspace_id_organization_id_fkey FOREIGN KEY (message_id, workspace_id, organization_id) REFERENCES public.webhook_messages(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint webhook_deliveries_error_check CHECK ((length(error) <= 500)),
  constraint webhook_deliveries_response_excerpt_check CHECK ((length(response_excerpt) <= 1000)),
  constraint webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sending'::text, 'delivered'::text, 'failed'::text])))
);
CREATE INDEX webhook_deliveries_created_idx ON public.webhook_deliveries USING btree (created_at DESC);
CREATE INDEX webhook_deliveries_due_idx ON public.webhook_deliveries USING btree (endpoint_id, next_attempt_at) WHERE (status = 'pending'::text);
CREATE INDEX webhook_deliveries_failing_idx ON public.webhook_deliveries USING btree (created_at DESC) WHERE ((status = 'failed'::text) OR ((status = 'pending'::text) AND (attempt > 0)));
CREATE INDEX webhook_deliveries_lease_idx ON public.webhook_deliveries USING btree (endpoint_id, leased_until) WHERE (status = 'sending'::text);
CREATE INDEX webhook_deliveries_message_idx ON public.webhook_deliveries USING btree (message_id);
CREATE INDEX webhook_deliveries_organization_idx ON public.webhook_deliveries USING btree (organization_id, created_at DESC);
CREATE INDEX webhook_deliveries_workspace_idx ON public.webhook_deliveries USING btree (workspace_id, created_at DESC);
alter table public.webhook_deliveries enable row level security, force row level security;
create policy "Staff see deliveries" on public.webhook_deliveries for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy "Webhook managers see deliveries" on public.webhook_deliveries for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('webhooks.manage'::text) AS workspaces_where_i_can))));
grant select on public.webhook_deliveries to authenticated;
grant delete, insert, select, update on public.webhook_deliveries to lapel_definer;
grant select on public.webhook_deliveries to service_role;

-- public.webhook_endpoints --------------------------------------------------------------------------------------------

-- Where a workspace wants its events. No event types: all of them. Secrets are in the vault.
create table public.webhook_endpoints (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  url text not null,
  description text,
  event_types text[] not null default '{}'::text[],
  secret_id uuid,
  previous_secret_id uuid,
  rotated_at timestamp with time zone,
  status text not null default 'active'::text,
  disabled_reason text,
  failing_since timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint webhook_endpoints_pkey PRIMARY KEY (id),
  constraint webhook_endpoints_id_workspace_id_organization_id_key UNIQUE (id, workspace_id, organization_id),
  constraint webhook_endpoints_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint webhook_endpoints_description_check CHECK ((length(description) <= 500)),
  constraint webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text]))),
  constraint webhook_endpoints_url_check CHECK (((length(url) <= 2000) AND (url ~ '^https://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:(443|8443))?([/?]\S*)?$'::text)))
);
CREATE INDEX webhook_endpoints_organization_idx ON public.webhook_endpoints USING btree (organization_id);
CREATE INDEX webhook_endpoints_workspace_idx ON public.webhook_endpoints USING btree (workspace_id, status);
alter table public.webhook_endpoints enable row level security, force row level security;
create policy "Staff see endpoints" on public.webhook_endpoints for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy "Webhook managers change endpoints" on public.webhook_endpoints for update to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('webhooks.manage'::text) AS workspaces_where_i_can))))
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('webhooks.manage'::text) AS workspaces_where_i_can))));
create policy "Webhook managers delete endpoints" on public.webhook_endpoints for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('webhooks.manage'::text) AS workspaces_where_i_can))));
create policy "Webhook managers make endpoints" on public.webhook_endpoints for insert to authenticated
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('webhooks.manage'::text) AS workspaces_where_i_can))));
create policy "Webhook managers see endpoints" on public.webhook_endpoints for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('webhooks.manage'::text) AS workspaces_where_i_can))));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id', 'secret_id', 'previous_secret_id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.webhook_endpoints FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_webhook_endpoints_enforce_max_endpoints AFTER INSERT OR DELETE OR UPDATE OF workspace_id, organization_id ON public.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION private.fn_count_limit('webhook_endpoints');
CREATE TRIGGER trg_webhook_endpoints_forget AFTER DELETE ON public.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION private.fn_forget_webhook_secrets();
CREATE TRIGGER trg_webhook_endpoints_need_feature AFTER INSERT ON public.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION private.fn_need_feature('webhooks');
CREATE TRIGGER trg_webhook_endpoints_restart BEFORE UPDATE OF status ON public.webhook_endpoints FOR EACH ROW WHEN (((old.status = 'disabled'::text) AND (new.status = 'active'::text))) EXECUTE FUNCTION private.fn_restart_endpoint();
CREATE TRIGGER trg_webhook_endpoints_stop AFTER UPDATE OF status ON public.webhook_endpoints FOR EACH ROW WHEN (((old.status = 'active'::text) AND (new.status = 'disabled'::text))) EXECUTE FUNCTION private.fn_stop_deliveries();
CREATE TRIGGER trg_webhook_endpoints_touch BEFORE UPDATE ON public.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant delete on public.webhook_endpoints to authenticated;
grant delete, insert, select, update on public.webhook_endpoints to lapel_definer;
grant select on public.webhook_endpoints to service_role;

-- public.webhook_messages ---------------------------------------------------------------------------------------------

-- The envelope, as every receiver gets it, under one webhook-id.
create table public.webhook_messages (
  id uuid not null default gen_random_uuid(),
  message_id text not null default private.random_id('msg_'::text),
  organization_id uuid not null,
  workspace_id uuid not null,
  event_id uuid,
  event_type text not null,
  payload jsonb not null,
  created_at timestamp with time zone not null default now(),
  constraint webhook_messages_pkey PRIMARY KEY (id),
  constraint webhook_messages_event_id_key UNIQUE (event_id),
  constraint webhook_messages_id_workspace_id_organization_id_key UNIQUE (id, workspace_id, organization_id),
  constraint webhook_messages_message_id_key UNIQUE (message_id),
  constraint webhook_messages_event_id_organization_id_fkey FOREIGN KEY (event_id, organization_id) REFERENCES public.events(id, organization_id) ON DELETE SET NULL (event_id),
  constraint webhook_messages_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint webhook_messages_payload_check CHECK ((pg_column_size(payload) <= 65536))
);
CREATE INDEX webhook_messages_created_idx ON public.webhook_messages USING btree (created_at);
CREATE INDEX webhook_messages_organization_idx ON public.webhook_messages USING btree (organization_id);
CREATE INDEX webhook_messages_workspace_idx ON public.webhook_messages USING btree (workspace_id, created_at DESC);
alter table public.webhook_messages enable row level security, force row level security;
create policy "Staff see messages" on public.webhook_messages for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy "Webhook managers see messages" on public.webhook_messages for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('webhooks.manage'::text) AS workspaces_where_i_can))));
grant select on public.webhook_messages to authenticated;
grant delete, insert, select, update on public.webhook_messages to lapel_definer;
grant select on public.webhook_messages to service_role;

-- public.widget_claim_audit -------------------------------------------------------------------------------------------

-- Which draft became which instance, when and by whom.
create table public.widget_claim_audit (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  draft_id uuid not null,
  widget_instance_id uuid not null,
  claimed_by uuid,
  created_at timestamp with time zone not null default now(),
  constraint widget_claim_audit_pkey PRIMARY KEY (id),
  constraint widget_claim_audit_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE
);
CREATE INDEX widget_claim_audit_organization_idx ON public.widget_claim_audit USING btree (organization_id);
CREATE INDEX widget_claim_audit_workspace_idx ON public.widget_claim_audit USING btree (workspace_id, created_at DESC);
alter table public.widget_claim_audit enable row level security, force row level security;
create policy "Members see claims" on public.widget_claim_audit for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see claims" on public.widget_claim_audit for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_widget_claim_audit_refuse_change BEFORE UPDATE ON public.widget_claim_audit FOR EACH ROW EXECUTE FUNCTION private.fn_refuse_change();
grant select on public.widget_claim_audit to authenticated;
grant delete, insert, select, update on public.widget_claim_audit to lapel_definer;
grant select on public.widget_claim_audit to service_role;

-- public.widget_drafts ------------------------------------------------------------------------------------------------

-- Widgets made before signing up. Whoever holds the draft token may claim one into a workspace until it expires.
create table public.widget_drafts (
  id uuid not null default gen_random_uuid(),
  public_id text not null default private.random_id('w_'::text),
  draft_token_hash bytea not null,
  template_id uuid,
  type text not null,
  config jsonb not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null default (now() + '7 days'::interval),
  claimed_at timestamp with time zone,
  claimed_instance_id uuid,
  constraint widget_drafts_pkey PRIMARY KEY (id),
  constraint widget_drafts_draft_token_hash_key UNIQUE (draft_token_hash),
  constraint widget_drafts_public_id_key UNIQUE (public_id),
  constraint widget_drafts_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.widget_templates(id) ON DELETE SET NULL,
  constraint widget_drafts_config_check CHECK ((pg_column_size(config) <= 131072)),
  constraint widget_drafts_type_check CHECK ((type = ANY (ARRAY['form'::text, 'poll'::text, 'feedback'::text, 'newsletter'::text, 'lead'::text, 'announcement'::text, 'plugin'::text])))
);
CREATE INDEX widget_drafts_expires_idx ON public.widget_drafts USING btree (expires_at) WHERE (claimed_at IS NULL);
CREATE INDEX widget_drafts_template_idx ON public.widget_drafts USING btree (template_id);
alter table public.widget_drafts enable row level security, force row level security;
create policy "Staff see drafts" on public.widget_drafts for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.widget_drafts FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant delete, insert, select, update on public.widget_drafts to lapel_definer;
grant select on public.widget_drafts to service_role;

-- public.widget_events ------------------------------------------------------------------------------------------------

-- The funnel: what happened in a widget on a page, by month. No visitor is named or followed.
create table public.widget_events (
  id uuid not null default gen_random_uuid(),
  ts timestamp with time zone not null default now(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  type text not null,
  meta jsonb not null default '{}'::jsonb,
  constraint widget_events_pkey PRIMARY KEY (id, ts),
  constraint widget_events_widget_instance_id_widget_id_workspace_id_or_fkey FOREIGN KEY (widget_instance_id, widget_id, workspace_id, organization_id) REFERENCES public.widget_instances(id, widget_id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint widget_events_meta_check CHECK ((pg_column_size(meta) <= 2048)),
  constraint widget_events_type_check CHECK ((type = ANY (ARRAY['view'::text, 'start'::text, 'step'::text, 'submit'::text, 'error'::text, 'dismiss'::text])))
) partition by RANGE (ts);
alter table public.widget_events owner to lapel_definer;
CREATE INDEX widget_events_instance_idx ON ONLY public.widget_events USING btree (widget_instance_id, ts DESC);
CREATE INDEX widget_events_organization_idx ON ONLY public.widget_events USING btree (organization_id, ts DESC);
CREATE INDEX widget_events_workspace_idx ON ONLY public.widget_events USING btree (workspace_id, ts DESC);
alter table public.widget_events enable row level security, force row level security;
create policy "Members see the funnel" on public.widget_events for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see the funnel" on public.widget_events for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.widget_events to authenticated;
grant select on public.widget_events to service_role;

-- public.widget_fetch_errors ------------------------------------------------------------------------------------------

-- What pages could not load or show, counted per instance, code and page. Unknown ids are not kept.
create table public.widget_fetch_errors (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  public_id text not null,
  code text not null,
  detail text,
  page text,
  sdk_version text,
  hits integer not null default 1,
  first_at timestamp with time zone not null default now(),
  last_at timestamp with time zone not null default now(),
  constraint widget_fetch_errors_pkey PRIMARY KEY (id),
  constraint widget_fetch_errors_public_id_code_page_key UNIQUE NULLS NOT DISTINCT (public_id, code, page),
  constraint widget_fetch_errors_public_id_organization_id_fkey FOREIGN KEY (public_id, organization_id) REFERENCES public.widget_instances(public_id, organization_id) ON DELETE CASCADE,
  constraint widget_fetch_errors_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint widget_fetch_errors_code_check CHECK (((length(code) >= 1) AND (length(code) <= 60))),
  constraint widget_fetch_errors_detail_check CHECK ((length(detail) <= 500)),
  constraint widget_fetch_errors_page_check CHECK ((length(page) <= 500)),
  constraint widget_fetch_errors_sdk_version_check CHECK ((length(sdk_version) <= 40))
);
CREATE INDEX widget_fetch_errors_last_idx ON public.widget_fetch_errors USING btree (last_at);
CREATE INDEX widget_fetch_errors_organization_idx ON public.widget_fetch_errors USING btree (organization_id);
CREATE INDEX widget_fetch_errors_workspace_idx ON public.widget_fetch_errors USING btree (workspace_id, last_at DESC);
alter table public.widget_fetch_errors enable row level security, force row level security;
create policy "Members see fetch errors" on public.widget_fetch_errors for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see fetch errors" on public.widget_fetch_errors for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.widget_fetch_errors to authenticated;
grant delete, insert, select, update on public.widget_fetch_errors to lapel_definer;
grant select on public.widget_fetch_errors to service_role;

-- public.widget_instances ---------------------------------------------------------------------------------------------

-- A widget placed somewhere: the id that pages load, the sites that may use it, the revision they see.
create table public.widget_instances (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  public_id text not null default private.random_id('w_'::text),
  name text not null,
  status text not null default 'draft'::text,
  visibility text not null default 'public'::text,
  published_revision_id uuid,
  allowed_origins text[] not null default '{}'::text[],
  settings jsonb not null default '{}'::jsonb,
  variant_weights jsonb not null default '{}'::jsonb,
  claimed_at timestamp with time zone,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint widget_instances_pkey PRIMARY KEY (id),
  constraint widget_instances_id_organization_id_key UNIQUE (id, organization_id),
  constraint widget_instances_id_widget_id_workspace_id_organization_id_key UNIQUE (id, widget_id, workspace_id, organization_id),
  constraint widget_instances_public_id_key UNIQUE (public_id),
  constraint widget_instances_public_id_organization_id_key UNIQUE (public_id, organization_id),
  constraint widget_instances_published_revision_id_widget_id_fkey FOREIGN KEY (published_revision_id, widget_id) REFERENCES public.widget_revisions(id, widget_id),
  constraint widget_instances_widget_id_workspace_id_organization_id_fkey FOREIGN KEY (widget_id, workspace_id, organization_id) REFERENCES public.widgets(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint widget_instances_allowed_origins_check CHECK ((cardinality(allowed_origins) <= 100)),
  constraint widget_instances_check CHECK (((status <> 'published'::text) OR (published_revision_id IS NOT NULL))),
  constraint widget_instances_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint widget_instances_public_id_check CHECK ((public_id ~ '^w_[0-9A-Za-z]{16,40}$'::text)),
  constraint widget_instances_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'inactive'::text]))),
  constraint widget_instances_variant_weights_check CHECK (private.are_variant_weights(variant_weights)),
  constraint widget_instances_visibility_check CHECK ((visibility = ANY (ARRAY['public'::text, 'private'::text])))
);
CREATE INDEX widget_instances_organization_idx ON public.widget_instances USING btree (organization_id);
CREATE INDEX widget_instances_widget_idx ON public.widget_instances USING btree (widget_id, published_revision_id);
CREATE INDEX widget_instances_workspace_idx ON public.widget_instances USING btree (workspace_id, created_at DESC);
alter table public.widget_instances enable row level security, force row level security;
create policy "Editors make draft instances" on public.widget_instances for insert to authenticated
  with check (((status = 'draft'::text) AND (workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.write'::text) AS workspaces_where_i_can)))));
create policy "Members see instances" on public.widget_instances for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Publishers change instances" on public.widget_instances for update to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.publish'::text) AS workspaces_where_i_can))))
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.publish'::text) AS workspaces_where_i_can))));
create policy "Publishers delete instances" on public.widget_instances for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.publish'::text) AS workspaces_where_i_can))));
create policy "Staff see instances" on public.widget_instances for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.widget_instances FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.widget_instances FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_widget_instances_announce AFTER INSERT OR DELETE OR UPDATE ON public.widget_instances FOR EACH ROW EXECUTE FUNCTION private.fn_announce_instance();
CREATE TRIGGER trg_widget_instances_enforce_max_published AFTER INSERT OR DELETE OR UPDATE OF status, workspace_id, organization_id ON public.widget_instances FOR EACH ROW EXECUTE FUNCTION private.fn_count_limit('published_instances', 'status', 'published');
CREATE TRIGGER trg_widget_instances_refuse_in_archive BEFORE INSERT OR UPDATE OF status, workspace_id ON public.widget_instances FOR EACH ROW WHEN ((new.status = 'published'::text)) EXECUTE FUNCTION private.fn_refuse_in_archive();
CREATE TRIGGER trg_widget_instances_touch BEFORE UPDATE ON public.widget_instances FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant delete, select on public.widget_instances to authenticated;
grant delete, insert, select, update on public.widget_instances to lapel_definer;
grant select on public.widget_instances to service_role;
comment on column public.widget_instances.visibility is 'A private instance is given, and takes submissions, only with an embed token for it.';
comment on column public.widget_instances.allowed_origins is 'Origins that may load and submit, like https://shop.example, https://*.shop.example or http://localhost:*. Empty: any.';
comment on column public.widget_instances.settings is 'Privacy and delivery choices; store_ip keeps visitors'' addresses instead of a daily salted hash.';
comment on column public.widget_instances.variant_weights is 'An A/B test: how many visitors get which variant, relative to the others, like {"control": 3, "short": 1}. Pages choose; their events name the variant.';

-- public.widget_revisions ---------------------------------------------------------------------------------------------

-- Numbered, immutable states of a widget's config.
create table public.widget_revisions (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  number integer not null,
  config jsonb not null,
  note text,
  author_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint widget_revisions_pkey PRIMARY KEY (id),
  constraint widget_revisions_id_widget_id_key UNIQUE (id, widget_id),
  constraint widget_revisions_widget_id_number_key UNIQUE (widget_id, number),
  constraint widget_revisions_author_id_fkey FOREIGN KEY (author_id) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint widget_revisions_widget_id_workspace_id_organization_id_fkey FOREIGN KEY (widget_id, workspace_id, organization_id) REFERENCES public.widgets(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint widget_revisions_config_check CHECK ((pg_column_size(config) <= 131072)),
  constraint widget_revisions_note_check CHECK ((length(note) <= 500)),
  constraint widget_revisions_number_check CHECK ((number > 0))
);
CREATE INDEX widget_revisions_author_idx ON public.widget_revisions USING btree (author_id);
CREATE INDEX widget_revisions_workspace_idx ON public.widget_revisions USING btree (workspace_id, created_at DESC);
alter table public.widget_revisions enable row level security, force row level security;
create policy "Members see revisions" on public.widget_revisions for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see revisions" on public.widget_revisions for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.widget_revisions FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.widget_revisions FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_widget_revisions_immutable BEFORE UPDATE ON public.widget_revisions FOR EACH ROW EXECUTE FUNCTION private.fn_refuse_revision_change();
grant select on public.widget_revisions to authenticated;
grant delete, insert, select, update on public.widget_revisions to lapel_definer;
grant select on public.widget_revisions to service_role;

-- public.widget_submissions -------------------------------------------------------------------------------------------

-- What visitors submitted, by month.
create table public.widget_submissions (
  id uuid not null default gen_random_uuid(),
  ts timestamp with time zone not null default now(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  revision integer not null,
  client_submission_id uuid,
  payload jsonb not null,
  payload_hash text not null,
  ts_second timestamp with time zone not null,
  ip text,
  ua text,
  status text not null default 'accepted'::text,
  spam_reasons text[] not null default '{}'::text[],
  score real not null default 0,
  meta jsonb not null default '{}'::jsonb,
  constraint widget_submissions_pkey PRIMARY KEY (id, ts),
  constraint widget_submissions_widget_instance_id_widget_id_workspace__fkey FOREIGN KEY (widget_instance_id, widget_id, workspace_id, organization_id) REFERENCES public.widget_instances(id, widget_id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint widget_submissions_ip_check CHECK ((length(ip) <= 64)),
  constraint widget_submissions_meta_check CHECK ((pg_column_size(meta) <= 8192)),
  constraint widget_submissions_payload_check CHECK ((pg_column_size(payload) <= 32768)),
  constraint widget_submissions_spam_check CHECK (((status <> 'spam'::text) OR (spam_reasons <> '{}'::text[]))),
  constraint widget_submissions_spam_reasons_check CHECK ((spam_reasons <@ '{trap,too_fast,no_work,captcha,captcha_unavailable,reported}'::text[])),
  constraint widget_submissions_status_check CHECK ((status = ANY ('{accepted,partial,spam,deleted}'::text[]))),
  constraint widget_submissions_ua_check CHECK ((length(ua) <= 500))
) partition by RANGE (ts);
alter table public.widget_submissions owner to lapel_definer;
CREATE INDEX widget_submissions_instance_idx ON ONLY public.widget_submissions USING btree (widget_instance_id, ts DESC);
CREATE INDEX widget_submissions_organization_idx ON ONLY public.widget_submissions USING btree (organization_id, ts DESC);
CREATE INDEX widget_submissions_ts_idx ON ONLY public.widget_submissions USING btree (ts DESC) INCLUDE (status);
CREATE INDEX widget_submissions_workspace_idx ON ONLY public.widget_submissions USING btree (workspace_id, ts DESC) INCLUDE (status);
alter table public.widget_submissions enable row level security, force row level security;
create policy "Members see submissions" on public.widget_submissions for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see submissions" on public.widget_submissions for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER UPDATE OF status ON public.widget_submissions FOR EACH ROW WHEN (((old.status <> new.status) AND (new.status <> 'deleted'::text))) EXECUTE FUNCTION private.fn_audit('id', 'payload', 'payload_hash', 'meta', 'ip', 'ua');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE UPDATE ON public.widget_submissions FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
grant select on public.widget_submissions to authenticated;
grant select on public.widget_submissions to service_role;
comment on column public.widget_submissions.ip is 'A daily salted hash, unless the instance''s settings keep addresses.';
comment on column public.widget_submissions.spam_reasons is 'What spoke against it when it came; reported: a member said so later. Kept when it is restored.';
comment on column public.widget_submissions.score is 'How many signs spoke against it when it came.';
comment on column public.widget_submissions.meta is 'Where it came from, as the page reported it, never trusted; but for user, the id of the site''s own user, which is here only if its signature held.';

-- public.widget_templates ---------------------------------------------------------------------------------------------

-- Starting points that every tenant, and every anonymous draft, may copy.
create table public.widget_templates (
  id uuid not null default gen_random_uuid(),
  key text not null,
  name text not null,
  description text not null,
  type text not null,
  config jsonb not null,
  sort integer not null default 0,
  archived boolean not null default false,
  constraint widget_templates_pkey PRIMARY KEY (id),
  constraint widget_templates_key_key UNIQUE (key),
  constraint widget_templates_key_check CHECK ((key ~ '^[a-z][a-z0-9-]{0,59}$'::text)),
  constraint widget_templates_type_check CHECK ((type = ANY (ARRAY['form'::text, 'poll'::text, 'feedback'::text, 'newsletter'::text, 'lead'::text, 'announcement'::text, 'plugin'::text])))
);
alter table public.widget_templates enable row level security, force row level security;
create policy "Staff see templates" on public.widget_templates for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
create policy "Templates are readable" on public.widget_templates for select to authenticated
  using ((NOT archived));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.widget_templates FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
grant select on public.widget_templates to authenticated;
grant delete, insert, select, update on public.widget_templates to lapel_definer;
grant select on public.widget_templates to service_role;

-- public.widget_uploads -----------------------------------------------------------------------------------------------

-- Files that visitors sent, or have announced.
create table public.widget_uploads (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  field text not null,
  secret_hash bytea,
  name text,
  content_type text not null,
  declared_bytes integer not null,
  stored_bytes integer,
  megabytes integer generated always as (((declared_bytes + 1048575) / 1048576)) stored,
  sha256 text,
  status text not null default 'pending'::text,
  submission_id uuid,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null default (now() + '00:15:00'::interval),
  constraint widget_uploads_pkey PRIMARY KEY (id),
  constraint widget_uploads_widget_instance_id_widget_id_workspace_id_o_fkey FOREIGN KEY (widget_instance_id, widget_id, workspace_id, organization_id) REFERENCES public.widget_instances(id, widget_id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint widget_uploads_check CHECK (((stored_bytes >= 1) AND (stored_bytes <= declared_bytes))),
  constraint widget_uploads_check1 CHECK (((status <> ALL (ARRAY['stored'::text, 'used'::text])) OR ((stored_bytes IS NOT NULL) AND (sha256 IS NOT NULL)))),
  constraint widget_uploads_check2 CHECK (((status = 'used'::text) <= (submission_id IS NOT NULL))),
  constraint widget_uploads_content_type_check CHECK ((content_type ~ '^[a-z]+/[a-z0-9.+-]{1,80}$'::text)),
  constraint widget_uploads_declared_bytes_check CHECK (((declared_bytes >= 1) AND (declared_bytes <= 10485760))),
  constraint widget_uploads_field_check CHECK ((field ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  constraint widget_uploads_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint widget_uploads_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint widget_uploads_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'stored'::text, 'used'::text, 'deleted'::text])))
);
CREATE INDEX widget_uploads_instance_idx ON public.widget_uploads USING btree (widget_instance_id, widget_id, workspace_id, organization_id);
CREATE INDEX widget_uploads_organization_idx ON public.widget_uploads USING btree (organization_id);
CREATE INDEX widget_uploads_submission_idx ON public.widget_uploads USING btree (submission_id);
CREATE INDEX widget_uploads_unused_idx ON public.widget_uploads USING btree (created_at) WHERE (status = ANY (ARRAY['pending'::text, 'stored'::text]));
CREATE INDEX widget_uploads_widget_idx ON public.widget_uploads USING btree (widget_id);
CREATE INDEX widget_uploads_workspace_idx ON public.widget_uploads USING btree (workspace_id, created_at DESC);
alter table public.widget_uploads enable row level security, force row level security;
create policy "Members see uploads" on public.widget_uploads for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see uploads" on public.widget_uploads for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_widget_uploads_follow AFTER INSERT OR DELETE OR UPDATE OF status ON public.widget_uploads FOR EACH ROW EXECUTE FUNCTION private.fn_follow_upload();
CREATE TRIGGER trg_widget_uploads_strip BEFORE UPDATE ON public.widget_uploads FOR EACH ROW EXECUTE FUNCTION private.fn_strip_deleted_upload();
grant delete, insert, select, update on public.widget_uploads to lapel_definer;
grant select on public.widget_uploads to service_role;
comment on column public.widget_uploads.secret_hash is 'SHA-256 of the secret in the upload''s address; null once somebody has used it.';
comment on column public.widget_uploads.name is 'What the visitor''s file was called. Never part of a path.';
comment on column public.widget_uploads.megabytes is 'What counts against storage_mb.';
comment on column public.widget_uploads.expires_at is 'Until when the bytes may be sent.';

-- public.widgets ------------------------------------------------------------------------------------------------------

-- A widget: its type and the config being worked on.
create table public.widgets (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  name text not null,
  type text not null,
  public_key text not null default private.random_id('wk_'::text),
  status text not null default 'active'::text,
  config jsonb not null default '{}'::jsonb,
  created_by uuid default auth.uid(),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint widgets_pkey PRIMARY KEY (id),
  constraint widgets_id_workspace_id_organization_id_key UNIQUE (id, workspace_id, organization_id),
  constraint widgets_public_key_key UNIQUE (public_key),
  constraint widgets_created_by_fkey FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint widgets_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint widgets_config_check CHECK ((pg_column_size(config) <= 131072)),
  constraint widgets_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint widgets_status_check CHECK ((status = ANY (ARRAY['active'::text, 'archived'::text]))),
  constraint widgets_type_check CHECK ((type = ANY (ARRAY['form'::text, 'poll'::text, 'feedback'::text, 'newsletter'::text, 'lead'::text, 'announcement'::text, 'plugin'::text])))
);
CREATE INDEX widgets_creator_idx ON public.widgets USING btree (created_by);
CREATE INDEX widgets_organization_idx ON public.widgets USING btree (organization_id);
CREATE INDEX widgets_workspace_idx ON public.widgets USING btree (workspace_id, created_at DESC);
alter table public.widgets enable row level security, force row level security;
create policy "Editors change widgets" on public.widgets for update to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.write'::text) AS workspaces_where_i_can))))
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.write'::text) AS workspaces_where_i_can))));
create policy "Editors make widgets" on public.widgets for insert to authenticated
  with check ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.write'::text) AS workspaces_where_i_can))));
create policy "Members see widgets" on public.widgets for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Publishers delete widgets" on public.widgets for delete to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.workspaces_where_i_can('widgets.publish'::text) AS workspaces_where_i_can))));
create policy "Staff see widgets" on public.widgets for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.widgets FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.widgets FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_widgets_announce AFTER UPDATE OF status ON public.widgets FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION private.fn_announce_instances();
CREATE TRIGGER trg_widgets_enforce_max_widgets AFTER INSERT OR DELETE OR UPDATE OF status, workspace_id, organization_id ON public.widgets FOR EACH ROW EXECUTE FUNCTION private.fn_count_limit('widgets', 'status', 'active');
CREATE TRIGGER trg_widgets_touch BEFORE UPDATE ON public.widgets FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant delete, select on public.widgets to authenticated;
grant delete, insert, select, update on public.widgets to lapel_definer;
grant select on public.widgets to service_role;

-- public.workspace_allocations ----------------------------------------------------------------------------------------

-- What a client workspace got of its agency's capacity.
create table public.workspace_allocations (
  workspace_id uuid not null,
  organization_id uuid not null,
  agency_workspace_id uuid not null,
  package_id uuid,
  limits jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint workspace_allocations_pkey PRIMARY KEY (workspace_id),
  constraint workspace_allocations_agency_workspace_id_organization_id_fkey FOREIGN KEY (agency_workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint workspace_allocations_package_id_agency_workspace_id_organ_fkey FOREIGN KEY (package_id, agency_workspace_id, organization_id) REFERENCES public.agency_packages(id, agency_workspace_id, organization_id),
  constraint workspace_allocations_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint workspace_allocations_limits_check CHECK ((jsonb_typeof(limits) = 'object'::text))
);
CREATE INDEX workspace_allocations_agency_idx ON public.workspace_allocations USING btree (agency_workspace_id);
CREATE INDEX workspace_allocations_organization_idx ON public.workspace_allocations USING btree (organization_id);
CREATE INDEX workspace_allocations_package_idx ON public.workspace_allocations USING btree (package_id);
alter table public.workspace_allocations enable row level security, force row level security;
create policy "Members and clients see allocations" on public.workspace_allocations for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see allocations" on public.workspace_allocations for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.workspace_allocations FOR EACH ROW EXECUTE FUNCTION private.fn_audit('workspace_id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.workspace_allocations FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_workspace_allocations_check BEFORE INSERT OR UPDATE ON public.workspace_allocations FOR EACH ROW EXECUTE FUNCTION private.fn_check_allocation();
CREATE TRIGGER trg_workspace_allocations_hold BEFORE INSERT OR DELETE OR UPDATE ON public.workspace_allocations FOR EACH ROW EXECUTE FUNCTION private.fn_hold_workspace('workspace_id');
CREATE TRIGGER trg_workspace_allocations_recount AFTER INSERT OR DELETE OR UPDATE ON public.workspace_allocations FOR EACH ROW EXECUTE FUNCTION private.fn_recount_after_scope_change('workspace_id');
CREATE TRIGGER trg_workspace_allocations_touch BEFORE UPDATE ON public.workspace_allocations FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.workspace_allocations to authenticated;
grant delete, insert, select, update on public.workspace_allocations to lapel_definer;
grant select on public.workspace_allocations to service_role;

-- public.workspace_members --------------------------------------------------------------------------------------------

-- Who belongs to a single workspace, for example a client of an agency.
create table public.workspace_members (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  user_id uuid not null,
  role text not null,
  status text not null default 'active'::text,
  invited_by uuid,
  invited_at timestamp with time zone not null default now(),
  accepted_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint workspace_members_pkey PRIMARY KEY (id),
  constraint workspace_members_workspace_id_user_id_key UNIQUE (workspace_id, user_id),
  constraint workspace_members_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint workspace_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
  constraint workspace_members_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint workspace_members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'super_editor'::text, 'editor'::text, 'collaborator'::text, 'viewer'::text]))),
  constraint workspace_members_status_check CHECK ((status = ANY (ARRAY['active'::text, 'invited'::text, 'removed'::text])))
);
CREATE INDEX workspace_members_inviter_idx ON public.workspace_members USING btree (invited_by);
CREATE INDEX workspace_members_organization_idx ON public.workspace_members USING btree (organization_id);
CREATE INDEX workspace_members_user_idx ON public.workspace_members USING btree (user_id, workspace_id, status);
alter table public.workspace_members enable row level security, force row level security;
create policy "Members see fellow workspace members" on public.workspace_members for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see workspace members" on public.workspace_members for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.workspace_members FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.workspace_members FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_workspace_members_enforce_max_users AFTER INSERT OR DELETE OR UPDATE OF status ON public.workspace_members FOR EACH ROW EXECUTE FUNCTION private.fn_count_guest();
grant select on public.workspace_members to authenticated;
grant delete, insert, select, update on public.workspace_members to lapel_definer;
grant select on public.workspace_members to service_role;

-- public.workspaces ---------------------------------------------------------------------------------------------------

-- Where widgets live. An agency's workspace may have client workspaces below it, one level deep.
create table public.workspaces (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  slug text not null,
  kind text not null default 'business'::text,
  parent_workspace_id uuid,
  plan_id text,
  settings jsonb not null default '{}'::jsonb,
  status text not null default 'active'::text,
  archived_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint workspaces_pkey PRIMARY KEY (id),
  constraint workspaces_id_organization_id_key UNIQUE (id, organization_id),
  constraint workspaces_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint workspaces_parent_workspace_id_organization_id_fkey FOREIGN KEY (parent_workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id),
  constraint workspaces_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id),
  constraint workspaces_check CHECK (((parent_workspace_id IS NULL) OR (kind = 'business'::text))),
  constraint workspaces_check1 CHECK ((parent_workspace_id <> id)),
  constraint workspaces_kind_check CHECK ((kind = ANY (ARRAY['agency'::text, 'business'::text]))),
  constraint workspaces_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint workspaces_settings_check CHECK (((jsonb_typeof(settings) = 'object'::text) AND (pg_column_size(settings) <= 32768))),
  constraint workspaces_slug_check CHECK ((slug ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'::text)),
  constraint workspaces_status_check CHECK ((status = ANY (ARRAY['active'::text, 'archived'::text])))
);
CREATE INDEX workspaces_organization_idx ON public.workspaces USING btree (organization_id);
CREATE INDEX workspaces_parent_idx ON public.workspaces USING btree (parent_workspace_id) WHERE (parent_workspace_id IS NOT NULL);
CREATE INDEX workspaces_plan_idx ON public.workspaces USING btree (plan_id);
CREATE INDEX workspaces_search_idx ON public.workspaces USING gin (lower(name) extensions.gin_trgm_ops);
CREATE UNIQUE INDEX workspaces_slug_key ON public.workspaces USING btree (organization_id, slug) WHERE (slug IS NOT NULL);
alter table public.workspaces enable row level security, force row level security;
create policy "Members see their workspaces" on public.workspaces for select to authenticated
  using ((id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see workspaces" on public.workspaces for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE ON public.workspaces FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance();
CREATE TRIGGER trg_workspaces_check_parent BEFORE INSERT OR UPDATE OF parent_workspace_id, kind ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_check_workspace_parent();
CREATE TRIGGER trg_workspaces_drop_allocation AFTER UPDATE OF parent_workspace_id ON public.workspaces FOR EACH ROW WHEN ((old.parent_workspace_id IS DISTINCT FROM new.parent_workspace_id)) EXECUTE FUNCTION private.fn_drop_allocation();
CREATE TRIGGER trg_workspaces_enforce_max_workspaces AFTER INSERT OR DELETE OR UPDATE OF organization_id, status ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_count_limit('workspaces', 'status', 'active');
CREATE TRIGGER trg_workspaces_hold BEFORE UPDATE OF plan_id, parent_workspace_id ON public.workspaces FOR EACH ROW WHEN (((old.plan_id IS DISTINCT FROM new.plan_id) OR (old.parent_workspace_id IS DISTINCT FROM new.parent_workspace_id))) EXECUTE FUNCTION private.fn_hold_workspace('id');
CREATE TRIGGER trg_workspaces_recount AFTER UPDATE OF plan_id ON public.workspaces FOR EACH ROW WHEN ((old.plan_id IS DISTINCT FROM new.plan_id)) EXECUTE FUNCTION private.fn_recount_after_scope_change('id');
CREATE TRIGGER trg_workspaces_stamp_status BEFORE UPDATE OF status ON public.workspaces FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION private.fn_stamp_workspace_status();
CREATE TRIGGER trg_workspaces_take_offline AFTER UPDATE OF status ON public.workspaces FOR EACH ROW WHEN (((old.status = 'active'::text) AND (new.status = 'archived'::text))) EXECUTE FUNCTION private.fn_take_offline();
CREATE TRIGGER trg_workspaces_touch BEFORE UPDATE ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.workspaces to authenticated;
grant delete, insert, select, update on public.workspaces to lapel_definer;
grant select on public.workspaces to service_role;
comment on column public.workspaces.plan_id is 'Overrides the organization''s plan for this workspace.';
comment on column public.workspaces.status is 'An archived workspace is read-only, shows nothing to the outside and does not count against the plan.';

-- private.audit_chains ------------------------------------------------------------------------------------------------

-- The head of each audit chain. The all-zero uuid is the platform's chain.
create table private.audit_chains (
  chain uuid not null,
  seq bigint not null,
  hash bytea not null,
  constraint audit_chains_pkey PRIMARY KEY (chain)
);
alter table private.audit_chains enable row level security;
grant delete, insert, select, update on private.audit_chains to lapel_definer;

-- private.billing_events ----------------------------------------------------------------------------------------------

-- What providers said, by their own id of it: a second time changes nothing. Kept for ninety days.
create table private.billing_events (
  provider text not null,
  id text not null,
  customer text not null,
  said_at timestamp with time zone not null,
  content jsonb not null,
  outcome text not null default 'waiting'::text,
  received_at timestamp with time zone not null default now(),
  constraint billing_events_pkey PRIMARY KEY (provider, id),
  constraint billing_events_content_check CHECK ((pg_column_size(content) <= 65536)),
  constraint billing_events_customer_check CHECK (((length(customer) >= 1) AND (length(customer) <= 255))),
  constraint billing_events_id_check CHECK (((length(id) >= 1) AND (length(id) <= 255))),
  constraint billing_events_outcome_check CHECK ((outcome = ANY (ARRAY['applied'::text, 'late'::text, 'other'::text, 'unknown_plan'::text, 'conflict'::text, 'waiting'::text]))),
  constraint billing_events_provider_check CHECK ((provider = 'stripe'::text))
);
CREATE INDEX billing_events_ends_idx ON private.billing_events USING btree (provider, ((content ->> 'reference'::text))) WHERE ((content ->> 'status'::text) = 'canceled'::text);
CREATE INDEX billing_events_received_idx ON private.billing_events USING btree (received_at);
CREATE INDEX billing_events_waiting_idx ON private.billing_events USING btree (provider, customer, said_at) WHERE (outcome = ANY (ARRAY['waiting'::text, 'unknown_plan'::text]));
alter table private.billing_events enable row level security;
grant delete, insert, select, update on private.billing_events to lapel_definer;
comment on column private.billing_events.customer is 'The provider''s id of who pays: the provider_reference of a billing account.';
comment on column private.billing_events.said_at is 'When it happened, as the provider tells it.';
comment on column private.billing_events.outcome is 'late: older than what is known; other: of a subscription that is not the organization''s; unknown_plan: of one whose plan there is not, of the organization''s own all but the plan is taken over; conflict: an invoice whose number is somebody else''s; waiting: for its customer or its plan.';

-- private.core_columns ------------------------------------------------------------------------------------------------

-- The columns of core tables; types and defaults in the words in which the catalog tells them.
create table private.core_columns (
  table_name text not null,
  name text not null,
  "position" smallint not null,
  type text not null,
  nullable boolean not null default false,
  default_value text,
  constraint core_columns_pkey PRIMARY KEY (table_name, name),
  constraint core_columns_table_name_position_key UNIQUE (table_name, "position"),
  constraint core_columns_table_name_fkey FOREIGN KEY (table_name) REFERENCES private.core_tables(name) ON DELETE CASCADE,
  constraint core_columns_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{0,40}$'::text))
);
alter table private.core_columns enable row level security;
grant delete, insert, select, update on private.core_columns to lapel_definer;

-- private.core_parts --------------------------------------------------------------------------------------------------

-- Constraints, indexes, triggers, policies and grants of core tables, in the words in which the catalog tells them.
create table private.core_parts (
  table_name text not null,
  kind text not null,
  name text not null,
  definition text not null,
  counts_limit text,
  constraint core_parts_pkey PRIMARY KEY (table_name, kind, name),
  constraint core_parts_counts_limit_fkey FOREIGN KEY (counts_limit) REFERENCES public.limit_types(key),
  constraint core_parts_table_name_fkey FOREIGN KEY (table_name) REFERENCES private.core_tables(name) ON DELETE CASCADE,
  constraint core_parts_kind_check CHECK ((kind = ANY (ARRAY['constraint'::text, 'index'::text, 'trigger'::text, 'policy'::text, 'grant'::text])))
);
CREATE INDEX core_parts_counts_limit_idx ON private.core_parts USING btree (counts_limit) WHERE (counts_limit IS NOT NULL);
alter table private.core_parts enable row level security;
grant delete, insert, select, update on private.core_parts to lapel_definer;
comment on column private.core_parts.definition is '{schema} stands for the tenant''s schema and role, {account} for the organization''s id. For a grant: the privileges, and the name is who gets them.';
comment on column private.core_parts.counts_limit is 'The limit that a trigger counts. The operator may switch it off.';

-- private.core_tables -------------------------------------------------------------------------------------------------

-- The tables of every tenant schema. A table refers only to tables with a lower position.
create table private.core_tables (
  name text not null,
  "position" smallint not null,
  purpose text not null,
  visitor_rows text,
  visitor_erasure text,
  constraint core_tables_pkey PRIMARY KEY (name),
  constraint core_tables_position_key UNIQUE ("position"),
  constraint core_tables_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{0,40}$'::text))
);
alter table private.core_tables enable row level security;
grant delete, insert, select, update on private.core_tables to lapel_definer;
comment on column private.core_tables.visitor_rows is 'Condition that finds the rows of a visitor with the address $1; null where there are none.';
comment on column private.core_tables.visitor_erasure is 'What UPDATE sets in those rows to erase the visitor.';

-- private.counted_tables ----------------------------------------------------------------------------------------------

-- How to count from scratch what a limit counts: a query of (workspace_id or null, used) for one organization ($1).
create table private.counted_tables (
  limit_type text not null,
  query text not null,
  constraint counted_tables_pkey PRIMARY KEY (limit_type),
  constraint counted_tables_limit_type_fkey FOREIGN KEY (limit_type) REFERENCES public.limit_types(key)
);
alter table private.counted_tables enable row level security;
grant delete, insert, select, update on private.counted_tables to lapel_definer;

-- private.daily_salts -------------------------------------------------------------------------------------------------

-- Salts of address hashes. A day's salt is deleted two days later, and with it the way back.
create table private.daily_salts (
  day date not null,
  salt bytea not null default extensions.gen_random_bytes(32),
  constraint daily_salts_pkey PRIMARY KEY (day)
);
alter table private.daily_salts enable row level security;
grant delete, insert, select, update on private.daily_salts to lapel_definer;

-- private.data_export_parts -------------------------------------------------------------------------------------------

-- What exports hold, as JSON lines of a table's name and a row, some hundred of them together.
create table private.data_export_parts (
  export_id uuid not null,
  number integer not null,
  content text not null,
  constraint data_export_parts_pkey PRIMARY KEY (export_id, number),
  constraint data_export_parts_export_id_fkey FOREIGN KEY (export_id) REFERENCES public.data_exports(id) ON DELETE CASCADE,
  constraint data_export_parts_number_check CHECK ((number > 0))
);
alter table private.data_export_parts enable row level security;
grant delete, insert, select, update on private.data_export_parts to lapel_definer;

-- private.data_export_progress ----------------------------------------------------------------------------------------

-- How far exports are that are being written: each piece goes on where the one before ended.
create table private.data_export_progress (
  export_id uuid not null,
  place text,
  after jsonb,
  counts jsonb not null default '{}'::jsonb,
  constraint data_export_progress_pkey PRIMARY KEY (export_id),
  constraint data_export_progress_export_id_fkey FOREIGN KEY (export_id) REFERENCES public.data_exports(id) ON DELETE CASCADE
);
alter table private.data_export_progress enable row level security;
grant delete, insert, select, update on private.data_export_progress to lapel_definer;
comment on column private.data_export_progress.place is 'The table that was being written; null before the first.';
comment on column private.data_export_progress.after is 'The primary key of its last row that is written.';
comment on column private.data_export_progress.counts is 'Rows by table so far.';

-- private.error_codes -------------------------------------------------------------------------------------------------

-- The codes SQL may raise and their HTTP status; a test keeps them equal to contract/src/errors.ts.
create table private.error_codes (
  code text not null,
  status smallint not null,
  constraint error_codes_pkey PRIMARY KEY (code),
  constraint error_codes_code_check CHECK ((code ~ '^[A-Z]+(_[A-Z]+)*$'::text)),
  constraint error_codes_status_check CHECK (((status >= 400) AND (status <= 599)))
);
alter table private.error_codes enable row level security;
grant delete, insert, select, update on private.error_codes to lapel_definer;

-- private.export_downloads --------------------------------------------------------------------------------------------

-- Addresses at which exports are fetched as long as there are any, by the hash of their secret.
create table private.export_downloads (
  secret_hash bytea not null,
  export_id uuid not null,
  constraint export_downloads_pkey PRIMARY KEY (secret_hash),
  constraint export_downloads_export_id_fkey FOREIGN KEY (export_id) REFERENCES public.data_exports(id) ON DELETE CASCADE
);
CREATE INDEX export_downloads_export_idx ON private.export_downloads USING btree (export_id);
alter table private.export_downloads enable row level security;
grant delete, insert, select, update on private.export_downloads to lapel_definer;

-- private.export_parts ------------------------------------------------------------------------------------------------

-- An export as CSV, in parts of a few thousand rows; the first begins with the names of the columns.
create table private.export_parts (
  request_id uuid not null,
  part integer not null,
  content text not null,
  constraint export_parts_pkey PRIMARY KEY (request_id, part),
  constraint export_parts_request_id_fkey FOREIGN KEY (request_id) REFERENCES private.export_requests(id) ON DELETE CASCADE
);
alter table private.export_parts enable row level security;
grant delete, insert, select, update on private.export_parts to lapel_definer;

-- private.export_requests ---------------------------------------------------------------------------------------------

-- Large exports that staff asked for. A job writes them piece by piece; they are deleted after 24 hours.
create table private.export_requests (
  id uuid not null default gen_random_uuid(),
  kind text not null,
  filters jsonb not null default '{}'::jsonb,
  requested_by uuid not null,
  status text not null default 'pending'::text,
  rows bigint not null default 0,
  after_at timestamp with time zone,
  after_id uuid,
  error text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  expires_at timestamp with time zone not null default (now() + '24:00:00'::interval),
  constraint export_requests_pkey PRIMARY KEY (id),
  constraint export_requests_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES auth.users(id) ON DELETE CASCADE,
  constraint export_requests_error_check CHECK ((length(error) <= 500)),
  constraint export_requests_filters_check CHECK (((jsonb_typeof(filters) = 'object'::text) AND (pg_column_size(filters) <= 4096))),
  constraint export_requests_kind_check CHECK ((kind = ANY (ARRAY['usage_events'::text, 'audit_logs'::text]))),
  constraint export_requests_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX export_requests_expires_idx ON private.export_requests USING btree (expires_at);
CREATE INDEX export_requests_pending_idx ON private.export_requests USING btree (created_at) WHERE (status = 'pending'::text);
CREATE INDEX export_requests_requested_by_idx ON private.export_requests USING btree (requested_by, created_at DESC);
alter table private.export_requests enable row level security;
grant delete, insert, select, update on private.export_requests to lapel_definer;
comment on column private.export_requests.after_at is 'With after_id: the last row that is written. The next piece goes on after it.';

-- private.given_up_slugs ----------------------------------------------------------------------------------------------

-- Short names that organizations gave up or left behind. For ninety days nobody else gets one, whose links would lead there.
create table private.given_up_slugs (
  slug text not null,
  organization_id uuid,
  held_until timestamp with time zone not null default (now() + '90 days'::interval),
  constraint given_up_slugs_pkey PRIMARY KEY (slug)
);
alter table private.given_up_slugs enable row level security;
grant delete, insert, select, update on private.given_up_slugs to lapel_definer;
comment on column private.given_up_slugs.organization_id is 'Who may have it back; null when the organization is gone.';

-- private.key_queries -------------------------------------------------------------------------------------------------

-- The queries behind the console's busiest pages; %1$L is a workspace. Their time is kept as the performance baseline.
create table private.key_queries (
  name text not null,
  query text not null,
  constraint key_queries_pkey PRIMARY KEY (name)
);
alter table private.key_queries enable row level security;
grant delete, insert, select, update on private.key_queries to lapel_definer;

-- private.lead_queue --------------------------------------------------------------------------------------------------

-- Submissions of lead widgets that are not leads yet: filled with the submission, emptied by a job.
create table private.lead_queue (
  submission_id uuid not null,
  received_at timestamp with time zone not null,
  campaign_id uuid not null,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  last_error text,
  constraint lead_queue_pkey PRIMARY KEY (submission_id),
  constraint lead_queue_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaigns(id) ON DELETE CASCADE
);
CREATE INDEX lead_queue_campaign_idx ON private.lead_queue USING btree (campaign_id);
CREATE INDEX lead_queue_due_idx ON private.lead_queue USING btree (next_attempt_at);
alter table private.lead_queue enable row level security;
grant delete, insert, select, update on private.lead_queue to lapel_definer;

-- private.live_instances ----------------------------------------------------------------------------------------------

-- Instances that pages may load and submit to, the private ones with a token: published, not expired, of an active widget and an active organization.
create view private.live_instances with (security_invoker=true) as
 SELECT i.id,
    i.public_id,
    i.visibility,
    i.organization_id,
    i.workspace_id,
    i.widget_id,
    i.allowed_origins,
    i.settings,
    w.type,
    r.number AS revision,
    r.config,
    i.variant_weights
   FROM (((public.widget_instances i
     JOIN public.widgets w ON (((w.id = i.widget_id) AND (w.status = 'active'::text))))
     JOIN public.organizations o ON (((o.id = i.organization_id) AND (o.status = 'active'::text))))
     JOIN public.widget_revisions r ON ((r.id = i.published_revision_id)))
  WHERE ((i.status = 'published'::text) AND ((i.expires_at IS NULL) OR (i.expires_at > now())));
grant delete, insert, select, update on private.live_instances to lapel_definer;

-- private.mail_providers ----------------------------------------------------------------------------------------------

-- Mail providers for everyone: their domains name no company.
create table private.mail_providers (
  domain text not null,
  constraint mail_providers_pkey PRIMARY KEY (domain)
);
alter table private.mail_providers enable row level security;
grant delete, insert, select, update on private.mail_providers to lapel_definer;

-- private.partitioned_tables ------------------------------------------------------------------------------------------

-- The monthly partitioned tables: how far ahead partitions are made and how long they stay attached.
create table private.partitioned_tables (
  parent regclass not null,
  months_ahead integer not null default 3,
  retain_months integer,
  append_only boolean not null default false,
  constraint partitioned_tables_pkey PRIMARY KEY (parent),
  constraint partitioned_tables_months_ahead_check CHECK (((months_ahead >= 1) AND (months_ahead <= 24))),
  constraint partitioned_tables_retain_months_check CHECK ((retain_months > 0))
);
alter table private.partitioned_tables enable row level security;
grant delete, insert, select, update on private.partitioned_tables to lapel_definer;

-- private.poll_tallies ------------------------------------------------------------------------------------------------

-- The last count of each poll that somebody looked at.
create table private.poll_tallies (
  widget_instance_id uuid not null,
  voters integer not null,
  votes jsonb not null,
  counted_at timestamp with time zone not null,
  took interval not null,
  constraint poll_tallies_pkey PRIMARY KEY (widget_instance_id),
  constraint poll_tallies_widget_instance_id_fkey FOREIGN KEY (widget_instance_id) REFERENCES public.widget_instances(id) ON DELETE CASCADE
);
alter table private.poll_tallies enable row level security;
grant delete, insert, select, update on private.poll_tallies to lapel_definer;
comment on column private.poll_tallies.voters is 'Submissions; with several choices fewer than the votes.';
comment on column private.poll_tallies.votes is 'Votes by the value of the choice.';
comment on column private.poll_tallies.took is 'How long the counting took: fifty times as long, and three seconds at least, it is good enough.';

-- private.privacy_register --------------------------------------------------------------------------------------------

-- For every table: whether an organization's export holds its rows, and how a visitor's ($2 address) or user's ($2 id) rows in organization $1 are found and erased.
create table private.privacy_register (
  table_name text not null,
  holds text not null,
  visitor_rows text,
  visitor_erasure text,
  user_rows text,
  user_erasure text,
  note text not null,
  scope text not null default 'organization_id = $1'::text,
  unexported_rows text,
  free_text text[] not null default '{}'::text[],
  site_user_rows text,
  site_user_erasure text,
  constraint privacy_register_pkey PRIMARY KEY (table_name),
  constraint privacy_register_holds_check CHECK ((holds = ANY (ARRAY['tenant'::text, 'platform'::text])))
);
alter table private.privacy_register enable row level security;
grant delete, insert, select, update on private.privacy_register to lapel_definer;
comment on column private.privacy_register.unexported_rows is 'How the rows are found that an erasure of a visitor changes and no export holds.';
comment on column private.privacy_register.free_text is 'Columns in which a visitor''s address may stand among other words: it is replaced there.';
comment on column private.privacy_register.site_user_rows is 'As visitor_rows, for whom a site signed as its user $2.';

-- private.rate_policies -----------------------------------------------------------------------------------------------

-- How many submissions one address, one instance and one workspace may send per fixed window.
create table private.rate_policies (
  name text not null,
  quota integer not null,
  window_seconds integer not null,
  constraint rate_policies_pkey PRIMARY KEY (name),
  constraint rate_policies_name_check CHECK ((name = ANY (ARRAY['ip'::text, 'instance'::text, 'workspace'::text]))),
  constraint rate_policies_quota_check CHECK ((quota > 0)),
  constraint rate_policies_window_seconds_check CHECK (((window_seconds >= 1) AND (window_seconds <= 86400)))
);
alter table private.rate_policies enable row level security;
grant delete, insert, select, update on private.rate_policies to lapel_definer;

-- private.schema_check ------------------------------------------------------------------------------------------------

-- What the last look at all tenant schemas found: how many deviations, and the first two hundred.
create table private.schema_check (
  only_row boolean not null default true,
  checked_at timestamp with time zone not null,
  total integer not null,
  deviations jsonb not null,
  constraint schema_check_pkey PRIMARY KEY (only_row),
  constraint schema_check_only_row_check CHECK (only_row)
);
alter table private.schema_check enable row level security;
grant delete, insert, select, update on private.schema_check to lapel_definer;

-- private.submission_keys ---------------------------------------------------------------------------------------------

-- What makes a submission happen once: the client's id, or for pages without script a hash of the same payload from the same visitor in the same second. Outlives its instance by a few days at most.
create table private.submission_keys (
  widget_instance_id uuid not null,
  key uuid not null,
  payload_hash text not null,
  submission_id uuid not null,
  received_at timestamp with time zone not null default now(),
  constraint submission_keys_pkey PRIMARY KEY (widget_instance_id, key)
);
CREATE INDEX submission_keys_received_idx ON private.submission_keys USING brin (received_at);
alter table private.submission_keys enable row level security;
grant delete, insert, select, update on private.submission_keys to lapel_definer;

-- private.submission_rate_window --------------------------------------------------------------------------------------

-- Exact counters of the running windows.
create table private.submission_rate_window (
  scope text not null,
  window_start timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  hits integer not null default 1,
  constraint submission_rate_window_pkey PRIMARY KEY (scope, window_start)
) with (fillfactor=50);
CREATE INDEX submission_rate_window_end_idx ON private.submission_rate_window USING brin (ends_at);
alter table private.submission_rate_window enable row level security;
grant delete, insert, select, update on private.submission_rate_window to lapel_definer;

-- private.tenant_core_tables ------------------------------------------------------------------------------------------

-- Every core table of every tenant schema, with what the catalog knows of it.
create view private.tenant_core_tables with (security_invoker=true) as
 SELECT o.id AS organization_id,
    o.schema_name,
    n.oid AS schema_id,
    t.name AS table_name,
    c.oid AS table_id,
    c.relkind,
    c.relowner,
    c.relrowsecurity,
    c.relforcerowsecurity
   FROM (((public.organizations o
     JOIN pg_namespace n ON ((n.nspname = o.schema_name)))
     CROSS JOIN private.core_tables t)
     LEFT JOIN pg_class c ON (((c.relnamespace = n.oid) AND (c.relname = t.name))));
grant delete, insert, select, update on private.tenant_core_tables to lapel_definer;

-- private.theme_colours -----------------------------------------------------------------------------------------------

-- The colours of every theme, light and dark. Filled by the migration that node scripts/generateWidgets.ts writes.
create table private.theme_colours (
  name text not null,
  scheme text not null,
  surface text not null,
  text text not null,
  accent text not null,
  constraint theme_colours_pkey PRIMARY KEY (name, scheme),
  constraint theme_colours_scheme_check CHECK ((scheme = ANY (ARRAY['light'::text, 'dark'::text])))
);
alter table private.theme_colours enable row level security;
grant delete, insert, select, update on private.theme_colours to lapel_definer;
grant select on private.theme_colours to service_role;

-- private.upload_downloads --------------------------------------------------------------------------------------------

-- Addresses at which members fetch a file, by the hash of their secret.
create table private.upload_downloads (
  secret_hash bytea not null,
  upload_id uuid not null,
  expires_at timestamp with time zone not null default (now() + '00:05:00'::interval),
  constraint upload_downloads_pkey PRIMARY KEY (secret_hash)
);
CREATE INDEX upload_downloads_expires_idx ON private.upload_downloads USING btree (expires_at);
alter table private.upload_downloads enable row level security;
grant delete, insert, select, update on private.upload_downloads to lapel_definer;

-- private.upload_removals ---------------------------------------------------------------------------------------------

-- Uploads whose bytes the host still has to remove.
create table private.upload_removals (
  upload_id uuid not null,
  queued_at timestamp with time zone not null default now(),
  constraint upload_removals_pkey PRIMARY KEY (upload_id)
);
alter table private.upload_removals enable row level security;
grant delete, insert, select, update on private.upload_removals to lapel_definer;

-- private.widget_event_keys -------------------------------------------------------------------------------------------

-- Ids that pages gave to events, for a day: an event that is sent again is stored once. Apart from the events, so that those without an id cost nothing.
create table private.widget_event_keys (
  public_id text not null,
  id uuid not null,
  received_at timestamp with time zone not null default now(),
  constraint widget_event_keys_pkey PRIMARY KEY (public_id, id)
);
CREATE INDEX widget_event_keys_received_idx ON private.widget_event_keys USING brin (received_at);
alter table private.widget_event_keys enable row level security;
grant delete, insert, select, update on private.widget_event_keys to lapel_definer;

-- private.widget_funnel_daily -----------------------------------------------------------------------------------------

-- The funnel per instance and day (UTC).
create materialized view private.widget_funnel_daily as
 SELECT organization_id,
    workspace_id,
    widget_id,
    widget_instance_id,
    ((ts AT TIME ZONE 'UTC'::text))::date AS day,
    count(*) FILTER (WHERE (type = 'view'::text)) AS views,
    count(*) FILTER (WHERE (type = 'start'::text)) AS starts,
    count(*) FILTER (WHERE (type = 'submit'::text)) AS submits,
    count(*) FILTER (WHERE (type = 'dismiss'::text)) AS dismissals,
    count(*) FILTER (WHERE (type = 'error'::text)) AS errors
   FROM public.widget_events e
  GROUP BY organization_id, workspace_id, widget_id, widget_instance_id, (((ts AT TIME ZONE 'UTC'::text))::date);
alter table private.widget_funnel_daily owner to lapel_definer;
CREATE UNIQUE INDEX widget_funnel_daily_key ON private.widget_funnel_daily USING btree (widget_instance_id, day);
CREATE INDEX widget_funnel_daily_workspace_idx ON private.widget_funnel_daily USING btree (workspace_id, day);

-- private.widget_schemas ----------------------------------------------------------------------------------------------

-- The JSON Schema of every type's config, as GET /embed/v1/schema answers it. Filled by the migration that node scripts/generateWidgets.ts writes.
create table private.widget_schemas (
  type text not null,
  version integer not null,
  schema jsonb not null,
  constraint widget_schemas_pkey PRIMARY KEY (type, version)
);
alter table private.widget_schemas enable row level security;
grant delete, insert, select, update on private.widget_schemas to lapel_definer;
grant select on private.widget_schemas to service_role;

-- private.worker_state ------------------------------------------------------------------------------------------------

-- What the job worker last said of itself. One row, or none before it first spoke.
create table private.worker_state (
  one boolean not null default true,
  seen_at timestamp with time zone not null default now(),
  waiting_seconds integer not null,
  failed_jobs integer not null,
  constraint worker_state_pkey PRIMARY KEY (one),
  constraint worker_state_failed_jobs_check CHECK ((failed_jobs >= 0)),
  constraint worker_state_one_check CHECK (one),
  constraint worker_state_waiting_seconds_check CHECK ((waiting_seconds >= 0))
);
alter table private.worker_state enable row level security;
grant delete, insert, select, update on private.worker_state to lapel_definer;
comment on column private.worker_state.waiting_seconds is 'How long the oldest job had been waiting past its time.';
comment on column private.worker_state.failed_jobs is 'Jobs that failed as often as they may and will not be tried again.';

-- private.workspace_usage_daily ---------------------------------------------------------------------------------------

-- Usage per workspace, day (UTC) and kind.
create materialized view private.workspace_usage_daily as
 SELECT organization_id,
    workspace_id,
    ((created_at AT TIME ZONE 'UTC'::text))::date AS day,
    event_type,
    sum(quantity) AS quantity,
    count(*) AS events
   FROM public.usage_events u
  GROUP BY organization_id, workspace_id, (((created_at AT TIME ZONE 'UTC'::text))::date), event_type;
alter table private.workspace_usage_daily owner to lapel_definer;
CREATE INDEX workspace_usage_daily_day_idx ON private.workspace_usage_daily USING btree (day, event_type) INCLUDE (organization_id, quantity);
CREATE UNIQUE INDEX workspace_usage_daily_key ON private.workspace_usage_daily USING btree (workspace_id, day, event_type);

-- public.accept_invitation(text) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.accept_invitation(token text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  used public.invitations;
begin
  if auth.uid() is null then perform private.fail('UNAUTHENTICATED', 'Sign in first.'); end if;
  used := private.use_invitation(token, auth.uid(), (select u.email from auth.users u where u.id = auth.uid()));
  if used.id is null then
    perform private.fail('NOT_FOUND', 'This invitation is not open, or was sent to another address.');
  end if;
  return used.organization_id;
end $function$;
alter function public.accept_invitation(text) owner to lapel_definer;
grant execute on function public.accept_invitation(text) to authenticated;
comment on function public.accept_invitation(text) is 'Joins the organization or workspace of an invitation sent to the caller''s own address.';

-- public.add_custom_domain(uuid,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.add_custom_domain(organization_id uuid, hostname text)
 RETURNS public.custom_domains
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  added public.custom_domains;
begin
  perform private.require_permission(add_custom_domain.organization_id, 'organization.manage');
  insert into public.custom_domains as d (organization_id, hostname)
  values (add_custom_domain.organization_id, lower(trim(trailing '.' from trim(add_custom_domain.hostname))))
  on conflict on constraint custom_domains_organization_id_hostname_key do update set status = 'pending', verified_at = null,
    created_at = now(), checked_at = null, failing_since = null, verification_token = excluded.verification_token
    where d.status = 'released'
  returning * into added;
  if added.id is null then perform private.fail('CONFLICT', 'You have added this domain already.'); end if;
  return added;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'This is not a host name.');
  return null;
end $function$;
alter function public.add_custom_domain(uuid,text) owner to lapel_definer;
grant execute on function public.add_custom_domain(uuid,text) to authenticated;
comment on function public.add_custom_domain(uuid,text) is 'Adds a hostname and says what to put in its TXT record. Says nothing about other tenants.';

-- public.add_organization_note(uuid,text) -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.add_organization_note(organization_id uuid, body text)
 RETURNS public.organization_notes
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  added public.organization_notes;
begin
  perform private.require_staff('support');
  insert into public.organization_notes (organization_id, author_id, body)
  values (add_organization_note.organization_id, auth.uid(), trim(add_organization_note.body)) returning * into added;
  return added;
exception
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such organization.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'A note has 1 to 4000 characters.');
    return null;
end $function$;
alter function public.add_organization_note(uuid,text) owner to lapel_definer;
grant execute on function public.add_organization_note(uuid,text) to platform_staff;
comment on function public.add_organization_note(uuid,text) is 'Staff of support: notes something about a tenant.';

-- public.allocate_capacity(uuid,jsonb,uuid) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.allocate_capacity(workspace_id uuid, limits jsonb DEFAULT NULL::jsonb, package_id uuid DEFAULT NULL::uuid)
 RETURNS public.workspace_allocations
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  client public.workspaces := private.managed_workspace(workspace_id);
  package public.agency_packages := (select p from public.agency_packages p where p.id = allocate_capacity.package_id
    and p.agency_workspace_id = client.parent_workspace_id and not p.archived);
  saved public.workspace_allocations;
begin
  if allocate_capacity.package_id is not null and package.id is null then perform private.fail('NOT_FOUND', 'No such package.'); end if;
  insert into public.workspace_allocations as a (workspace_id, organization_id, agency_workspace_id, package_id, limits)
  values (client.id, client.organization_id, client.parent_workspace_id, package.id, coalesce(allocate_capacity.limits, package.limits))
  on conflict on constraint workspace_allocations_pkey do update set package_id = excluded.package_id, limits = excluded.limits
  returning a.* into saved;
  return saved;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'Capacity goes from an agency workspace to a client workspace below it, as limits or as a package.');
  return null;
end $function$;
alter function public.allocate_capacity(uuid,jsonb,uuid) owner to lapel_definer;
grant execute on function public.allocate_capacity(uuid,jsonb,uuid) to authenticated;
comment on function public.allocate_capacity(uuid,jsonb,uuid) is 'Gives a client workspace capacity of its agency: limits, or those of a package. Replaces what it had.';

-- public.approve_artifact(uuid) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.approve_artifact(artifact_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.plugin_artifacts := (select a from public.plugin_artifacts a
    where a.id = artifact_id and a.workspace_id in (select private.my_workspace_ids()));
begin
  if target.id is null then perform private.fail('NOT_FOUND', 'No such artifact.'); end if;
  if not exists (select from public.organization_members m where m.organization_id = target.organization_id
    and m.user_id = auth.uid() and m.status = 'active' and m.role in ('owner', 'admin')) then
    perform private.fail('FORBIDDEN', 'Owners and admins approve code.');
  end if;
  update public.plugin_artifacts a set approved_by = auth.uid(), approved_at = now() where a.id = target.id and a.approved_at is null;
end $function$;
alter function public.approve_artifact(uuid) owner to lapel_definer;
grant execute on function public.approve_artifact(uuid) to authenticated;
comment on function public.approve_artifact(uuid) is 'Owner or admin: lets a version of custom code be served.';

-- public.archive_workspace(uuid,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.archive_workspace(workspace_id uuid, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.workspaces := private.managed_workspace(workspace_id);
begin
  perform private.set_reason(reason);
  -- Two who archive the last two workspaces wait for each other here.
  perform from public.organizations o where o.id = target.organization_id for no key update;
  if not exists (select from public.workspaces w where w.organization_id = target.organization_id and w.id <> target.id and w.status = 'active') then
    perform private.fail('CONFLICT', 'An organization keeps at least one workspace.');
  elsif exists (select from public.workspaces c where c.parent_workspace_id = target.id and c.status = 'active') then
    perform private.fail('CONFLICT', 'Archive its client workspaces first.');
  end if;
  -- Before the audit's lock: who publishes holds the instance first, and then waits for that.
  perform from public.widget_instances i where i.workspace_id = target.id order by i.id for no key update;
  update public.workspaces w set status = 'archived' where w.id = target.id and w.status = 'active';
  if not found then perform private.fail('CONFLICT', 'The workspace is archived already.'); end if;
end $function$;
alter function public.archive_workspace(uuid,text) owner to lapel_definer;
grant execute on function public.archive_workspace(uuid,text) to authenticated;
comment on function public.archive_workspace(uuid,text) is 'Makes a workspace read-only, takes what it publishes offline and frees its place under the plan.';

-- public.assign_role(uuid,uuid,uuid) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.assign_role(role_id uuid, user_id uuid, workspace_id uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  given public.roles := (select r from public.roles r where r.id = assign_role.role_id and r.organization_id is not null);
begin
  if given.id is null then perform private.fail('NOT_FOUND', 'No such role.'); end if;
  perform private.require_permission(given.organization_id, 'members.manage');
  perform private.require_holding(given.organization_id,
    array(select p.permission_key from public.role_permissions p where p.role_id = given.id));
  if not exists (select from public.organization_members m where m.organization_id = given.organization_id
    and m.user_id = assign_role.user_id and m.status = 'active') then
    perform private.fail('NOT_FOUND', 'No such member or workspace.');
  end if;
  insert into public.member_roles (organization_id, user_id, role_id, workspace_id)
  values (given.organization_id, assign_role.user_id, given.id, assign_role.workspace_id) on conflict do nothing;
exception when foreign_key_violation then
  perform private.fail('NOT_FOUND', 'No such member or workspace.');
end $function$;
alter function public.assign_role(uuid,uuid,uuid) owner to lapel_definer;
grant execute on function public.assign_role(uuid,uuid,uuid) to authenticated;
comment on function public.assign_role(uuid,uuid,uuid) is 'Gives a member a role of the organization, everywhere or in one workspace.';

-- public.attach_lead(uuid,uuid) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.attach_lead(campaign_id uuid, lead_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.campaigns;
begin
  select * into target from public.campaigns c where c.id = campaign_id
    and c.organization_id in (select private.organizations_where_i_can('leads.write')) for no key update;
  if target.id is null or not exists (select from public.leads l where l.id = attach_lead.lead_id) then
    perform private.fail('NOT_FOUND', 'No such campaign or company.');
  end if;
  return private.add_campaign_lead(target, attach_lead.lead_id);
end $function$;
alter function public.attach_lead(uuid,uuid) owner to lapel_definer;
grant execute on function public.attach_lead(uuid,uuid) to authenticated;
comment on function public.attach_lead(uuid,uuid) is 'Attaches a company to a campaign within the quota. False: at the quota.';

-- public.audit_chain_heads(text) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.audit_chain_heads(q text DEFAULT NULL::text)
 RETURNS TABLE(organization_id uuid, name text, entries bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  return query select o.id, o.name, c.seq from private.audit_chains c left join public.organizations o on o.id = c.chain
    where case when o.id is null then c.chain = '00000000-0000-0000-0000-000000000000' and q is null
      else q is null or strpos(lower(o.name), lower(q)) > 0 end
    order by o.id is not null, c.seq desc limit 100;
end $function$;
alter function public.audit_chain_heads(text) owner to lapel_definer;
grant execute on function public.audit_chain_heads(text) to platform_staff;
comment on function public.audit_chain_heads(text) is 'Staff: the audit chains and how long each should be, the platform''s first, at most a hundred.';

-- public.cancel_organization_deletion(uuid,text) ----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.cancel_organization_deletion(organization_id uuid, reason text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept public.organizations;
begin
  perform private.require_permission_or_staff(cancel_organization_deletion.organization_id, 'organization.delete', 'admin');
  perform private.set_reason(reason);
  update public.organizations o set status = case when o.suspended_at is null then 'active' else 'suspended' end
  where o.id = cancel_organization_deletion.organization_id and o.status = 'deleting' returning o.* into kept;
  if kept.id is null then perform private.fail('CONFLICT', 'No deletion was asked for.'); end if;
  return kept.status;
end $function$;
alter function public.cancel_organization_deletion(uuid,text) owner to lapel_definer;
grant execute on function public.cancel_organization_deletion(uuid,text) to authenticated;
comment on function public.cancel_organization_deletion(uuid,text) is 'Calls a deletion off and says what the organization is again: active, or suspended as before.';

-- public.change_member_role(uuid,uuid,text) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.change_member_role(organization_id uuid, user_id uuid, role text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  member public.organization_members;
begin
  perform private.require_permission(change_member_role.organization_id, 'members.manage');
  select * into member from public.organization_members m
  where m.organization_id = change_member_role.organization_id and m.user_id = change_member_role.user_id and m.status = 'active'
  for update;
  if member.id is null then perform private.fail('NOT_FOUND', 'No such member.'); end if;
  perform private.require_holding(change_member_role.organization_id,
    private.built_in_permissions(change_member_role.role) || private.built_in_permissions(member.role));
  perform private.hold_belongings(member.organization_id, member.user_id);
  update public.organization_members m set role = change_member_role.role where m.id = member.id;
  perform private.withdraw_invitations(member.organization_id, member.user_id);
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'No such role.');
end $function$;
alter function public.change_member_role(uuid,uuid,text) owner to lapel_definer;
grant execute on function public.change_member_role(uuid,uuid,text) to authenticated;
comment on function public.change_member_role(uuid,uuid,text) is 'Changes a member''s built-in role. Neither the old nor the new role may exceed the caller''s own.';

-- public.change_plan(uuid,text,text,text,timestamp with time zone,text) -----------------------------------------------

CREATE OR REPLACE FUNCTION public.change_plan(organization_id uuid, plan_id text, reason text, status text DEFAULT 'active'::text, canceled_at timestamp with time zone DEFAULT NULL::timestamp with time zone, instead_of text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  replaced jsonb;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  -- As fn_hold_organization does: what is read below is what is replaced.
  perform from public.organizations o where o.id = change_plan.organization_id for no key update;
  if not found then perform private.fail('NOT_FOUND', 'No such organization.'); end if;
  select jsonb_build_object('plan_id', o.plan_id, 'status', o.plan_status, 'canceled_at', s.canceled_at) into replaced
  from public.organizations o left join public.subscriptions s on s.organization_id = o.id
  where o.id = change_plan.organization_id;
  if instead_of is not null and (replaced ->> 'plan_id', replaced ->> 'status') is distinct from (instead_of, 'active') then
    perform private.fail('CONFLICT', 'Somebody has changed the plan meanwhile.', 'plan_changed');
  elsif exists (select from public.plans p where p.plan_id = change_plan.plan_id and p.archived) then
    perform private.fail('NOT_FOUND', 'This plan is archived.', 'plan_archived');
  end if;
  insert into public.subscriptions as s (organization_id, plan_id, status, canceled_at)
  values (change_plan.organization_id, change_plan.plan_id, change_plan.status,
    case when change_plan.status = 'canceled' then least(change_plan.canceled_at, now()) end)
  on conflict on constraint subscriptions_organization_id_key do update set plan_id = excluded.plan_id, status = excluded.status,
    canceled_at = excluded.canceled_at, provider = excluded.provider;
  return replaced;
exception
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such plan.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'No such plan status.');
    return null;
end $function$;
alter function public.change_plan(uuid,text,text,text,timestamp with time zone,text) owner to lapel_definer;
grant execute on function public.change_plan(uuid,text,text,text,timestamp with time zone,text) to platform_staff;
comment on function public.change_plan(uuid,text,text,text,timestamp with time zone,text) is 'Staff admin: puts an organization on a plan. What it has above the new limits stays; nothing more fits. Answers what it replaced ({plan_id, status, canceled_at}). To take that back, give it with instead_of, the plan that it was replaced by: CONFLICT when the organization no longer has that one, active.';

-- public.change_workspace_member_role(uuid,uuid,text) -----------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.change_workspace_member_role(workspace_id uuid, user_id uuid, role text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  guest public.workspace_members;
begin
  select * into guest from public.workspace_members m
  where m.workspace_id = change_workspace_member_role.workspace_id and m.user_id = change_workspace_member_role.user_id
    and m.status = 'active' and m.workspace_id in (select private.my_workspace_ids())
  for update;
  if guest.id is null then perform private.fail('NOT_FOUND', 'No such member.'); end if;
  perform private.require_permission(guest.organization_id, 'members.manage');
  perform private.require_holding(guest.organization_id,
    private.built_in_permissions(change_workspace_member_role.role) || private.built_in_permissions(guest.role));
  update public.workspace_members m set role = change_workspace_member_role.role where m.id = guest.id;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'No such role.');
end $function$;
alter function public.change_workspace_member_role(uuid,uuid,text) owner to lapel_definer;
grant execute on function public.change_workspace_member_role(uuid,uuid,text) to authenticated;
comment on function public.change_workspace_member_role(uuid,uuid,text) is 'Changes the role of a member of a single workspace. Neither the old nor the new role may exceed the caller''s own.';

-- public.check_tenant_schemas() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.check_tenant_schemas()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('support');
  -- Who asks while somebody else's look is under way, or just over, is told of that one.
  if not pg_try_advisory_xact_lock(871, 0) or exists (select from private.schema_check c where c.checked_at > clock_timestamp() - interval '10 seconds') then
    return (select c.total from private.schema_check c);
  end if;
  return private.verify_tenant_schemas();
end $function$;
alter function public.check_tenant_schemas() owner to lapel_definer;
grant execute on function public.check_tenant_schemas() to platform_staff;
comment on function public.check_tenant_schemas() is 'Staff of support: looks at all tenant schemas now. Says how many deviations.';

-- public.claim_draft(text,uuid,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.claim_draft(draft_token text, workspace_id uuid, name text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  draft public.widget_drafts;
  home public.workspaces := (select w from public.workspaces w
    where w.id = claim_draft.workspace_id and w.id in (select private.workspaces_where_i_can('widgets.write')));
  new_widget uuid;
  new_instance uuid;
begin
  if home.id is null then perform private.fail('NOT_FOUND', 'No workspace of yours to claim into.'); end if;
  update public.widget_drafts d set claimed_at = now()
  where d.draft_token_hash = sha256(convert_to(coalesce(draft_token, ''), 'UTF8')) and d.claimed_at is null and d.expires_at > now()
  returning * into draft;
  if draft.id is null then perform private.fail('NOT_FOUND', 'This draft was claimed already, or has expired.'); end if;
  insert into public.widgets (organization_id, workspace_id, name, type, config, created_by)
  values (home.organization_id, home.id, claim_draft.name, draft.type, draft.config, auth.uid()) returning id into new_widget;
  insert into public.widget_instances (organization_id, workspace_id, widget_id, public_id, name, claimed_at)
  values (home.organization_id, home.id, new_widget, draft.public_id, claim_draft.name, now()) returning id into new_instance;
  update public.widget_drafts d set claimed_instance_id = new_instance where d.id = draft.id;
  insert into public.widget_claim_audit (organization_id, workspace_id, draft_id, widget_instance_id, claimed_by)
  values (home.organization_id, home.id, draft.id, new_instance, auth.uid());
  return new_instance;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The widget needs a name of up to 120 characters.');
  return null;
end $function$;
alter function public.claim_draft(text,uuid,text) owner to lapel_definer;
grant execute on function public.claim_draft(text,uuid,text) to authenticated;
comment on function public.claim_draft(text,uuid,text) is 'Takes an anonymous draft into a workspace of the caller, once. Returns the instance, which keeps its public id.';

-- public.counter_differences(uuid) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.counter_differences(organization_id uuid)
 RETURNS TABLE(limit_type text, scope_id uuid, period date, difference integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  if not exists (select from public.organizations o where o.id = counter_differences.organization_id) then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  return query select t.limit_type, d.scope_id, d.period, d.difference
    from private.counted_tables t, private.usage_differences(counter_differences.organization_id, t) d order by 1, 2;
end $function$;
alter function public.counter_differences(uuid) owner to lapel_definer;
grant execute on function public.counter_differences(uuid) to platform_staff;
comment on function public.counter_differences(uuid) is 'Staff: by how much an organization''s counters differ from the record now; nothing when they agree.';

-- public.create_api_key(uuid,text,text,text,text,text[],timestamp with time zone,integer) -----------------------------

CREATE OR REPLACE FUNCTION public.create_api_key(organization_id uuid, name text, hash text, prefix text, checksum text, scopes text[], expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, rate_limit_minute integer DEFAULT 600)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made uuid;
begin
  perform private.require_permission(create_api_key.organization_id, 'api_keys.manage');
  -- A scope is a permission, and a key never holds more than who made it.
  perform private.require_holding(create_api_key.organization_id, scopes);
  if create_api_key.expires_at <= now() then perform private.fail('VALIDATION_FAILED', 'A key must end in the future.'); end if;
  insert into public.api_keys (organization_id, name, prefix, checksum, hash, scopes, expires_at, rate_limit_minute, created_by)
  values (create_api_key.organization_id, create_api_key.name, create_api_key.prefix, create_api_key.checksum,
    decode(create_api_key.hash, 'hex'), create_api_key.scopes, create_api_key.expires_at, create_api_key.rate_limit_minute, auth.uid())
  returning id into made;
  return made;
exception when check_violation or not_null_violation or invalid_parameter_value then
  perform private.fail('VALIDATION_FAILED', 'The name, scopes, rate or hash are not allowed.');
  return null;
end $function$;
alter function public.create_api_key(uuid,text,text,text,text,text[],timestamp with time zone,integer) owner to lapel_definer;
grant execute on function public.create_api_key(uuid,text,text,text,text,text[],timestamp with time zone,integer) to authenticated;
comment on function public.create_api_key(uuid,text,text,text,text,text[],timestamp with time zone,integer) is 'Registers a key made by the server, by its SHA-256 in hex. The database never sees the key.';

-- public.create_embed_token(uuid,text,interval) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.create_embed_token(instance_id uuid, purpose text DEFAULT 'preview'::text, lifetime interval DEFAULT '7 days'::interval)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.widget_instances := private.writable_instance(instance_id, 'widgets.write');
  token text := private.random_id('et_');
  made public.embed_tokens;
begin
  if lifetime not between interval '1 minute' and interval '366 days' then
    perform private.fail('VALIDATION_FAILED', 'A token lives between a minute and a year.');
  end if;
  insert into public.embed_tokens (organization_id, workspace_id, widget_id, widget_instance_id, public_id, token_hash, purpose,
    expires_at, created_by)
  values (target.organization_id, target.workspace_id, target.widget_id, target.id, target.public_id,
    sha256(convert_to(token, 'UTF8')), create_embed_token.purpose, now() + lifetime, auth.uid())
  returning * into made;
  return jsonb_build_object('id', made.id, 'token', token, 'expires_at', made.expires_at);
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The purpose is preview or private.');
  return null;
end $function$;
alter function public.create_embed_token(uuid,text,interval) owner to lapel_definer;
grant execute on function public.create_embed_token(uuid,text,interval) to authenticated;
comment on function public.create_embed_token(uuid,text,interval) is 'Makes a token that opens the draft (preview) or a private instance. It is shown once.';

-- public.create_workspace(uuid,text,text,text,uuid,jsonb) -------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.create_workspace(organization_id uuid, name text, slug text DEFAULT NULL::text, kind text DEFAULT 'business'::text, parent_workspace_id uuid DEFAULT NULL::uuid, settings jsonb DEFAULT '{}'::jsonb)
 RETURNS public.workspaces
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made public.workspaces;
begin
  perform private.require_permission(create_workspace.organization_id, 'workspaces.manage');
  if create_workspace.kind = 'agency' or create_workspace.parent_workspace_id is not null then
    perform private.require_feature(create_workspace.organization_id, 'client_workspaces');
  end if;
  insert into public.workspaces (organization_id, name, slug, kind, parent_workspace_id, settings)
  values (create_workspace.organization_id, trim(create_workspace.name),
    coalesce(lower(trim(create_workspace.slug)), private.free_slug(create_workspace.name)), create_workspace.kind,
    create_workspace.parent_workspace_id, create_workspace.settings)
  returning * into made;
  return made;
exception
  when unique_violation then
    perform private.fail('CONFLICT', 'The organization has a workspace of this short name.');
    return null;
  -- A parent that is another tenant's is answered like one that does not exist.
  when foreign_key_violation then
    perform private.fail('VALIDATION_FAILED', 'Client workspaces belong directly under an agency workspace.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'The name, the short name, the kind or the settings are not allowed.');
    return null;
end $function$;
alter function public.create_workspace(uuid,text,text,text,uuid,jsonb) owner to lapel_definer;
grant execute on function public.create_workspace(uuid,text,text,text,uuid,jsonb) to authenticated;
comment on function public.create_workspace(uuid,text,text,text,uuid,jsonb) is 'Adds a workspace, or a client''s workspace below an agency''s. Without a short name one is made from the name.';

-- public.custom_access_token_hook(jsonb) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.custom_access_token_hook(event jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  subject uuid := (event ->> 'user_id')::uuid;
  active record;
begin
  select m.organization_id, m.role into active
  from public.organization_members m
  left join public.profiles p on p.user_id = m.user_id and p.active_organization_id = m.organization_id
  where m.user_id = subject and m.status = 'active'
  order by p.user_id is null, m.created_at, m.id limit 1;
  return jsonb_set(event, '{claims}', coalesce(event -> 'claims', '{}') || jsonb_build_object(
    'org_id', active.organization_id, 'user_role', active.role,
    'is_platform_admin', exists (select from public.platform_admins a where a.user_id = subject)));
end $function$;
alter function public.custom_access_token_hook(jsonb) owner to lapel_definer;
grant execute on function public.custom_access_token_hook(jsonb) to service_role, supabase_auth_admin;
comment on function public.custom_access_token_hook(jsonb) is 'Auth hook: adds org_id, user_role (the chosen organization, else the one joined first) and is_platform_admin to access tokens.';

-- public.delete_role(uuid) --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.delete_role(role_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  doomed public.roles := (select r from public.roles r where r.id = role_id and r.organization_id is not null);
begin
  if doomed.id is null then perform private.fail('NOT_FOUND', 'No such role.'); end if;
  perform private.require_permission(doomed.organization_id, 'roles.manage');
  perform private.require_holding(doomed.organization_id,
    array(select p.permission_key from public.role_permissions p where p.role_id = doomed.id));
  delete from public.roles r where r.id = doomed.id;
end $function$;
alter function public.delete_role(uuid) owner to lapel_definer;
grant execute on function public.delete_role(uuid) to authenticated;
comment on function public.delete_role(uuid) is 'Deletes a role of the organization and takes it from everyone who had it. It may not exceed the caller''s own rights.';

-- public.edit_organization_note(uuid,text) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.edit_organization_note(note_id uuid, body text)
 RETURNS public.organization_notes
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  note public.organization_notes := private.note_to_change(note_id);
  changed public.organization_notes;
begin
  if note.withdrawn_at is not null then perform private.fail('CONFLICT', 'The note is withdrawn. Restore it first.'); end if;
  update public.organization_notes n set replaced_at = now() where n.id = note.id;
  insert into public.organization_notes (organization_id, author_id, body, replaces, written_at)
  values (note.organization_id, auth.uid(), trim(edit_organization_note.body), note.id, note.written_at) returning * into changed;
  return changed;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'A note has 1 to 4000 characters.');
  return null;
end $function$;
alter function public.edit_organization_note(uuid,text) owner to lapel_definer;
grant execute on function public.edit_organization_note(uuid,text) to platform_staff;
comment on function public.edit_organization_note(uuid,text) is 'Staff: words a note anew, one''s own or, as an admin, anybody''s. The earlier wording is kept. CONFLICT when it is not the last one.';

-- public.end_impersonation() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.end_impersonation()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update public.impersonation_sessions s set ended_at = now()
  where s.staff_id = auth.uid() and s.ended_at is null and s.expires_at > now()
$function$;
alter function public.end_impersonation() owner to lapel_definer;
grant execute on function public.end_impersonation() to platform_staff;
comment on function public.end_impersonation() is 'Staff: ends the running session.';

-- public.export_part(uuid,integer) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.export_part(request_id uuid, part integer)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found_content text;
begin
  perform private.require_staff('support');
  select p.content into found_content from private.export_parts p join private.export_requests r on r.id = p.request_id
  where p.request_id = export_part.request_id and p.part = export_part.part and r.requested_by = auth.uid() and r.status = 'done' and r.expires_at > now();
  if found_content is null then perform private.fail('NOT_FOUND', 'No such export.'); end if;
  return found_content;
end $function$;
alter function public.export_part(uuid,integer) owner to lapel_definer;
grant execute on function public.export_part(uuid,integer) to platform_staff;
comment on function public.export_part(uuid,integer) is 'Staff of support: one part of an own finished export, from 0.';

-- public.extend_trial(uuid,timestamp with time zone,text) -------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.extend_trial(organization_id uuid, until timestamp with time zone, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('support');
  perform private.set_reason(reason);
  if until is null or until not between now() and now() + interval '1 year' then
    perform private.fail('VALIDATION_FAILED', 'A trial ends within a year from now.');
  end if;
  update public.subscriptions s set status = 'trialing', trial_ends_at = until, provider = 'manual' where s.organization_id = extend_trial.organization_id;
  if not found then perform private.fail('NOT_FOUND', 'This organization has no subscription.'); end if;
end $function$;
alter function public.extend_trial(uuid,timestamp with time zone,text) owner to lapel_definer;
grant execute on function public.extend_trial(uuid,timestamp with time zone,text) to platform_staff;
comment on function public.extend_trial(uuid,timestamp with time zone,text) is 'Staff: lets a trial run until a date. From then on it is one of staff''s, which the job ends.';

-- public.grant_staff(uuid,text,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.grant_staff(user_id uuid, role text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('admin');
  perform private.require_step_up();
  perform private.set_reason(reason);
  if grant_staff.role is distinct from 'admin' then perform private.keep_a_staff_admin(grant_staff.user_id); end if;
  insert into public.platform_admins as a (user_id, role, granted_by) values (grant_staff.user_id, grant_staff.role, auth.uid())
  on conflict on constraint platform_admins_pkey do update set role = excluded.role, granted_by = excluded.granted_by
    where a.role <> excluded.role;
exception
  when foreign_key_violation then perform private.fail('NOT_FOUND', 'No such user.');
  when check_violation or not_null_violation then perform private.fail('VALIDATION_FAILED', 'The role is viewer, support or admin.');
end $function$;
alter function public.grant_staff(uuid,text,text) owner to lapel_definer;
grant execute on function public.grant_staff(uuid,text,text) to platform_staff;
comment on function public.grant_staff(uuid,text,text) is 'Staff admin: makes a user staff, or gives staff another role. The reason goes to the audit log.';

-- public.invite_member(uuid,text,text,uuid) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.invite_member(organization_id uuid, email text, role text, workspace_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  token text := private.random_id('inv_');
  made public.invitations;
begin
  perform private.require_permission(invite_member.organization_id, 'members.manage');
  perform private.require_holding(invite_member.organization_id, private.built_in_permissions(invite_member.role));
  -- A new invitation to the same address replaces the open one.
  update public.invitations i set revoked_at = now()
  where i.organization_id = invite_member.organization_id and i.email = lower(trim(invite_member.email))
    and i.workspace_id is not distinct from invite_member.workspace_id and i.accepted_at is null and i.revoked_at is null;
  insert into public.invitations (organization_id, workspace_id, email, role, token_hash, invited_by)
  values (invite_member.organization_id, invite_member.workspace_id, lower(trim(invite_member.email)), invite_member.role,
    sha256(convert_to(token, 'UTF8')), auth.uid())
  returning * into made;
  return jsonb_build_object('id', made.id, 'token', token, 'expires_at', made.expires_at);
exception
  when unique_violation then
    perform private.fail('CONFLICT', 'Somebody invites this address at this moment.');
    return null;
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such workspace.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'The address or the role is not allowed.');
    return null;
end $function$;
alter function public.invite_member(uuid,text,text,uuid) owner to lapel_definer;
grant execute on function public.invite_member(uuid,text,text,uuid) to authenticated;
comment on function public.invite_member(uuid,text,text,uuid) is 'Invites an address. The token is returned once, to be mailed; only the holder of that address can use it.';

-- public.job_overview() -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.job_overview()
 RETURNS TABLE(task text, last_run timestamp with time zone, waiting bigint, running bigint, failed bigint, late_since timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  if not private.reads_queue() then return; end if;
  return query execute $q$
    with counted as (
      select j.task_identifier as task, count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts) as waiting,
        count(*) filter (where j.locked_at is not null) as running,
        count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts) as failed,
        min(j.run_at) filter (where j.locked_at is null and j.attempts < j.max_attempts and j.run_at < now()) as late_since
      from graphile_worker.jobs j group by 1
    )
    select coalesce(k.identifier, c.task), k.last_execution, coalesce(c.waiting, 0), coalesce(c.running, 0), coalesce(c.failed, 0), c.late_since
    from graphile_worker._private_known_crontabs k full join counted c on c.task = k.identifier order by 5 desc, 6, 1
  $q$;
end $function$;
alter function public.job_overview() owner to lapel_definer;
grant execute on function public.job_overview() to platform_staff;
comment on function public.job_overview() is 'Staff: every job by name: when its schedule last ran, how many wait, run and have failed for good, and since when the oldest is late.';

-- public.limited_sources() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.limited_sources()
 RETURNS TABLE(kind text, source text, name text, organization_id uuid, hits integer, quota integer, window_start timestamp with time zone, ends_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  return query
    with counted as (
      select split_part(w.scope, ':', 1) as kind, substr(w.scope, strpos(w.scope, ':') + 1) as source, w.hits, w.window_start, w.ends_at
      from private.submission_rate_window w
    )
    select c.kind, case when c.kind in ('instance', 'workspace') then c.source else left(c.source, 12) end,
      coalesce(i.name, k.name), coalesce(i.organization_id, k.organization_id), c.hits, p.quota, c.window_start, c.ends_at
    from counted c join private.rate_policies p on p.name = c.kind
    left join public.widget_instances i on c.kind = 'instance' and i.id::text = c.source
    left join public.workspaces k on c.kind = 'workspace' and k.id::text = c.source
    where c.hits >= p.quota * 0.8 order by c.hits::numeric / p.quota desc, c.ends_at desc limit 100;
end $function$;
alter function public.limited_sources() owner to lapel_definer;
grant execute on function public.limited_sources() to platform_staff;
comment on function public.limited_sources() is 'Staff: addresses (the beginning of a daily hash), instances and workspaces whose last minutes'' submissions took four fifths of a rate or more.';

-- public.link_billing_account(uuid,text,text,text) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.link_billing_account(billing_account_id uuid, provider text, reference text, reason text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  home uuid := (select a.organization_id from public.billing_accounts a where a.id = link_billing_account.billing_account_id);
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if home is null then perform private.fail('NOT_FOUND', 'No such billing account.'); end if;
  if (provider in ('manual', 'stripe')) is not true then perform private.fail('VALIDATION_FAILED', 'No such provider.'); end if;
  if (provider = 'manual') <> (reference is null) or length(reference) not between 1 and 255 then
    perform private.fail('VALIDATION_FAILED', 'A provider''s account has the provider''s id of the customer, the manual one has none.');
  end if;
  perform private.hold_customer(provider, reference);
  perform from public.organizations o where o.id = home for no key update;
  -- What was said of one customer is no measure for what is said of another, and staff's own where there is none.
  update public.subscriptions s set provider = 'manual', provider_reference = null, provider_began_at = null, provider_said_at = null
  from public.billing_accounts a where a.id = link_billing_account.billing_account_id and s.billing_account_id = a.id
    and (a.provider, a.provider_reference) is distinct from (link_billing_account.provider, link_billing_account.reference);
  update public.billing_accounts a set provider = link_billing_account.provider, provider_reference = link_billing_account.reference
  where a.id = link_billing_account.billing_account_id;
  update public.platform_alerts a set resolved_at = now() where a.key = left('billing_customer:' || link_billing_account.reference, 120) and a.resolved_at is null;
  return private.apply_waiting_billing_events(link_billing_account.provider, link_billing_account.reference);
exception
  when unique_violation then
    perform private.fail('CONFLICT', 'This customer is linked to another billing account.');
    return null;
end $function$;
alter function public.link_billing_account(uuid,text,text,text) owner to lapel_definer;
grant execute on function public.link_billing_account(uuid,text,text,text) to platform_staff;
comment on function public.link_billing_account(uuid,text,text,text) is 'Staff admin: says which customer of a billing provider a billing account is, and takes over what the provider has said of it; how much. What another customer had is from then on staff''s own. The reason goes to the audit log.';

-- public.list_jobs(text,text,bigint) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.list_jobs(only_state text DEFAULT NULL::text, only_task text DEFAULT NULL::text, before bigint DEFAULT NULL::bigint)
 RETURNS TABLE(id bigint, task text, state text, attempts integer, max_attempts integer, run_at timestamp with time zone, locked_at timestamp with time zone, last_error text, created_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  if not private.reads_queue() then return; end if;
  -- Not the payload: it may hold what belongs to tenants.
  return query execute $q$
    select * from (
      select j.id::bigint, j.task_identifier, case when j.locked_at is not null then 'running' when j.attempts >= j.max_attempts then 'failed'
        when j.attempts > 0 then 'retrying' else 'waiting' end as state,
        j.attempts::int, j.max_attempts::int, j.run_at, j.locked_at, left(j.last_error, 4000), j.created_at
      from graphile_worker.jobs j
    ) j where ($1 is null or j.state = $1) and ($2 is null or j.task_identifier = $2) and ($3 is null or j.id < $3)
    order by j.id desc limit 51
  $q$ using only_state, only_task, before;
end $function$;
alter function public.list_jobs(text,text,bigint) owner to lapel_definer;
grant execute on function public.list_jobs(text,text,bigint) to platform_staff;
comment on function public.list_jobs(text,text,bigint) is 'Staff: jobs of the queue, newest first, at most 51 before an id, without their payload. State is waiting, running, retrying or failed.';

-- public.match_lead(text,text,text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.match_lead(name text, linkedin_url text DEFAULT NULL::text, domain text DEFAULT NULL::text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  page text := private.company_page(match_lead.linkedin_url);
  host text := nullif(regexp_replace(lower(trim(match_lead.domain)), '^www\.', ''), '');
  company uuid := private.known_company(page, host);
begin
  if cardinality(array(select private.organizations_where_i_can('leads.write'))) = 0 then
    perform private.fail('FORBIDDEN', 'This needs the permission leads.write.');
  end if;
  if company is not null then return company; end if;
  insert into public.leads (linkedin_url, domain, name) values (page, host, match_lead.name) on conflict do nothing returning id into company;
  -- Somebody may have added it meanwhile.
  return coalesce(company, private.known_company(page, host));
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'A company has a name, and a page or a domain.');
  return null;
end $function$;
alter function public.match_lead(text,text,text) owner to lapel_definer;
grant execute on function public.match_lead(text,text,text) to authenticated;
comment on function public.match_lead(text,text,text) is 'Finds a company by its page or its domain, or adds it. What all tenants see of a known one stays as it is.';

-- public.my_access() --------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.my_access()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  me constant uuid := private.me();
  looking public.impersonation_sessions := private.my_impersonation();
begin
  return (with mine as (
    select m.organization_id, m.role, m.created_at from public.organization_members m
    where m.user_id = me and m.status = 'active' and looking.id is null
    union all
    select looking.organization_id, case when looking.read_only then 'viewer' else 'admin' end, looking.started_at where looking.id is not null
  ), places as (
    select w.workspace_id, w.role from public.workspace_members w where w.user_id = me and w.status = 'active' and looking.id is null
    union all
    select w.id, m.role from mine m join public.workspaces w on w.organization_id = m.organization_id
  )
  select jsonb_build_object(
    'user_id', auth.uid(),
    'email', (select p.email from public.profiles p where p.user_id = auth.uid()),
    'staff_role', private.staff_role(),
    'organizations', coalesce((
      select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'status', o.status, 'role', m.role) order by m.created_at, o.name)
      from mine m join public.organizations o on o.id = m.organization_id), '[]'),
    'workspaces', coalesce((
      select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'organization_id', w.organization_id, 'status', w.status, 'role', p.role)
        order by w.created_at, w.name)
      from (select p.workspace_id, private.stronger_role(min(p.role), max(p.role)) as role from places p group by 1) p
      join public.workspaces w on w.id = p.workspace_id), '[]'),
    'impersonation', (select jsonb_build_object('organization_id', o.id, 'organization', o.name, 'read_only', looking.read_only,
      'expires_at', looking.expires_at) from public.organizations o where o.id = looking.organization_id)));
end $function$;
alter function public.my_access() owner to lapel_definer;
grant execute on function public.my_access() to authenticated;
comment on function public.my_access() is 'What the signed-in user may enter: staff role, organizations and workspaces, each with the role that holds there. Staff who look at a tenant as its members do are told of that tenant alone, and of the session.';

-- public.my_exports() -------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.my_exports()
 RETURNS TABLE(id uuid, kind text, filters jsonb, status text, rows bigint, parts integer, error text, created_at timestamp with time zone, finished_at timestamp with time zone, expires_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  return query select r.id, r.kind, r.filters, r.status, r.rows,
      (select count(*)::int from private.export_parts p where p.request_id = r.id), r.error, r.created_at, r.finished_at, r.expires_at
    from private.export_requests r where r.requested_by = auth.uid() and r.expires_at > now() order by r.created_at desc limit 20;
end $function$;
alter function public.my_exports() owner to lapel_definer;
grant execute on function public.my_exports() to platform_staff;
comment on function public.my_exports() is 'Staff: the exports the caller asked for in the last 24 hours, newest first.';

-- public.my_flags(uuid) -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.my_flags(organization_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not private.is_staff() and (my_flags.organization_id in (select private.my_organization_ids())) is not true then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  return (select coalesce(jsonb_object_agg(f.key, private.flag_enabled(f.key, my_flags.organization_id)), '{}') from public.feature_flags f);
end $function$;
alter function public.my_flags(uuid) owner to lapel_definer;
grant execute on function public.my_flags(uuid) to authenticated;
comment on function public.my_flags(uuid) is 'Every flag as it stands for one organization.';

-- public.my_permissions() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.my_permissions()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with held as (
    select 'organizations' as kind, o as id, k.key from public.permissions k, private.organizations_where_i_can(k.key) o
    union all
    select 'workspaces', w, k.key from public.permissions k, private.workspaces_where_i_can(k.key) w
  ), by_place as (
    select h.kind, h.id, jsonb_agg(h.key order by h.key) as keys from held h group by 1, 2
  )
  select '{"organizations": {}, "workspaces": {}}' || coalesce(jsonb_object_agg(k.kind, k.places), '{}')
  from (select p.kind, jsonb_object_agg(p.id, p.keys) as places from by_place p group by 1) k
$function$;
alter function public.my_permissions() owner to lapel_definer;
grant execute on function public.my_permissions() to authenticated;
comment on function public.my_permissions() is 'What the signed-in user may do, by organization and by workspace, so that a client offers what works. Every act asks again.';

-- public.open_download(uuid) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.open_download(upload_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  secret text := encode(extensions.gen_random_bytes(32), 'hex');
begin
  if not exists (select from public.widget_uploads u where u.id = open_download.upload_id and u.status in ('stored', 'used')
    and u.workspace_id in (select private.my_workspace_ids())) then
    perform private.fail('NOT_FOUND', 'No such file.');
  end if;
  insert into private.upload_downloads (secret_hash, upload_id) values (sha256(convert_to(secret, 'UTF8')), open_download.upload_id);
  return '/uploads/' || open_download.upload_id || '?token=' || secret;
end $function$;
alter function public.open_download(uuid) owner to lapel_definer;
grant execute on function public.open_download(uuid) to authenticated;
comment on function public.open_download(uuid) is 'Where a member of the workspace fetches a file, for five minutes: a path on the server that keeps files.';

-- public.open_export(uuid) --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.open_export(export_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  secret text := encode(extensions.gen_random_bytes(32), 'hex');
  home uuid := (select x.organization_id from public.data_exports x where x.id = open_export.export_id and x.finished_at is not null and x.expires_at > now());
begin
  if home is null or home not in (select private.organizations_where_i_can('privacy.manage')) then
    perform private.fail('NOT_FOUND', 'No such export.');
  end if;
  insert into private.export_downloads (secret_hash, export_id) values (sha256(convert_to(secret, 'UTF8')), open_export.export_id);
  perform private.audit_operation(home, 'data_exports', open_export.export_id::text, '{"opened": true}');
  return '/privacy/exports/' || open_export.export_id || '?token=' || secret;
end $function$;
alter function public.open_export(uuid) owner to lapel_definer;
grant execute on function public.open_export(uuid) to authenticated;
comment on function public.open_export(uuid) is 'Where an export is fetched until it expires: a path of the endpoints. Whoever has it needs nothing else; the audit log says who asked for it.';

-- public.partition_sizes() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.partition_sizes()
 RETURNS TABLE(parent text, partition text, attached boolean, bytes bigint, estimated_rows bigint, strays boolean, retain_months integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept record;
begin
  perform private.require_staff('viewer');
  -- The names first: the planner thinks that the parents are thousands, and would join them by reading the whole catalog
  -- for every partition.
  for kept in
    with parents as materialized (
      select t.retain_months, (select p.relname from pg_catalog.pg_class p where p.oid = t.parent) as parent_name from private.partitioned_tables t
    )
    select t.parent_name, t.retain_months, c.oid as id, c.relname, c.reltuples,
      exists (select from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as attached
    from parents t
    join pg_catalog.pg_class c on c.relnamespace = 'partitions'::regnamespace and c.relkind = 'r'
      and c.relname ~ ('^' || t.parent_name || '_(\d{4}_\d{2}|default)$')
    order by t.parent_name, c.relname desc
  loop
    parent := kept.parent_name;
    partition := kept.relname;
    attached := kept.attached;
    retain_months := kept.retain_months;
    bytes := pg_total_relation_size(kept.id);
    estimated_rows := greatest(kept.reltuples, 0)::bigint;
    strays := false;
    if kept.relname ~ '_default$' then execute format('select exists (select from partitions.%I)', kept.relname) into strays; end if;
    return next;
  end loop;
end $function$;
alter function public.partition_sizes() owner to lapel_definer;
grant execute on function public.partition_sizes() to platform_staff;
comment on function public.partition_sizes() is 'Staff: the monthly partitions with their size and the planner''s estimate of their rows; strays: a default partition holds rows.';

-- public.preview_plan_change(uuid,text) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.preview_plan_change(organization_id uuid, plan_id text)
 RETURNS TABLE(limit_type text, used integer, new_limit integer, enforcement text, kind text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not private.is_staff() then perform private.require_permission(preview_plan_change.organization_id, 'billing.manage'); end if;
  if not exists (select from public.plans p where p.plan_id = preview_plan_change.plan_id
    and (p.public or private.is_staff() or p.plan_id in (select private.my_plan_ids()))) then
    perform private.fail('NOT_FOUND', 'No such plan.');
  end if;
  return query select e.limit_type, e.used, e.new_limit, e.enforcement, e.kind
    from private.plan_change_excess(preview_plan_change.organization_id, preview_plan_change.plan_id) e;
end $function$;
alter function public.preview_plan_change(uuid,text) owner to lapel_definer;
grant execute on function public.preview_plan_change(uuid,text) to authenticated;
comment on function public.preview_plan_change(uuid,text) is 'Dry run of a plan change: the limits that would be exceeded, by what is used or by what an agency has allocated. Changes nothing.';

-- public.preview_plan_limits(jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.preview_plan_limits(changes jsonb)
 RETURNS TABLE(plan_id text, limit_type text, organizations integer, exceeding integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  perform private.check_plan_changes(changes);
  return query
    with wanted as materialized (
      -- Of one limit that is given twice the last counts. With its period, which is asked for once and not for each tenant.
      select distinct on (c.plan_id, c.limit_type) c.plan_id, c.limit_type, c.limit_value, private.limit_period(c.limit_type) as period
      from jsonb_array_elements(changes) with ordinality e (change, place),
        jsonb_to_record(e.change) c (plan_id text, limit_type text, limit_value int) order by c.plan_id, c.limit_type, e.place desc
    ), tenants as (
      select o.plan_id, count(*)::int as number from public.organizations o group by 1
    ), above as (
      select w.plan_id, w.limit_type, count(*)::int as number
      from wanted w
      join public.organizations o on o.plan_id = w.plan_id
      join public.usage_counters u on u.scope_id = o.id and u.limit_type = w.limit_type and u.period = w.period and u.used > w.limit_value
      -- An override holds whatever the plan says.
      where not exists (select from public.limit_overrides v where v.organization_id = o.id and v.workspace_id is null
        and v.limit_type = w.limit_type and (v.expires_at is null or v.expires_at > now()))
      group by 1, 2
    )
    select w.plan_id, w.limit_type, coalesce(t.number, 0), coalesce(a.number, 0)
    from wanted w left join tenants t on t.plan_id = w.plan_id left join above a on a.plan_id = w.plan_id and a.limit_type = w.limit_type;
exception when invalid_text_representation or numeric_value_out_of_range then
  perform private.fail('VALIDATION_FAILED', 'A limit is a whole number.');
end $function$;
alter function public.preview_plan_limits(jsonb) owner to lapel_definer;
grant execute on function public.preview_plan_limits(jsonb) to platform_staff;
comment on function public.preview_plan_limits(jsonb) is 'Staff: for limits of plans as they would become, how many tenants have the plan and how many would be above the limit. Changes nothing.';

-- public.publish_instance(uuid,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.publish_instance(instance_id uuid, note text DEFAULT NULL::text)
 RETURNS public.widget_revisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.widget_instances := private.writable_instance(instance_id, 'widgets.publish');
  made public.widget_revisions := private.add_revision(target.widget_id, note);
begin
  update public.widget_instances i set status = 'published', published_revision_id = made.id where i.id = target.id;
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, actor_id, payload)
  values (target.organization_id, target.workspace_id, 'widget_instance', target.id, 'instance.published', auth.uid(),
    jsonb_build_object('public_id', target.public_id, 'revision', made.number));
  return made;
end $function$;
alter function public.publish_instance(uuid,text) owner to lapel_definer;
grant execute on function public.publish_instance(uuid,text) to authenticated;
comment on function public.publish_instance(uuid,text) is 'Freezes the widget''s config as a revision and shows it on every page that loads the instance.';

-- public.quarantine_submission(uuid,timestamp with time zone,text) ----------------------------------------------------

CREATE OR REPLACE FUNCTION public.quarantine_submission(submission_id uuid, received_at timestamp with time zone, reason text DEFAULT NULL::text)
 RETURNS public.widget_submissions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  marked public.widget_submissions := private.submission_to_manage(submission_id, received_at, reason);
begin
  if marked.status = 'spam' then return marked; end if;
  if marked.status <> 'accepted' then perform private.fail('CONFLICT', 'Only an accepted submission can be quarantined.'); end if;
  update public.widget_submissions s set status = 'spam', spam_reasons = array_append(s.spam_reasons, 'reported')
  where s.id = marked.id and s.ts = marked.ts returning s.* into marked;
  perform private.tell_of_submission(marked, 'submission.quarantined');
  return marked;
end $function$;
alter function public.quarantine_submission(uuid,timestamp with time zone,text) owner to lapel_definer;
grant execute on function public.quarantine_submission(uuid,timestamp with time zone,text) to authenticated;
comment on function public.quarantine_submission(uuid,timestamp with time zone,text) is 'Marks an accepted submission as spam. What it used stays used. Needs submissions.manage, or staff of support and a reason.';

-- public.recorded_usage_by_day(date,date,uuid,uuid,text) --------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.recorded_usage_by_day(first_day date, last_day date, organization_id uuid DEFAULT NULL::uuid, workspace_id uuid DEFAULT NULL::uuid, event_type text DEFAULT NULL::text)
 RETURNS TABLE(day date, quantity bigint, events bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day,
    case when coalesce(recorded_usage_by_day.organization_id, recorded_usage_by_day.workspace_id) is null then 31 else 366 end);
  return query execute format($q$
    select (u.created_at at time zone 'UTC')::date, sum(u.quantity)::bigint, count(*) from public.usage_events u
    where u.created_at >= %L and u.created_at < %L %s %s %s group by 1 order by 1
  $q$, first_day::timestamp at time zone 'UTC', (last_day + 1)::timestamp at time zone 'UTC',
    case when recorded_usage_by_day.organization_id is not null then format('and u.organization_id = %L', recorded_usage_by_day.organization_id) end,
    case when recorded_usage_by_day.workspace_id is not null then format('and u.workspace_id = %L', recorded_usage_by_day.workspace_id) end,
    case when recorded_usage_by_day.event_type is not null then format('and u.event_type = %L', recorded_usage_by_day.event_type) end);
end $function$;
alter function public.recorded_usage_by_day(date,date,uuid,uuid,text) owner to lapel_definer;
grant execute on function public.recorded_usage_by_day(date,date,uuid,uuid,text) to platform_staff;
comment on function public.recorded_usage_by_day(date,date,uuid,uuid,text) is 'Staff: usage per day (UTC) counted from the record itself; a year of one tenant, or a month of all.';

-- public.release_capacity(uuid) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.release_capacity(workspace_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  client public.workspaces := private.managed_workspace(workspace_id);
begin
  delete from public.workspace_allocations a where a.workspace_id = client.id;
  if not found then perform private.fail('NOT_FOUND', 'This workspace has no allocation.'); end if;
end $function$;
alter function public.release_capacity(uuid) owner to lapel_definer;
grant execute on function public.release_capacity(uuid) to authenticated;
comment on function public.release_capacity(uuid) is 'Takes a client workspace''s capacity back; the organization''s limits hold for it again.';

-- public.release_custom_domain(uuid) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.release_custom_domain(domain_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.custom_domains := (select d from public.custom_domains d where d.id = domain_id and d.status <> 'released');
begin
  if held.id is null then perform private.fail('NOT_FOUND', 'No such domain.'); end if;
  perform private.require_permission(held.organization_id, 'organization.manage');
  update public.custom_domains d set status = 'released',
    released_at = case when d.status in ('verified', 'failing') then now() else d.released_at end
  where d.id = held.id;
end $function$;
alter function public.release_custom_domain(uuid) owner to lapel_definer;
grant execute on function public.release_custom_domain(uuid) to authenticated;
comment on function public.release_custom_domain(uuid) is 'Gives a hostname up.';

-- public.remove_limit_override(uuid,text) -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.remove_limit_override(override_id uuid, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  delete from public.limit_overrides v where v.id = override_id;
  if not found then perform private.fail('NOT_FOUND', 'No such override.'); end if;
end $function$;
alter function public.remove_limit_override(uuid,text) owner to lapel_definer;
grant execute on function public.remove_limit_override(uuid,text) to platform_staff;
comment on function public.remove_limit_override(uuid,text) is 'Staff admin: takes an override back. The reason goes to the audit log.';

-- public.remove_member(uuid,uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.remove_member(organization_id uuid, user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  member public.organization_members;
  leaves constant boolean := remove_member.user_id is not distinct from private.me();
begin
  if not leaves then
    perform private.require_permission(remove_member.organization_id, 'members.manage');
  end if;
  select * into member from public.organization_members m
  where m.organization_id = remove_member.organization_id and m.user_id = remove_member.user_id and m.status = 'active'
  for update;
  if member.id is null then perform private.fail('NOT_FOUND', 'No such member.'); end if;
  if not leaves then
    perform private.require_holding(member.organization_id, private.built_in_permissions(member.role) || array(
      select p.permission_key from public.member_roles a join public.role_permissions p on p.role_id = a.role_id
      where a.organization_id = member.organization_id and a.user_id = member.user_id));
  end if;
  perform private.hold_belongings(member.organization_id, member.user_id);
  update public.organization_members m set status = 'removed' where m.id = member.id;
  perform private.withdraw_invitations(member.organization_id, member.user_id);
  delete from public.member_roles a where a.organization_id = member.organization_id and a.user_id = member.user_id;
  update public.workspace_members w set status = 'removed'
  where w.organization_id = member.organization_id and w.user_id = member.user_id;
end $function$;
alter function public.remove_member(uuid,uuid) owner to lapel_definer;
grant execute on function public.remove_member(uuid,uuid) to authenticated;
comment on function public.remove_member(uuid,uuid) is 'Removes a member, or lets a member leave. Access ends with the commit. Nobody removes who holds more than themselves.';

-- public.remove_plan_limit(text,text,text) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.remove_plan_limit(plan_id text, limit_type text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  delete from public.plan_limits l
  where l.plan_id = remove_plan_limit.plan_id and l.limit_type = remove_plan_limit.limit_type;
  if not found then perform private.fail('NOT_FOUND', 'The plan has no such limit.'); end if;
end $function$;
alter function public.remove_plan_limit(text,text,text) owner to lapel_definer;
grant execute on function public.remove_plan_limit(text,text,text) to platform_staff;
comment on function public.remove_plan_limit(text,text,text) is 'Staff admin: makes one limit of a plan unlimited. The reason goes to the audit log.';

-- public.remove_workspace_member(uuid,uuid) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.remove_workspace_member(workspace_id uuid, user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  guest public.workspace_members;
begin
  select * into guest from public.workspace_members m
  where m.workspace_id = remove_workspace_member.workspace_id and m.user_id = remove_workspace_member.user_id and m.status = 'active'
    and m.workspace_id in (select private.my_workspace_ids())
  for update;
  if guest.id is null then perform private.fail('NOT_FOUND', 'No such member.'); end if;
  if guest.user_id is distinct from auth.uid() then
    perform private.require_permission(guest.organization_id, 'members.manage');
    perform private.require_holding(guest.organization_id, private.built_in_permissions(guest.role));
  end if;
  update public.workspace_members m set status = 'removed' where m.id = guest.id;
end $function$;
alter function public.remove_workspace_member(uuid,uuid) owner to lapel_definer;
grant execute on function public.remove_workspace_member(uuid,uuid) to authenticated;
comment on function public.remove_workspace_member(uuid,uuid) is 'Removes a member of a single workspace, or lets one leave. Access ends with the commit.';

-- public.replay_deliveries(uuid[],text) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.replay_deliveries(delivery_ids uuid[], reason text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  tenant uuid;
  replayed uuid[];
  queued int := 0;
begin
  perform private.require_staff('support');
  perform private.set_reason(reason);
  if coalesce(cardinality(delivery_ids), 0) not between 1 and 100 then
    perform private.fail('VALIDATION_FAILED', 'Name between one and a hundred deliveries.');
  end if;
  -- Rows before chains, each kind in one order.
  perform from public.webhook_deliveries d where d.id = any (delivery_ids) order by d.id for update;
  for tenant in select distinct d.organization_id from public.webhook_deliveries d where d.id = any (delivery_ids) order by 1 loop
    with again as (
      update public.webhook_deliveries d set status = 'pending', attempt = 0, next_attempt_at = now(), leased_until = null
      from public.webhook_endpoints e
      where d.id = any (delivery_ids) and d.organization_id = tenant and d.status in ('failed', 'delivered')
        and e.id = d.endpoint_id and e.status = 'active'
      returning d.id
    ) select array_agg(a.id order by a.id) into replayed from again a;
    continue when replayed is null;
    queued := queued + cardinality(replayed);
    perform private.audit_operation(tenant, 'webhook_deliveries', array_to_string(replayed, ', '), jsonb_build_object('replayed', to_jsonb(replayed)));
  end loop;
  if queued = 0 then perform private.fail('CONFLICT', 'Nothing to send again: on its way already, or its endpoint is switched off.'); end if;
  return queued;
end $function$;
alter function public.replay_deliveries(uuid[],text) owner to lapel_definer;
grant execute on function public.replay_deliveries(uuid[],text) to platform_staff;
comment on function public.replay_deliveries(uuid[],text) is 'Staff of support: sends deliveries again whose endpoint is on; says how many. The reason goes to each tenant''s audit log.';

-- public.replay_webhook(uuid,timestamp with time zone,uuid) -----------------------------------------------------------

CREATE OR REPLACE FUNCTION public.replay_webhook(endpoint_id uuid, since timestamp with time zone DEFAULT NULL::timestamp with time zone, delivery_id uuid DEFAULT NULL::uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.webhook_endpoints := private.writable_endpoint(endpoint_id);
  queued int;
begin
  if target.status <> 'active' then perform private.fail('CONFLICT', 'The endpoint is switched off.'); end if;
  update public.webhook_deliveries d set status = 'pending', attempt = 0, next_attempt_at = now(), leased_until = null
  where d.endpoint_id = target.id and d.status in ('failed', 'delivered')
    and (d.id = replay_webhook.delivery_id or (replay_webhook.delivery_id is null and d.status = 'failed' and d.created_at >= replay_webhook.since));
  get diagnostics queued = row_count;
  return queued;
end $function$;
alter function public.replay_webhook(uuid,timestamp with time zone,uuid) owner to lapel_definer;
grant execute on function public.replay_webhook(uuid,timestamp with time zone,uuid) to authenticated;
comment on function public.replay_webhook(uuid,timestamp with time zone,uuid) is 'Sends one delivery again, or everything that failed since a time. Signed with the current secret.';

-- public.request_export(text,jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.request_export(kind text, filters jsonb DEFAULT '{}'::jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  allowed constant text[] := case request_export.kind when 'usage_events' then array['organization_id', 'workspace_id', 'event_type', 'since', 'until']
    when 'audit_logs' then array['organization_id', 'actor_id', 'entity', 'entity_id', 'action', 'since', 'until'] end;
  made uuid;
begin
  perform private.require_staff('support');
  if allowed is null or filters is null or jsonb_typeof(filters) <> 'object' then
    perform private.fail('VALIDATION_FAILED', 'An export is of usage_events or audit_logs.');
  elsif exists (select from jsonb_each(filters) f where f.key <> all (allowed) or jsonb_typeof(f.value) <> 'string'
    or (f.key in ('organization_id', 'workspace_id', 'actor_id') and not pg_input_is_valid(f.value #>> '{}', 'uuid'))
    or (f.key in ('since', 'until') and not pg_input_is_valid(f.value #>> '{}', 'timestamptz'))) then
    perform private.fail('VALIDATION_FAILED', 'A filter of the export is not allowed.');
  elsif (select count(*) from private.export_requests r where r.requested_by = auth.uid() and r.status = 'pending') >= 3 then
    perform private.fail('CONFLICT', 'Three of your exports are waiting already.');
  end if;
  insert into private.export_requests (kind, filters, requested_by) values (request_export.kind, request_export.filters, auth.uid()) returning id into made;
  perform private.audit_operation((filters ->> 'organization_id')::uuid, 'export_requests', made::text,
    jsonb_build_object('kind', request_export.kind, 'filters', request_export.filters));
  return made;
exception when foreign_key_violation then
  perform private.fail('NOT_FOUND', 'No such user.');
  return null;
end $function$;
alter function public.request_export(text,jsonb) owner to lapel_definer;
grant execute on function public.request_export(text,jsonb) to platform_staff;
comment on function public.request_export(text,jsonb) is 'Staff of support: asks for a CSV of usage_events or audit_logs, narrowed by columns, since and until; a job writes it. Kept in the audit log.';

-- public.request_organization_deletion(uuid,text) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.request_organization_deletion(organization_id uuid, reason text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  closing public.organizations;
begin
  perform private.require_permission_or_staff(request_organization_deletion.organization_id, 'organization.delete', 'admin');
  perform private.require_step_up();
  perform private.set_reason(reason);
  update public.organizations o set status = 'deleting'
  where o.id = request_organization_deletion.organization_id and o.status <> 'deleting' returning o.* into closing;
  if closing.id is null then perform private.fail('CONFLICT', 'The deletion was asked for already.'); end if;
  return closing.deleted_at + interval '7 days';
end $function$;
alter function public.request_organization_deletion(uuid,text) owner to lapel_definer;
grant execute on function public.request_organization_deletion(uuid,text) to authenticated;
comment on function public.request_organization_deletion(uuid,text) is 'Closes an organization at once and says when it will be deleted for good. Until then it can be called off. An owner or a staff admin.';

-- public.request_privacy(uuid,text,text,text,text) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.request_privacy(organization_id uuid, kind text, subject_type text, subject text DEFAULT NULL::text, reason text DEFAULT NULL::text)
 RETURNS public.privacy_requests
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made public.privacy_requests;
  as_staff boolean;
begin
  -- On its own: as a part of the condition below it would not be asked where the rest of it is known.
  as_staff := private.require_permission_or_staff(request_privacy.organization_id,
    case when subject_type = 'organization' and kind = 'erase' then 'organization.delete' else 'privacy.manage' end,
    case kind when 'export' then 'support' else 'admin' end);
  if kind = 'erase' then perform private.require_step_up(); end if;
  if as_staff or trim(reason) <> '' then perform private.set_reason(reason); end if;
  insert into public.privacy_requests (organization_id, kind, subject_type, subject, requested_by)
  values (request_privacy.organization_id, request_privacy.kind, request_privacy.subject_type,
    nullif(case subject_type when 'site_user' then request_privacy.subject else lower(trim(request_privacy.subject)) end, ''), auth.uid())
  returning * into made;
  return made;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'Say what to do (export, erase) for whom (visitor, site_user, user, organization).');
  return null;
end $function$;
alter function public.request_privacy(uuid,text,text,text,text) owner to lapel_definer;
grant execute on function public.request_privacy(uuid,text,text,text,text) to authenticated;
comment on function public.request_privacy(uuid,text,text,text,text) is 'Asks for an export or an erasure; a job carries it out. Staff of support may ask for an export, staff admins for an erasure, with a reason; only the tenant gets what was exported.';

-- public.request_sync(uuid) -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.request_sync(connection_id uuid)
 RETURNS public.sync_jobs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  connection public.integration_connections := (select c from public.integration_connections c where c.id = request_sync.connection_id
    and c.workspace_id in (select private.workspaces_where_i_can('integrations.manage')));
  made public.sync_jobs;
begin
  if connection.id is null then perform private.fail('NOT_FOUND', 'No such connection.'); end if;
  if connection.status = 'disabled' then perform private.fail('CONFLICT', 'The connection is switched off.'); end if;
  insert into public.sync_jobs (organization_id, workspace_id, connection_id)
  values (connection.organization_id, connection.workspace_id, connection.id)
  on conflict (connection_id) where status in ('pending', 'running') do nothing returning * into made;
  if made.id is null then
    -- Whoever asks does not want to wait for the next attempt.
    update public.sync_jobs j set next_attempt_at = now() where j.connection_id = connection.id and j.status = 'pending';
    select * into made from public.sync_jobs j where j.connection_id = connection.id and j.status in ('pending', 'running');
  end if;
  return made;
end $function$;
alter function public.request_sync(uuid) owner to lapel_definer;
grant execute on function public.request_sync(uuid) to authenticated;
comment on function public.request_sync(uuid) is 'Asks for a run of a connection now; the open run if there is one.';

-- public.reroll_api_key(uuid,text,text,text,interval) -----------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.reroll_api_key(key_id uuid, hash text, prefix text, checksum text, grace interval DEFAULT '24:00:00'::interval)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.api_keys := private.held_api_key(key_id);
  made uuid;
begin
  if grace is null or grace not between interval '0' and interval '7 days' then
    perform private.fail('VALIDATION_FAILED', 'The old key lives on for at most seven days.');
  end if;
  if exists (select from public.api_keys k where k.rerolled_from = held.id) then
    perform private.fail('CONFLICT', 'This key was replaced already.');
  end if;
  made := public.create_api_key(held.organization_id, held.name, reroll_api_key.hash, reroll_api_key.prefix, reroll_api_key.checksum,
    held.scopes, held.expires_at, held.rate_limit_minute);
  update public.api_keys k set rerolled_from = held.id where k.id = made;
  update public.api_keys k set expires_at = least(coalesce(k.expires_at, 'infinity'), now() + grace) where k.id = held.id;
  return made;
end $function$;
alter function public.reroll_api_key(uuid,text,text,text,interval) owner to lapel_definer;
grant execute on function public.reroll_api_key(uuid,text,text,text,interval) to authenticated;
comment on function public.reroll_api_key(uuid,text,text,text,interval) is 'Replaces a key by one with the same rights; the old one lives on for the grace period.';

-- public.restore_submission(uuid,timestamp with time zone,text) -------------------------------------------------------

CREATE OR REPLACE FUNCTION public.restore_submission(submission_id uuid, received_at timestamp with time zone, reason text DEFAULT NULL::text)
 RETURNS public.widget_submissions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.widget_submissions := private.submission_to_manage(submission_id, received_at, reason);
  counts boolean;
begin
  if held.status = 'accepted' then return held; end if;
  if held.status <> 'spam' then perform private.fail('CONFLICT', 'Only a quarantined submission can be restored.'); end if;
  counts := not 'reported' = any (held.spam_reasons);
  update public.widget_submissions s set status = 'accepted', spam_reasons = array_remove(s.spam_reasons, 'reported')
  where s.id = held.id and s.ts = held.ts returning s.* into held;
  -- After the audit chain, like every counter.
  if counts then perform private.use_submission(held); end if;
  perform private.tell_of_submission(held, 'submission.restored');
  return held;
end $function$;
alter function public.restore_submission(uuid,timestamp with time zone,text) owner to lapel_definer;
grant execute on function public.restore_submission(uuid,timestamp with time zone,text) to authenticated;
comment on function public.restore_submission(uuid,timestamp with time zone,text) is 'Takes a submission out of quarantine, as if it had been accepted now; one that is accepted stays so. Needs submissions.manage, or staff of support and a reason.';

-- public.restore_workspace(uuid) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.restore_workspace(workspace_id uuid)
 RETURNS public.workspaces
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.workspaces := private.managed_workspace(workspace_id);
begin
  if exists (select from public.workspaces p where p.id = target.parent_workspace_id and p.status = 'archived') then
    perform private.fail('CONFLICT', 'Restore its agency''s workspace first.');
  end if;
  update public.workspaces w set status = 'active' where w.id = target.id and w.status = 'archived' returning w.* into target;
  if not found then perform private.fail('CONFLICT', 'The workspace is not archived.'); end if;
  return target;
end $function$;
alter function public.restore_workspace(uuid) owner to lapel_definer;
grant execute on function public.restore_workspace(uuid) to authenticated;
comment on function public.restore_workspace(uuid) is 'Makes an archived workspace usable again, if the plan has a place. What it published stays offline until somebody publishes it.';

-- public.retry_jobs(bigint[],text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.retry_jobs(job_ids bigint[], reason text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  retried text[];
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if coalesce(cardinality(job_ids), 0) not between 1 and 100 then
    perform private.fail('VALIDATION_FAILED', 'Name between one and a hundred jobs.');
  end if;
  if not private.reads_queue() then return 0; end if;
  execute $q$
    select array_agg(r.id || ' ' || t.identifier order by r.id) from graphile_worker.reschedule_jobs(
      array(select j.id from graphile_worker.jobs j where j.id = any ($1) and j.attempts >= j.max_attempts), now(), null, 0) r
    join graphile_worker._private_tasks t on t.id = r.task_id
  $q$ into retried using job_ids;
  if retried is null then perform private.fail('CONFLICT', 'None of these jobs has failed for good.'); end if;
  perform private.audit_operation(null, 'jobs', array_to_string(retried, ', '), jsonb_build_object('retried', to_jsonb(retried)));
  return cardinality(retried);
end $function$;
alter function public.retry_jobs(bigint[],text) owner to lapel_definer;
grant execute on function public.retry_jobs(bigint[],text) to platform_staff;
comment on function public.retry_jobs(bigint[],text) is 'Staff admin: lets jobs that failed for good run again from their first attempt; says how many. The reason goes to the audit log.';

-- public.revoke_api_key(uuid) -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.revoke_api_key(key_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.api_keys := private.held_api_key(key_id);
begin
  update public.api_keys k set revoked_at = now() where k.id = held.id;
end $function$;
alter function public.revoke_api_key(uuid) owner to lapel_definer;
grant execute on function public.revoke_api_key(uuid) to authenticated;
comment on function public.revoke_api_key(uuid) is 'Ends a key at once.';

-- public.revoke_embed_token(uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.revoke_embed_token(token_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.embed_tokens := private.writable_token(token_id);
begin
  update public.embed_tokens t set revoked_at = now() where t.id = held.id;
end $function$;
alter function public.revoke_embed_token(uuid) owner to lapel_definer;
grant execute on function public.revoke_embed_token(uuid) to authenticated;
comment on function public.revoke_embed_token(uuid) is 'Ends a token.';

-- public.revoke_identity_secret(uuid) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.revoke_identity_secret(workspace_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  home uuid := private.identified_workspace(revoke_identity_secret.workspace_id);
begin
  delete from public.identity_secrets i where i.workspace_id = home;
  if not found then perform private.fail('NOT_FOUND', 'There is no secret.'); end if;
end $function$;
alter function public.revoke_identity_secret(uuid) owner to lapel_definer;
grant execute on function public.revoke_identity_secret(uuid) to authenticated;
comment on function public.revoke_identity_secret(uuid) is 'Ends a workspace''s secrets at once: from then on no user''s id is taken for signed. What was stored stays.';

-- public.revoke_invitation(uuid) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.revoke_invitation(invitation_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  open public.invitations;
begin
  select * into open from public.invitations i
  where i.id = invitation_id and i.accepted_at is null and i.revoked_at is null for update;
  if open.id is null then perform private.fail('NOT_FOUND', 'No such open invitation.'); end if;
  perform private.require_permission(open.organization_id, 'members.manage');
  update public.invitations i set revoked_at = now() where i.id = open.id;
end $function$;
alter function public.revoke_invitation(uuid) owner to lapel_definer;
grant execute on function public.revoke_invitation(uuid) to authenticated;
comment on function public.revoke_invitation(uuid) is 'Takes an open invitation back.';

-- public.revoke_staff(uuid,text) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.revoke_staff(user_id uuid, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('admin');
  perform private.require_step_up();
  perform private.set_reason(reason);
  perform private.keep_a_staff_admin(revoke_staff.user_id);
  delete from public.platform_admins a where a.user_id = revoke_staff.user_id;
  if not found then perform private.fail('NOT_FOUND', 'This user is not staff.'); end if;
end $function$;
alter function public.revoke_staff(uuid,text) owner to lapel_definer;
grant execute on function public.revoke_staff(uuid,text) to platform_staff;
comment on function public.revoke_staff(uuid,text) is 'Staff admin: ends somebody''s staff role at once. The reason goes to the audit log.';

-- public.rollback_instance(uuid,integer) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.rollback_instance(instance_id uuid, revision integer)
 RETURNS public.widget_revisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.widget_instances := private.writable_instance(instance_id, 'widgets.publish');
  earlier public.widget_revisions;
begin
  select * into earlier from public.widget_revisions r where r.widget_id = target.widget_id and r.number = rollback_instance.revision;
  if earlier.id is null then perform private.fail('NOT_FOUND', 'No such revision.'); end if;
  update public.widget_instances i set status = 'published', published_revision_id = earlier.id where i.id = target.id;
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, actor_id, payload)
  values (target.organization_id, target.workspace_id, 'widget_instance', target.id, 'instance.rolled_back', auth.uid(),
    jsonb_build_object('public_id', target.public_id, 'revision', earlier.number));
  return earlier;
end $function$;
alter function public.rollback_instance(uuid,integer) owner to lapel_definer;
grant execute on function public.rollback_instance(uuid,integer) to authenticated;
comment on function public.rollback_instance(uuid,integer) is 'Shows an earlier revision again. The draft stays as it is.';

-- public.rotate_embed_token(uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.rotate_embed_token(token_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.embed_tokens := private.writable_token(token_id);
  token text := private.random_id('et_');
begin
  update public.embed_tokens t set token_hash = sha256(convert_to(token, 'UTF8')), rotated_at = now() where t.id = held.id;
  return token;
end $function$;
alter function public.rotate_embed_token(uuid) owner to lapel_definer;
grant execute on function public.rotate_embed_token(uuid) to authenticated;
comment on function public.rotate_embed_token(uuid) is 'Replaces a token by a new one, shown once; the old one stops working at once.';

-- public.save_agency_package(uuid,text,jsonb,integer,text,boolean) ----------------------------------------------------

CREATE OR REPLACE FUNCTION public.save_agency_package(agency_workspace_id uuid, name text, limits jsonb, price integer DEFAULT 0, currency text DEFAULT 'EUR'::text, archived boolean DEFAULT false)
 RETURNS public.agency_packages
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  agency public.workspaces := private.managed_workspace(agency_workspace_id);
  saved public.agency_packages;
begin
  insert into public.agency_packages as p (organization_id, agency_workspace_id, name, limits, price, currency, archived)
  values (agency.organization_id, agency.id, save_agency_package.name, save_agency_package.limits, save_agency_package.price,
    save_agency_package.currency, save_agency_package.archived)
  on conflict on constraint agency_packages_agency_workspace_id_name_key do update set limits = excluded.limits,
    price = excluded.price, currency = excluded.currency, archived = excluded.archived
  returning p.* into saved;
  return saved;
exception when check_violation or not_null_violation or string_data_right_truncation then
  perform private.fail('VALIDATION_FAILED', 'The name, the limits or the price are not allowed.');
  return null;
end $function$;
alter function public.save_agency_package(uuid,text,jsonb,integer,text,boolean) owner to lapel_definer;
grant execute on function public.save_agency_package(uuid,text,jsonb,integer,text,boolean) to authenticated;
comment on function public.save_agency_package(uuid,text,jsonb,integer,text,boolean) is 'Makes or changes what an agency sells. Clients keep what they were given.';

-- public.save_plan(text,text,integer,text,text,integer,boolean,boolean,text) ------------------------------------------

CREATE OR REPLACE FUNCTION public.save_plan(plan_id text, name text, price integer, currency text, term text, sort integer, public boolean, archived boolean, reason text)
 RETURNS public.plans
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  saved public.plans;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  insert into public.plans as p (plan_id, name, price, currency, "interval", sort, public, archived)
  values (save_plan.plan_id, save_plan.name, save_plan.price, save_plan.currency, save_plan.term, save_plan.sort,
    save_plan.public, save_plan.archived)
  on conflict on constraint plans_pkey do update set name = excluded.name, price = excluded.price, currency = excluded.currency,
    "interval" = excluded."interval", sort = excluded.sort, public = excluded.public, archived = excluded.archived
  returning p.* into saved;
  return saved;
exception when check_violation or not_null_violation or string_data_right_truncation then
  perform private.fail('VALIDATION_FAILED', 'The plan''s id, name, price, currency or interval is not allowed.');
  return null;
end $function$;
alter function public.save_plan(text,text,integer,text,text,integer,boolean,boolean,text) owner to lapel_definer;
grant execute on function public.save_plan(text,text,integer,text,text,integer,boolean,boolean,text) to platform_staff;
comment on function public.save_plan(text,text,integer,text,text,integer,boolean,boolean,text) is 'Staff admin: makes or changes a plan. An archived one stays with the tenants that have it. The reason goes to the audit log.';

-- public.save_plans(jsonb,text) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.save_plans(changes jsonb, reason text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  change jsonb;
  wanted jsonb;
  saved int := 0;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  perform private.check_plan_changes(changes);
  -- What is compared is what is changed, and who changes a single cell waits for nothing that is held here: a limit is
  -- written before its plan's mirror of it.
  lock table public.plan_limits, public.plan_features, public.plans in share row exclusive mode;
  -- Plans before what belongs to them.
  for change in select c from jsonb_array_elements(changes) c
    order by array_position(array['plan', 'limit', 'feature'], c ->> 'kind'), c ->> 'plan_id', c ->> 'key' loop
    wanted := nullif(change -> 'after', 'null');
    if private.plan_cell(change) is distinct from nullif(change -> 'before', 'null') then
      perform private.fail('CONFLICT', 'Somebody has changed this meanwhile.', concat_ws('/', change ->> 'kind', change ->> 'plan_id', change ->> 'key'));
    end if;
    case change ->> 'kind'
      when 'plan' then perform public.save_plan(change ->> 'plan_id', wanted ->> 'name', (wanted ->> 'price')::int, wanted ->> 'currency',
        wanted ->> 'interval', (wanted ->> 'sort')::int, (wanted ->> 'public')::boolean, (wanted ->> 'archived')::boolean, reason);
      when 'feature' then perform public.set_plan_feature(change ->> 'plan_id', change ->> 'key', (wanted ->> 'enabled')::boolean,
        (wanted ->> 'limit_value')::int, reason);
      else if wanted is null then perform public.remove_plan_limit(change ->> 'plan_id', change ->> 'key', reason);
        else perform public.set_plan_limit(change ->> 'plan_id', change ->> 'key', (wanted ->> 'limit_value')::int, wanted ->> 'enforcement',
          (wanted ->> 'grace_amount')::int, reason);
        end if;
    end case;
    saved := saved + 1;
  end loop;
  return saved;
exception when invalid_text_representation or numeric_value_out_of_range then
  perform private.fail('VALIDATION_FAILED', 'A value is not allowed.');
  return null;
end $function$;
alter function public.save_plans(jsonb,text) owner to lapel_definer;
grant execute on function public.save_plans(jsonb,text) to platform_staff;
comment on function public.save_plans(jsonb,text) is 'Staff admin: changes many cells of the plans at once, or none. Each names what it was ({kind, plan_id, key, before, after}); CONFLICT, whose hint names the cell, when somebody changed it meanwhile.';

-- public.save_role(uuid,text,text,text[],text) ------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.save_role(organization_id uuid, key text, name text, permissions text[], description text DEFAULT NULL::text)
 RETURNS public.roles
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  saved public.roles;
begin
  perform private.require_permission(save_role.organization_id, 'roles.manage');
  perform private.require_holding(save_role.organization_id, permissions);
  insert into public.roles as r (organization_id, key, name, description)
  values (save_role.organization_id, save_role.key, save_role.name, save_role.description)
  on conflict on constraint roles_organization_id_key_key do update set name = excluded.name, description = excluded.description
  returning r.* into saved;
  -- Taking away is escalation's mirror image: only what the caller holds may be removed, too.
  perform private.require_holding(save_role.organization_id,
    array(select p.permission_key from public.role_permissions p where p.role_id = saved.id));
  delete from public.role_permissions p where p.role_id = saved.id and p.permission_key <> all (permissions);
  insert into public.role_permissions (role_id, permission_key, organization_id)
  select saved.id, p, saved.organization_id from unnest(permissions) p on conflict do nothing;
  return saved;
exception when check_violation or not_null_violation or foreign_key_violation then
  perform private.fail('VALIDATION_FAILED', 'The role''s key, name or a permission is not allowed.');
  return null;
end $function$;
alter function public.save_role(uuid,text,text,text[],text) owner to lapel_definer;
grant execute on function public.save_role(uuid,text,text,text[],text) to authenticated;
comment on function public.save_role(uuid,text,text,text[],text) is 'Makes or changes a role of the organization. Nobody gives a role what they do not hold.';

-- public.schema_deviations() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.schema_deviations()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  return coalesce((select jsonb_build_object('checked_at', c.checked_at, 'total', c.total, 'deviations', c.deviations) from private.schema_check c),
    '{"checked_at": null, "total": 0, "deviations": []}');
end $function$;
alter function public.schema_deviations() owner to lapel_definer;
grant execute on function public.schema_deviations() to platform_staff;
comment on function public.schema_deviations() is 'Staff: what the last look at the tenant schemas found, at most two hundred deviations, and when it was. A job looks every five minutes.';

-- public.search_platform(text,integer) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.search_platform(term text, most integer DEFAULT 6)
 RETURNS TABLE(kind text, record_id uuid, organization_id uuid, title text, detail text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  typed text := lower(btrim(left(coalesce(term, ''), 200)));
  pattern text := replace(replace(replace(typed, '\', '\\'), '%', '\%'), '_', '\_');
begin
  perform private.require_staff('viewer');
  most := least(greatest(coalesce(most, 6), 1), 50);
  if typed ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return query select * from private.search_by_id(typed::uuid);
  elsif btrim(term) ~ '^w_[0-9A-Za-z]{16,40}$' then
    return query select 'instance', i.id, i.organization_id, i.name, o.name from public.widget_instances i
      join public.organizations o on o.id = i.organization_id where i.public_id = btrim(term);
  elsif btrim(term) ~ '^wk_[0-9A-Za-z]{16,40}$' then
    return query select 'widget', g.id, g.organization_id, g.name, o.name from public.widgets g
      join public.organizations o on o.id = g.organization_id where g.public_key = btrim(term);
  elsif length(typed) >= 3 then
    return query select * from private.search_by_text(pattern, most);
  elsif length(typed) > 0 then
    return query select 'organization', o.id, o.id, o.name, o.slug from public.organizations o
      where lower(o.name) like pattern || '%' or o.slug like pattern || '%' order by o.name, o.id limit most;
  end if;
end $function$;
alter function public.search_platform(text,integer) owner to lapel_definer;
grant execute on function public.search_platform(text,integer) to platform_staff;
comment on function public.search_platform(text,integer) is 'Staff: tenants by a part of their name, slug, domain or a member''s address, or anything by its whole id or public id. At most so many of a kind, six unless told, never more than fifty; record_id is what to open: for domains and members their organization.';

-- public.set_branding(uuid,jsonb) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_branding(organization_id uuid, config jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept jsonb;
begin
  perform private.require_permission(set_branding.organization_id, 'organization.manage');
  if config <> '{}' then perform private.require_feature(set_branding.organization_id, 'white_label'); end if;
  update public.organizations o set white_label_config = config where o.id = set_branding.organization_id
  returning o.white_label_config into kept;
  return kept;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The branding is an object of up to 64 kB.');
  return null;
end $function$;
alter function public.set_branding(uuid,jsonb) owner to lapel_definer;
grant execute on function public.set_branding(uuid,jsonb) to authenticated;
comment on function public.set_branding(uuid,jsonb) is 'Replaces an organization''s own branding (logo, colours, theme, words of its mails). Needs the feature white_label; an empty object takes it back on any plan.';

-- public.set_flag(text,text,boolean,integer,jsonb,jsonb,text) ---------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_flag(key text, reason text, enabled boolean DEFAULT false, rollout_percent integer DEFAULT 0, plans jsonb DEFAULT '{}'::jsonb, organizations jsonb DEFAULT '{}'::jsonb, description text DEFAULT ''::text)
 RETURNS public.feature_flags
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  saved public.feature_flags;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  insert into public.feature_flags as f (key, description, enabled, rollout_percent, plans, organizations)
  values (set_flag.key, set_flag.description, set_flag.enabled, set_flag.rollout_percent, set_flag.plans, set_flag.organizations)
  on conflict on constraint feature_flags_pkey do update set description = excluded.description, enabled = excluded.enabled,
    rollout_percent = excluded.rollout_percent, plans = excluded.plans, organizations = excluded.organizations
  returning f.* into saved;
  return saved;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The key, the share or the switches are not allowed.');
  return null;
end $function$;
alter function public.set_flag(text,text,boolean,integer,jsonb,jsonb,text) owner to lapel_definer;
grant execute on function public.set_flag(text,text,boolean,integer,jsonb,jsonb,text) to platform_staff;
comment on function public.set_flag(text,text,boolean,integer,jsonb,jsonb,text) is 'Staff admin: makes or changes a flag. The reason goes to the audit log.';

-- public.set_lead_profile(uuid,jsonb,jsonb) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_lead_profile(organization_id uuid, icp jsonb DEFAULT NULL::jsonb, company_profile jsonb DEFAULT NULL::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept jsonb;
begin
  perform private.require_permission(set_lead_profile.organization_id, 'organization.manage');
  update public.organizations o set icp = coalesce(set_lead_profile.icp, o.icp),
    company_profile = coalesce(set_lead_profile.company_profile, o.company_profile)
  where o.id = set_lead_profile.organization_id
  returning jsonb_build_object('icp', o.icp, 'company_profile', o.company_profile) into kept;
  return kept;
exception when check_violation then
  perform private.fail('VALIDATION_FAILED', 'The ideal customer and the company are objects of together up to 64 kB.');
  return null;
end $function$;
alter function public.set_lead_profile(uuid,jsonb,jsonb) owner to lapel_definer;
grant execute on function public.set_lead_profile(uuid,jsonb,jsonb) to authenticated;
comment on function public.set_lead_profile(uuid,jsonb,jsonb) is 'Says whom an organization looks for (icp) and what it is (company_profile); what is not given stays.';

-- public.set_lead_quota(uuid,integer,text) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_lead_quota(organization_id uuid, monthly_quota integer, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  -- Campaigns before organizations, as everywhere. One for which the new quota is not enough says so with its next lead.
  update public.campaigns c set status = 'running' where c.organization_id = set_lead_quota.organization_id and c.status = 'quota_reached';
  update public.organizations o set monthly_quota = set_lead_quota.monthly_quota where o.id = set_lead_quota.organization_id;
  if not found then perform private.fail('NOT_FOUND', 'No such organization.'); end if;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'A quota is 0, for none, or more.');
end $function$;
alter function public.set_lead_quota(uuid,integer,text) owner to lapel_definer;
grant execute on function public.set_lead_quota(uuid,integer,text) to platform_staff;
comment on function public.set_lead_quota(uuid,integer,text) is 'Staff admin: how many leads a month a tenant may take, 0 for no quota of its own. The reason goes to the audit log.';

-- public.set_limit_override(uuid,text,integer,text,timestamp with time zone,uuid,text,integer) ------------------------

CREATE OR REPLACE FUNCTION public.set_limit_override(organization_id uuid, limit_type text, limit_value integer, reason text, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, workspace_id uuid DEFAULT NULL::uuid, enforcement text DEFAULT 'hard'::text, grace_amount integer DEFAULT 0)
 RETURNS public.limit_overrides
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  saved public.limit_overrides;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if set_limit_override.expires_at <= now() then
    perform private.fail('VALIDATION_FAILED', 'An override must end in the future.');
  elsif not exists (select from public.limit_types t where t.key = set_limit_override.limit_type) then
    perform private.fail('VALIDATION_FAILED', 'No such limit type.');
  end if;
  insert into public.limit_overrides as v (organization_id, workspace_id, limit_type, limit_value, enforcement, grace_amount,
    reason, granted_by, expires_at)
  values (set_limit_override.organization_id, set_limit_override.workspace_id, set_limit_override.limit_type,
    set_limit_override.limit_value, set_limit_override.enforcement, set_limit_override.grace_amount,
    current_setting('lapel.reason'), auth.uid(), set_limit_override.expires_at)
  on conflict on constraint limit_overrides_organization_id_workspace_id_limit_type_key do update
    set limit_value = excluded.limit_value, enforcement = excluded.enforcement, grace_amount = excluded.grace_amount,
      reason = excluded.reason, granted_by = excluded.granted_by, expires_at = excluded.expires_at
  returning v.* into saved;
  return saved;
exception
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such organization or workspace.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'The limit type, value, enforcement or grace amount is not allowed.');
    return null;
end $function$;
alter function public.set_limit_override(uuid,text,integer,text,timestamp with time zone,uuid,text,integer) owner to lapel_definer;
grant execute on function public.set_limit_override(uuid,text,integer,text,timestamp with time zone,uuid,text,integer) to platform_staff;
comment on function public.set_limit_override(uuid,text,integer,text,timestamp with time zone,uuid,text,integer) is 'Staff admin: grants one tenant, or one of its workspaces, a limit of its own. The reason goes to the audit log.';

-- public.set_maintenance(boolean,text) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_maintenance(active boolean, reason text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('admin');
  if set_maintenance.active then perform private.require_step_up(); end if;
  if set_maintenance.active is null then perform private.fail('VALIDATION_FAILED', 'Say on or off.'); end if;
  return private.switch_maintenance(set_maintenance.active, set_maintenance.reason);
end $function$;
alter function public.set_maintenance(boolean,text) owner to lapel_definer;
grant execute on function public.set_maintenance(boolean,text) to platform_staff;
comment on function public.set_maintenance(boolean,text) is 'Staff admin: makes the platform read-only for tenants, or ends that. The reason goes to the audit log.';

-- public.set_organization_flag(text,uuid,boolean,text) ----------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_organization_flag(key text, organization_id uuid, enabled boolean, reason text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if not exists (select from public.organizations o where o.id = set_organization_flag.organization_id) then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  update public.feature_flags f set organizations = case when set_organization_flag.enabled is null
    then f.organizations - set_organization_flag.organization_id::text
    else f.organizations || jsonb_build_object(set_organization_flag.organization_id, set_organization_flag.enabled) end
  where f.key = set_organization_flag.key;
  if not found then perform private.fail('NOT_FOUND', 'No such flag.'); end if;
  return private.flag_enabled(set_organization_flag.key, set_organization_flag.organization_id);
end $function$;
alter function public.set_organization_flag(text,uuid,boolean,text) owner to lapel_definer;
grant execute on function public.set_organization_flag(text,uuid,boolean,text) to platform_staff;
comment on function public.set_organization_flag(text,uuid,boolean,text) is 'Staff admin: switches a flag for one organization, or, with null, lets it follow plan, share and default again. Leaves the other organizations'' switches alone, whoever changes them meanwhile. Says how it stands.';

-- public.set_organization_status(uuid[],text,text) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_organization_status(organization_ids uuid[], status text, reason text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target uuid;
  changed int := 0;
begin
  perform private.require_staff('admin');
  if set_organization_status.status = 'suspended' then perform private.require_step_up(); end if;
  perform private.set_reason(reason);
  if set_organization_status.status is null or set_organization_status.status not in ('active', 'suspended') then
    perform private.fail('VALIDATION_FAILED', 'Staff suspend organizations and make them active again.');
  elsif exists (select from unnest(organization_ids) i where not exists (select from public.organizations o where o.id = i)) then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  -- In one order, so that two members of staff who change the same ones wait instead of blocking each other.
  for target in select distinct i from unnest(organization_ids) i order by i loop
    update public.organizations o set
      suspended_at = case set_organization_status.status when 'suspended' then coalesce(o.suspended_at, now()) end,
      status = case o.status when 'deleting' then o.status else set_organization_status.status end
    where o.id = target and (o.suspended_at is not null) <> (set_organization_status.status = 'suspended');
    if found then changed := changed + 1; end if;
  end loop;
  return changed;
end $function$;
alter function public.set_organization_status(uuid[],text,text) owner to lapel_definer;
grant execute on function public.set_organization_status(uuid[],text,text) to platform_staff;
comment on function public.set_organization_status(uuid[],text,text) is 'Staff admin: suspends organizations or makes them active again; says how many changed. The reason goes to each audit log.';

-- public.set_plan_feature(text,text,boolean,integer,text) -------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_plan_feature(plan_id text, feature_key text, enabled boolean, limit_value integer, reason text)
 RETURNS public.plan_features
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.plan_features;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if not exists (select from public.plans p where p.plan_id = set_plan_feature.plan_id) then
    perform private.fail('NOT_FOUND', 'No such plan.');
  end if;
  insert into public.plan_features as f (plan_id, feature_key, enabled, limit_value)
  values (set_plan_feature.plan_id, set_plan_feature.feature_key, set_plan_feature.enabled, set_plan_feature.limit_value)
  on conflict on constraint plan_features_pkey do update
    set enabled = excluded.enabled, limit_value = excluded.limit_value
  returning f.* into changed;
  return changed;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The feature key or value is not allowed.');
  return null;
end $function$;
alter function public.set_plan_feature(text,text,boolean,integer,text) owner to lapel_definer;
grant execute on function public.set_plan_feature(text,text,boolean,integer,text) to platform_staff;
comment on function public.set_plan_feature(text,text,boolean,integer,text) is 'Staff admin: switches one feature of a plan. The reason goes to the audit log.';

-- public.set_plan_limit(text,text,integer,text,integer,text) ----------------------------------------------------------

CREATE OR REPLACE FUNCTION public.set_plan_limit(plan_id text, limit_type text, limit_value integer, enforcement text, grace_amount integer, reason text)
 RETURNS public.plan_limits
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.plan_limits;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if not exists (select from public.plans p where p.plan_id = set_plan_limit.plan_id) then
    perform private.fail('NOT_FOUND', 'No such plan.');
  end if;
  insert into public.plan_limits as l (plan_id, limit_type, limit_value, enforcement, grace_amount)
  values (set_plan_limit.plan_id, set_plan_limit.limit_type, set_plan_limit.limit_value, set_plan_limit.enforcement,
    set_plan_limit.grace_amount)
  on conflict on constraint plan_limits_pkey do update
    set limit_value = excluded.limit_value, enforcement = excluded.enforcement, grace_amount = excluded.grace_amount
  returning l.* into changed;
  return changed;
exception when check_violation or not_null_violation or foreign_key_violation then
  perform private.fail('VALIDATION_FAILED', 'The limit type, value, enforcement or grace amount is not allowed.');
  return null;
end $function$;
alter function public.set_plan_limit(text,text,integer,text,integer,text) owner to lapel_definer;
grant execute on function public.set_plan_limit(text,text,integer,text,integer,text) to platform_staff;
comment on function public.set_plan_limit(text,text,integer,text,integer,text) is 'Staff admin: sets one limit of a plan. The reason goes to the audit log.';

-- public.staff_home() -------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.staff_home()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  return jsonb_build_object('attention', private.attention(), 'growth', private.growth(12), 'use', private.use_by_plan(30),
    'top', private.top_tenants(30, 8),
    'as_of', (select max(l.started_at) from public.materialized_view_refresh_log l where l.view_name = 'workspace_usage_daily'));
end $function$;
alter function public.staff_home() owner to lapel_definer;
grant execute on function public.staff_home() to platform_staff;
comment on function public.staff_home() is 'Staff: what needs attention, organizations by week and plan, submissions by day and plan, the busiest tenants, and when the figures were refreshed.';

-- public.start_impersonation(uuid,text,boolean) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.start_impersonation(organization_id uuid, reason text, read_only boolean DEFAULT true)
 RETURNS public.impersonation_sessions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  started public.impersonation_sessions;
begin
  -- An earlier session ends first: while it runs, nobody is staff.
  update public.impersonation_sessions s set ended_at = now()
  where s.staff_id = auth.uid() and s.ended_at is null and s.expires_at > now();
  perform private.require_staff(case when read_only then 'support' else 'admin' end);
  if not read_only then perform private.require_step_up(); end if;
  perform private.set_reason(reason);
  insert into public.impersonation_sessions (organization_id, staff_id, reason, read_only)
  values (start_impersonation.organization_id, auth.uid(), current_setting('lapel.reason'), start_impersonation.read_only)
  returning * into started;
  return started;
exception when foreign_key_violation or not_null_violation then
  perform private.fail('NOT_FOUND', 'No such organization.');
  return null;
end $function$;
alter function public.start_impersonation(uuid,text,boolean) owner to lapel_definer;
grant execute on function public.start_impersonation(uuid,text,boolean) to platform_staff;
comment on function public.start_impersonation(uuid,text,boolean) is 'Staff: looks at a tenant as its members do, for an hour. Ends an earlier session. Writing needs the role admin.';

-- public.submissions_per_day(integer) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.submissions_per_day(days integer DEFAULT 30)
 RETURNS TABLE(day date, submissions bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  today date := (now() at time zone 'UTC')::date;
  first_day date := today - least(greatest(coalesce(days, 30), 1), 366) + 1;
  since timestamptz := first_day::timestamp at time zone 'UTC';
  -- An end leaves the partitions of later months out of the plan.
  until timestamptz := (today + 1)::timestamp at time zone 'UTC';
  mine uuid[];
  counted jsonb;
begin
  -- Two queries, so that an index alone answers each, and only one of them is planned.
  if private.is_staff() then
    select jsonb_object_agg(c.on_day, c.number) into counted from (
      select (s.ts at time zone 'UTC')::date as on_day, count(*) as number from public.widget_submissions s
      where s.ts >= since and s.ts < until and s.status in ('accepted', 'partial') group by 1) c;
  else
    mine := array(select private.my_workspace_ids());
    select jsonb_object_agg(c.on_day, c.number) into counted from (
      select (s.ts at time zone 'UTC')::date as on_day, count(*) as number from public.widget_submissions s
      where s.workspace_id = any (mine) and s.ts >= since and s.ts < until and s.status in ('accepted', 'partial') group by 1) c;
  end if;
  return query select d::date, coalesce((counted ->> d::date::text)::bigint, 0) from generate_series(first_day, today, interval '1 day') d order by 1;
end $function$;
alter function public.submissions_per_day(integer) owner to lapel_definer;
grant execute on function public.submissions_per_day(integer) to authenticated;
comment on function public.submissions_per_day(integer) is 'Submissions the caller may see, per day (UTC), oldest first, empty days included; at most a year.';

-- public.submissions_per_minute() -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.submissions_per_minute()
 RETURNS TABLE(minute timestamp with time zone, submissions integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  this_minute timestamptz := date_trunc('minute', now());
  counted jsonb;
begin
  perform private.require_staff('viewer');
  -- An hour of the busiest platform is cut off at its newest hundred thousand.
  select jsonb_object_agg(c.in_minute, c.number) into counted from (
    select extract(epoch from date_trunc('minute', r.ts))::bigint as in_minute, count(*) as number from (
      select s.ts from public.widget_submissions s where s.ts >= this_minute - interval '59 minutes' and s.ts < this_minute + interval '1 minute'
        and s.status in ('accepted', 'partial') order by s.ts desc limit 100000) r group by 1) c;
  return query select m, coalesce((counted ->> extract(epoch from m)::bigint::text)::int, 0)
    from generate_series(this_minute - interval '59 minutes', this_minute, interval '1 minute') m order by 1;
end $function$;
alter function public.submissions_per_minute() owner to lapel_definer;
grant execute on function public.submissions_per_minute() to platform_staff;
comment on function public.submissions_per_minute() is 'Staff: submissions of every tenant in each of the last sixty minutes, oldest first; the last minute is still running.';

-- public.subscription_status(public.profiles) -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.subscription_status(profile public.profiles)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select o.plan_status from public.organization_members m join public.organizations o on o.id = m.organization_id
  where m.user_id = profile.user_id and m.status = 'active'
  order by m.organization_id is distinct from profile.active_organization_id, m.created_at, m.id limit 1
$function$;
grant execute on function public.subscription_status(public.profiles) to authenticated, platform_staff, service_role;
comment on function public.subscription_status(public.profiles) is 'profiles.subscription_status, a computed column: the plan status of the chosen organization, else the one joined first, of those that the caller sees.';

-- public.switch_organization(uuid) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.switch_organization(organization_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if (switch_organization.organization_id in (select private.my_organization_ids())) is not true then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  update public.profiles p set active_organization_id = switch_organization.organization_id where p.user_id = auth.uid();
end $function$;
alter function public.switch_organization(uuid) owner to lapel_definer;
grant execute on function public.switch_organization(uuid) to authenticated;
comment on function public.switch_organization(uuid) is 'Chooses the organization that the next access token names.';

-- public.unassign_role(uuid,uuid,uuid) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.unassign_role(role_id uuid, user_id uuid, workspace_id uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken public.roles := (select r from public.roles r where r.id = unassign_role.role_id and r.organization_id is not null);
begin
  if taken.id is null then perform private.fail('NOT_FOUND', 'No such role.'); end if;
  perform private.require_permission(taken.organization_id, 'members.manage');
  perform private.require_holding(taken.organization_id,
    array(select p.permission_key from public.role_permissions p where p.role_id = taken.id));
  delete from public.member_roles a where a.role_id = taken.id and a.user_id = unassign_role.user_id
    and a.workspace_id is not distinct from unassign_role.workspace_id;
end $function$;
alter function public.unassign_role(uuid,uuid,uuid) owner to lapel_definer;
grant execute on function public.unassign_role(uuid,uuid,uuid) to authenticated;
comment on function public.unassign_role(uuid,uuid,uuid) is 'Takes a role of the organization from a member. It may not exceed the caller''s own rights.';

-- public.update_organization(uuid,text,text,jsonb) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.update_organization(organization_id uuid, name text DEFAULT NULL::text, slug text DEFAULT NULL::text, settings jsonb DEFAULT NULL::jsonb)
 RETURNS public.organizations
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.organizations;
  broken text;
begin
  perform private.require_permission(update_organization.organization_id, 'organization.manage');
  update public.organizations o set name = coalesce(trim(update_organization.name), o.name),
    slug = coalesce(lower(trim(update_organization.slug)), o.slug), settings = coalesce(update_organization.settings, o.settings)
  where o.id = update_organization.organization_id returning o.* into changed;
  return changed;
exception
  when unique_violation then
    perform private.fail('CONFLICT', 'This short name is not available.');
    return null;
  when check_violation then
    get stacked diagnostics broken = constraint_name;
    -- A reserved word is answered like a taken one: neither tells who is here.
    if broken = 'organizations_slug_not_reserved' then perform private.fail('CONFLICT', 'This short name is not available.'); end if;
    perform private.fail('VALIDATION_FAILED', 'The name, the short name or the settings are not allowed.');
    return null;
end $function$;
alter function public.update_organization(uuid,text,text,jsonb) owner to lapel_definer;
grant execute on function public.update_organization(uuid,text,text,jsonb) to authenticated;
comment on function public.update_organization(uuid,text,text,jsonb) is 'Changes an organization''s name, short name or settings; what is not given stays.';

-- public.update_profile(text,text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.update_profile(name text DEFAULT NULL::text, company text DEFAULT NULL::text)
 RETURNS public.profiles
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.profiles;
begin
  update public.profiles p set name = case when update_profile.name is null then p.name else nullif(trim(update_profile.name), '') end,
    company = case when update_profile.company is null then p.company else nullif(trim(update_profile.company), '') end
  where p.user_id = auth.uid() returning p.* into changed;
  if changed.user_id is null then perform private.fail('NOT_FOUND', 'This account has no profile.'); end if;
  return changed;
exception when check_violation then
  perform private.fail('VALIDATION_FAILED', 'A name has up to 120 characters.');
  return null;
end $function$;
alter function public.update_profile(text,text) owner to lapel_definer;
grant execute on function public.update_profile(text,text) to authenticated;
comment on function public.update_profile(text,text) is 'Changes the caller''s own name or company; what is not given stays, an empty text takes it away.';

-- public.update_workspace(uuid,text,text,jsonb) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.update_workspace(workspace_id uuid, name text DEFAULT NULL::text, slug text DEFAULT NULL::text, settings jsonb DEFAULT NULL::jsonb)
 RETURNS public.workspaces
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.workspaces := private.managed_workspace(workspace_id);
begin
  if target.status = 'archived' then perform private.fail('CONFLICT', 'The workspace is archived. Restore it first.'); end if;
  update public.workspaces w set name = coalesce(trim(update_workspace.name), w.name),
    slug = coalesce(lower(trim(update_workspace.slug)), w.slug), settings = coalesce(update_workspace.settings, w.settings)
  where w.id = target.id returning w.* into target;
  return target;
exception
  when unique_violation then
    perform private.fail('CONFLICT', 'The organization has a workspace of this short name.');
    return null;
  when check_violation then
    perform private.fail('VALIDATION_FAILED', 'The name, the short name or the settings are not allowed.');
    return null;
end $function$;
alter function public.update_workspace(uuid,text,text,jsonb) owner to lapel_definer;
grant execute on function public.update_workspace(uuid,text,text,jsonb) to authenticated;
comment on function public.update_workspace(uuid,text,text,jsonb) is 'Changes a workspace''s name, short name or settings; what is not given stays.';

-- public.usage_by_day(date,date,uuid,uuid,text) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.usage_by_day(first_day date, last_day date, organization_id uuid DEFAULT NULL::uuid, workspace_id uuid DEFAULT NULL::uuid, event_type text DEFAULT NULL::text)
 RETURNS TABLE(day date, quantity bigint, events bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day);
  return query
    with counted as (
      select d.day, sum(d.quantity)::bigint as quantity, sum(d.events)::bigint as events from private.workspace_usage_daily d
      where d.day between first_day and last_day
        and (usage_by_day.organization_id is null or d.organization_id = usage_by_day.organization_id)
        and (usage_by_day.workspace_id is null or d.workspace_id = usage_by_day.workspace_id)
        and (usage_by_day.event_type is null or d.event_type = usage_by_day.event_type)
      group by 1
    )
    select g::date, coalesce(c.quantity, 0), coalesce(c.events, 0)
    from generate_series(first_day, last_day, interval '1 day') g left join counted c on c.day = g::date order by 1;
end $function$;
alter function public.usage_by_day(date,date,uuid,uuid,text) owner to lapel_definer;
grant execute on function public.usage_by_day(date,date,uuid,uuid,text) to platform_staff;
comment on function public.usage_by_day(date,date,uuid,uuid,text) is 'Staff: usage per day (UTC) as of the last refresh, days without any included; at most a year.';

-- public.usage_by_tenant(date,date,text) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.usage_by_tenant(first_day date, last_day date, event_type text DEFAULT NULL::text)
 RETURNS TABLE(organization_id uuid, name text, quantity bigint, before bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  span int := last_day - first_day + 1;
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day);
  return query
    select o.id, o.name, coalesce(sum(d.quantity) filter (where d.day >= first_day), 0)::bigint,
      coalesce(sum(d.quantity) filter (where d.day < first_day), 0)::bigint
    from private.workspace_usage_daily d join public.organizations o on o.id = d.organization_id
    where d.day between first_day - span and last_day and (usage_by_tenant.event_type is null or d.event_type = usage_by_tenant.event_type)
    group by o.id order by 3 desc, o.name limit 10;
end $function$;
alter function public.usage_by_tenant(date,date,text) owner to lapel_definer;
grant execute on function public.usage_by_tenant(date,date,text) to platform_staff;
comment on function public.usage_by_tenant(date,date,text) is 'Staff: the ten organizations that used most, beside what each used in as many days before.';

-- public.usage_by_type(date,date,uuid,uuid) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.usage_by_type(first_day date, last_day date, organization_id uuid DEFAULT NULL::uuid, workspace_id uuid DEFAULT NULL::uuid)
 RETURNS TABLE(event_type text, quantity bigint, before bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  span int := last_day - first_day + 1;
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day);
  return query
    select d.event_type, coalesce(sum(d.quantity) filter (where d.day >= first_day), 0)::bigint,
      coalesce(sum(d.quantity) filter (where d.day < first_day), 0)::bigint
    from private.workspace_usage_daily d where d.day between first_day - span and last_day
      and (usage_by_type.organization_id is null or d.organization_id = usage_by_type.organization_id)
      and (usage_by_type.workspace_id is null or d.workspace_id = usage_by_type.workspace_id)
    group by 1 order by 2 desc, 1;
end $function$;
alter function public.usage_by_type(date,date,uuid,uuid) owner to lapel_definer;
grant execute on function public.usage_by_type(date,date,uuid,uuid) to platform_staff;
comment on function public.usage_by_type(date,date,uuid,uuid) is 'Staff: usage by kind, beside what there was in as many days before.';

-- public.verify_audit_chain(uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.verify_audit_chain(organization_id uuid)
 RETURNS TABLE(entries bigint, valid boolean, first_broken bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if (private.is_staff() or verify_audit_chain.organization_id in (select private.organizations_where_i_can('audit.read'))) is not true then
    perform private.fail('FORBIDDEN', 'Only staff, and who may read the audit log, verify an audit chain.');
  end if;
  return query
    with chain as (
      select a as entry, lag(a.hash, 1, sha256('')) over (order by a.seq) as expected_prev, row_number() over (order by a.seq) as n
      from public.audit_logs a where a.organization_id is not distinct from verify_audit_chain.organization_id
    ), broken as (
      select n from chain
      where (entry).seq <> n or (entry).prev_hash <> expected_prev or (entry).hash <> private.audit_hash(entry)
    ), whole as (
      select count(*) as entries, (select min(b.n) from broken b) as wrong,
        (select (c.entry).hash from chain c order by c.n desc limit 1) as last_hash from chain
    )
    select w.entries, w.wrong is null and h.seq is not distinct from nullif(w.entries, 0) and h.hash is not distinct from w.last_hash,
      case when w.wrong is not null then w.wrong
        when h.seq is distinct from nullif(w.entries, 0) then least(w.entries, h.seq) + 1
        when h.hash is distinct from w.last_hash then w.entries end
    from whole w left join private.audit_chains h
      on h.chain = coalesce(verify_audit_chain.organization_id, '00000000-0000-0000-0000-000000000000');
end $function$;
alter function public.verify_audit_chain(uuid) owner to lapel_definer;
grant execute on function public.verify_audit_chain(uuid) to authenticated, platform_staff;
comment on function public.verify_audit_chain(uuid) is 'Recomputes a chain: how many entries, whether all hold, and the first position that does not. Null is the platform''s chain.';

-- public.webhook_log(text,uuid,timestamp with time zone) --------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.webhook_log(state text DEFAULT 'failing'::text, of_organization uuid DEFAULT NULL::uuid, before timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS TABLE(id uuid, organization_id uuid, organization text, endpoint_id uuid, url text, endpoint_status text, event_type text, message_id text, status text, attempt integer, next_attempt_at timestamp with time zone, response_status integer, response_excerpt text, error text, duration_ms integer, delivered_at timestamp with time zone, created_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.require_staff('viewer');
  -- Put together, so that each state finds its own index.
  return query execute format($q$
    select d.id, d.organization_id, o.name, e.id, e.url, e.status, m.event_type, m.message_id, d.status, d.attempt, d.next_attempt_at,
      d.response_status, d.response_excerpt, d.error, d.duration_ms, d.delivered_at, d.created_at
    from public.webhook_deliveries d
    join public.webhook_endpoints e on e.id = d.endpoint_id
    join public.webhook_messages m on m.id = d.message_id
    join public.organizations o on o.id = d.organization_id
    where %s %s %s order by d.created_at desc, d.id limit 51
  $q$, case coalesce(state, 'all')
      when 'failing' then $c$ (d.status = 'failed' or d.status = 'pending' and d.attempt > 0) $c$
      when 'all' then 'true' else format('d.status = %L', state) end,
    case when of_organization is not null then format('and d.organization_id = %L', of_organization) end,
    case when before is not null then format('and d.created_at < %L', before) end);
end $function$;
alter function public.webhook_log(text,uuid,timestamp with time zone) owner to lapel_definer;
grant execute on function public.webhook_log(text,uuid,timestamp with time zone) to platform_staff;
comment on function public.webhook_log(text,uuid,timestamp with time zone) is 'Staff: webhook deliveries, newest first, at most 51 before a time: those failing, of one status, or all.';

-- public.widget_funnel(uuid,date,date) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.widget_funnel(instance_id uuid, first_day date, last_day date)
 RETURNS TABLE(day date, views bigint, starts bigint, submits bigint, dismissals bigint, errors bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not private.is_staff() and not exists (select from public.widget_instances i where i.id = instance_id
    and i.workspace_id in (select private.my_workspace_ids())) then
    perform private.fail('NOT_FOUND', 'No such instance.');
  end if;
  return query select d.day, d.views, d.starts, d.submits, d.dismissals, d.errors from private.widget_funnel_daily d
    where d.widget_instance_id = instance_id and d.day between first_day and last_day order by d.day;
end $function$;
alter function public.widget_funnel(uuid,date,date) owner to lapel_definer;
grant execute on function public.widget_funnel(uuid,date,date) to authenticated;
comment on function public.widget_funnel(uuid,date,date) is 'Daily funnel of an instance, as of the last refresh.';

-- public.withdraw_organization_note(uuid,boolean) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.withdraw_organization_note(note_id uuid, withdrawn boolean DEFAULT true)
 RETURNS public.organization_notes
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  note public.organization_notes := private.note_to_change(note_id);
begin
  update public.organization_notes n set withdrawn_at = case when withdrawn then coalesce(n.withdrawn_at, now()) end
  where n.id = note.id returning n.* into note;
  return note;
end $function$;
alter function public.withdraw_organization_note(uuid,boolean) owner to lapel_definer;
grant execute on function public.withdraw_organization_note(uuid,boolean) to platform_staff;
comment on function public.withdraw_organization_note(uuid,boolean) is 'Staff: takes a note out of sight, or back into it.';

-- public.workspace_usage(uuid,date,date) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.workspace_usage(workspace_id uuid, first_day date, last_day date)
 RETURNS TABLE(day date, event_type text, quantity bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not private.is_staff() and (workspace_usage.workspace_id in (select private.my_workspace_ids())) is not true then
    perform private.fail('NOT_FOUND', 'No such workspace.');
  end if;
  return query select d.day, d.event_type, d.quantity::bigint from private.workspace_usage_daily d
    where d.workspace_id = workspace_usage.workspace_id and d.day between first_day and last_day order by d.day, d.event_type;
end $function$;
alter function public.workspace_usage(uuid,date,date) owner to lapel_definer;
grant execute on function public.workspace_usage(uuid,date,date) to authenticated;
comment on function public.workspace_usage(uuid,date,date) is 'Daily usage of a workspace, as of the last refresh.';

-- private.accept_fetch_error(jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.accept_fetch_error(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_visitor_rate('errors', 30, 60, request ->> 'ip');
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  perform private.report_fetch_error(request ->> 'public_id', request ->> 'code', request ->> 'detail', request ->> 'page',
    request ->> 'sdk_version');
  return private.verdict('accepted', '{}', taken);
end $function$;
alter function private.accept_fetch_error(jsonb) owner to lapel_definer;
grant execute on function private.accept_fetch_error(jsonb) to service_role;
comment on function private.accept_fetch_error(jsonb) is 'Counts a reported failure, 30 reports a minute per address.';

-- private.accept_invitation_as(uuid,text,text) ------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.accept_invitation_as(user_id uuid, token text, ip text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_account_rates('invitations', user_id, ip);
  joined uuid;
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    joined := public.accept_invitation(token);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('organization_id', joined), taken);
end $function$;
alter function private.accept_invitation_as(uuid,text,text) owner to lapel_definer;
grant execute on function private.accept_invitation_as(uuid,text,text) to service_role;
comment on function private.accept_invitation_as(uuid,text,text) is 'public.accept_invitation for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates.';

-- private.accept_partial(jsonb) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.accept_partial(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  home private.live_instances := (select l from private.live_instances l where l.public_id = request ->> 'public_id');
  client_id uuid := (request ->> 'id')::uuid;
  taken jsonb;
  kept public.partial_submissions;
begin
  if private.in_maintenance() then return private.verdict('MAINTENANCE'); end if;
  if home.id is null or (home.visibility = 'private' and not private.opens_instance(home.id, request ->> 'token')) then
    return private.verdict('INSTANCE_NOT_FOUND');
  end if;
  if (request ->> 'origin_allowed')::boolean is not true then return private.verdict('ORIGIN_NOT_ALLOWED'); end if;
  if pg_column_size(request -> 'payload') > 32768 or pg_column_size(request -> 'meta') > 8192 then
    return private.verdict('PAYLOAD_TOO_LARGE');
  end if;
  -- As with submissions: findings about the fields of another revision are worth nothing.
  if (request ->> 'checked_revision')::int <> home.revision then return private.verdict('CHECK_AGAIN'); end if;
  if private.is_finished(home.id, client_id) then return private.verdict('IDEMPOTENCY_MISMATCH'); end if;
  taken := private.take_visitor_rate('partials', 60, 60, request ->> 'ip') || private.take_instance_rate('formpartials', 1200, 60, home.id);
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  if jsonb_array_length(coalesce(request -> 'field_errors', '[]')) > 0 then
    return private.verdict(case when (request ->> 'revision')::int <> home.revision and request -> 'field_errors' @> '[{"code": "unknownField"}]'
      then 'STALE_REVISION' else 'VALIDATION_FAILED' end, null, taken);
  end if;
  insert into public.partial_submissions as p (organization_id, workspace_id, widget_id, widget_instance_id, revision, client_submission_id,
    payload, ip, ua, meta)
  values (home.organization_id, home.workspace_id, home.widget_id, home.id, (request ->> 'revision')::int, client_id, request -> 'payload',
    case when home.settings @> '{"store_ip": true}' then left(request ->> 'ip', 64) else private.visitor_hash(request ->> 'ip') end,
    left(request ->> 'user_agent', 500), coalesce(request -> 'meta', '{}'))
  on conflict (widget_instance_id, client_submission_id) do update set ts = excluded.ts, revision = excluded.revision,
    payload = excluded.payload, ip = excluded.ip, ua = excluded.ua, meta = excluded.meta, expires_at = excluded.expires_at
  returning * into kept;
  return private.verdict('accepted', jsonb_build_object('id', kept.id, 'status', 'partial',
    'received_at', to_char(kept.ts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), taken);
end $function$;
alter function private.accept_partial(jsonb) owner to lapel_definer;
grant execute on function private.accept_partial(jsonb) to service_role;
comment on function private.accept_partial(jsonb) is 'Keeps what a visitor has entered so far, in place of what came before with the same id; 60 a minute per address, 1200 per instance. Once the submission is there, IDEMPOTENCY_MISMATCH.';

-- private.accept_submissions(jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.accept_submissions(requests jsonb)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
declare
  -- In the order of their names: instance, ip, workspace.
  windows private.rate_window[] := array(select private.current_window(p) from private.rate_policies p order by p.name);
  attempts private.submission_attempt[] := private.read_submissions(requests, windows);
  names_uploads boolean := requests @? '$[*].uploads[*]';
begin
  if names_uploads then attempts := private.claim_uploads(attempts, requests); end if;
  attempts := private.take_places(attempts);
  if names_uploads then perform private.use_uploads(attempts, requests); end if;
  -- What was refused may be sent again.
  if private.store_submissions(attempts, requests) < cardinality(attempts) then
    delete from private.submission_keys k using unnest(attempts) a
    where k.widget_instance_id = a.instance_id and k.key = a.key and k.submission_id = a.submission_id
      and a.verdict in ('RATE_LIMITED', 'VALIDATION_FAILED', 'STALE_REVISION', 'PLAN_LIMIT_REACHED');
  end if;
  return private.tell_verdicts(attempts, windows);
end $function$;
alter function private.accept_submissions(jsonb) owner to lapel_definer;
grant execute on function private.accept_submissions(jsonb) to service_role;
comment on function private.accept_submissions(jsonb) is 'Decides a batch of submissions and stores each of them or nothing of it. Answers with verdicts in the order of the requests, never with an exception for what a visitor did.';

-- private.accept_widget_events(jsonb) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.accept_widget_events(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_visitor_rate('events', 120, 60, request ->> 'ip');
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  return private.verdict('accepted', jsonb_build_object('stored',
    private.record_widget_events(request ->> 'public_id', private.unseen_events(request ->> 'public_id', request -> 'events'))), taken);
end $function$;
alter function private.accept_widget_events(jsonb) owner to lapel_definer;
grant execute on function private.accept_widget_events(jsonb) to service_role;
comment on function private.accept_widget_events(jsonb) is 'Stores a batch of funnel events, each id once, 120 batches a minute per address.';

-- private.act_as(uuid) ------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.act_as(user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- auth.uid() reads the one or the other, depending on who installed it.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', user_id, 'role', 'authenticated', 'aal', 'aal2')::text, true);
  perform set_config('request.jwt.claim.sub', user_id::text, true);
end $function$;
grant execute on function private.act_as(uuid) to lapel_definer;
comment on function private.act_as(uuid) is 'Until the transaction ends, the caller is this user, whose access token the endpoint has had verified, with the second factor where the account has one.';

-- private.acting_request() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.acting_request(OUT id text, OUT ip inet)
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  address text := current_setting('lapel.client_ip', true);
  headers jsonb;
  trusted jsonb;
begin
  id := nullif(current_setting('lapel.request_id', true), '');
  -- PostgREST passes on what the client sent: only headers that the gateway in front of it writes itself say anything.
  if id is null and current_setting('request.headers', true) <> '' then
    headers := current_setting('request.headers')::jsonb;
    trusted := (select s.value from public.platform_settings s where s.key = 'trusted_headers');
    id := nullif(left(headers ->> (trusted ->> 'request_id'), 200), '');
    -- Of a list, the gateway wrote the last entry.
    address := trim(split_part(headers ->> (trusted ->> 'ip'), ',', -1));
  end if;
  if pg_input_is_valid(address, 'inet') then ip := host(address::inet)::inet; end if;
end $function$;
alter function private.acting_request() owner to lapel_definer;
comment on function private.acting_request() is 'The request that this transaction answers and the address it came from; null where nobody trustworthy said so.';

-- private.adapter_schema(text) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.adapter_schema(adapter text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case adapter
    when 'generic_json' then $schema${"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"url":{"type":"string","maxLength":2000,"format":"starts_with","pattern":"^https:\\/\\/.*"},"auth":{"default":"bearer","anyOf":[{"type":"string","const":"bearer"},{"type":"object","properties":{"header":{"type":"string","pattern":"^([Aa]uthorization|[Aa][Pp][Ii]-[Kk]ey|[Xx]-[A-Za-z0-9-]{1,60})$"}},"required":["header"],"additionalProperties":false}]},"rows":{"type":"string","maxLength":200,"pattern":"^(\\/[^/]*)+$"},"next":{"type":"string","maxLength":200,"pattern":"^(\\/[^/]*)+$"},"cursor_parameter":{"type":"string","minLength":1,"maxLength":100},"since_parameter":{"type":"string","minLength":1,"maxLength":100},"id":{"type":"string","maxLength":200,"pattern":"^(\\/[^/]*)+$"},"recorded_at":{"type":"string","maxLength":200,"pattern":"^(\\/[^/]*)+$"},"currency":{"type":"string","maxLength":200,"pattern":"^(\\/[^/]*)+$"},"metrics":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"anyOf":[{"type":"string","maxLength":200,"pattern":"^(\\/[^/]*)+$"},{"type":"number","const":1}]}},"money":{"default":"major","type":"string","enum":["major","minor"]}},"required":["url","id","recorded_at","metrics"],"additionalProperties":false}$schema$::jsonb
    when 'csv_url' then $schema${"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"url":{"type":"string","maxLength":2000,"format":"starts_with","pattern":"^https:\\/\\/.*"},"auth":{"default":"bearer","anyOf":[{"type":"string","const":"bearer"},{"type":"object","properties":{"header":{"type":"string","pattern":"^([Aa]uthorization|[Aa][Pp][Ii]-[Kk]ey|[Xx]-[A-Za-z0-9-]{1,60})$"}},"required":["header"],"additionalProperties":false}]},"delimiter":{"default":",","type":"string","enum":[",",";","\t","|"]},"id":{"type":"string","minLength":1,"maxLength":200},"recorded_at":{"type":"string","minLength":1,"maxLength":200},"currency":{"type":"string","minLength":1,"maxLength":200},"metrics":{"type":"object","propertyNames":{"type":"string"},"additionalProperties":{"anyOf":[{"type":"string","minLength":1,"maxLength":200},{"type":"number","const":1}]}},"money":{"default":"major","type":"string","enum":["major","minor"]}},"required":["url","id","recorded_at","metrics"],"additionalProperties":false}$schema$::jsonb
    when 'shopify_orders' then $schema${"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"url":{"type":"string","maxLength":2000,"format":"starts_with","pattern":"^https:\\/\\/.*"},"version":{"default":"2026-07","type":"string","pattern":"^\\d{4}-\\d{2}$"}},"required":["url"],"additionalProperties":false}$schema$::jsonb
  end
$function$;
grant execute on function private.adapter_schema(text) to lapel_definer;
comment on function private.adapter_schema(text) is 'The JSON Schema of an adapter''s config.';

-- private.add_campaign_lead(public.campaigns,uuid) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.add_campaign_lead(campaign public.campaigns, lead_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.campaign_leads l where l.campaign_id = campaign.id and l.lead_id = add_campaign_lead.lead_id) then
    return true;
  end if;
  if not private.take_lead(campaign.organization_id) then
    update public.campaigns c set status = 'quota_reached' where c.id = campaign.id and c.status <> 'paused';
    return false;
  end if;
  insert into public.campaign_leads (organization_id, campaign_id, lead_id)
  values (campaign.organization_id, campaign.id, add_campaign_lead.lead_id);
  update public.campaigns c set status = case when c.current_leads >= c.target_leads then 'pipeline_completed' else 'running' end
  where c.id = campaign.id and c.status <> 'paused';
  return true;
end $function$;
alter function private.add_campaign_lead(public.campaigns,uuid) owner to lapel_definer;
comment on function private.add_campaign_lead(public.campaigns,uuid) is 'Attaches a company to a campaign within the quota. False: at the quota, the campaign says so.';

-- private.add_revision(uuid,text) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.add_revision(widget_id uuid, note text)
 RETURNS public.widget_revisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  source public.widgets;
  made public.widget_revisions;
begin
  select * into strict source from public.widgets w where w.id = add_revision.widget_id for update;
  select * into made from public.widget_revisions r where r.widget_id = source.id order by r.number desc limit 1;
  if made.config is not distinct from source.config then return made; end if;
  perform private.refuse_config(private.config_problems(source.type, source.config)
    || private.approval_problems(source.organization_id, source.type, source.config));
  insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config, note, author_id)
  values (source.organization_id, source.workspace_id, source.id, coalesce(made.number, 0) + 1, source.config,
    left(add_revision.note, 500), auth.uid())
  returning * into made;
  return made;
end $function$;
alter function private.add_revision(uuid,text) owner to lapel_definer;
comment on function private.add_revision(uuid,text) is 'Freezes a widget''s config as its next revision; the newest one if nothing changed. Refuses a config that breaks a rule of its type, or runs code that nobody approved.';

-- private.address_pattern(text) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.address_pattern(address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- Not within a longer address. What comes before may be an escape of a URL or of JSON, and the @ may be one.
  select '(?:(?<=%[0-9a-f]{2}|\\[bfnrt])|(?<![[:alnum:]._+-]))'
    || replace(regexp_replace(address, '([^[:alnum:]])', '\\\1', 'g'), '\@', '(?:@|%40)') || '(?![[:alnum:]-]|\.[[:alnum:]])'
$function$;
grant execute on function private.address_pattern(text) to lapel_definer;
comment on function private.address_pattern(text) is 'Finds an address among other words, in text, JSON or a URL.';

-- private.append_audit(public.audit_logs) -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.append_audit(entry public.audit_logs)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  select r.id, r.ip into entry.request_id, entry.ip from private.acting_request() r;
  -- The row lock on the head makes writers of one chain queue; other chains go on.
  insert into private.audit_chains as c (chain, seq, hash)
  values (coalesce(entry.organization_id, '00000000-0000-0000-0000-000000000000'), 1, sha256(''))
  on conflict (chain) do update set seq = c.seq + 1
  returning c.seq, c.hash into entry.seq, entry.prev_hash;
  entry.id := gen_random_uuid();
  entry.created_at := clock_timestamp();
  entry.hash := private.audit_hash(entry);
  insert into public.audit_logs values (entry.*);
  update private.audit_chains set hash = entry.hash
  where chain = coalesce(entry.organization_id, '00000000-0000-0000-0000-000000000000');
end $function$;
alter function private.append_audit(public.audit_logs) owner to lapel_definer;
comment on function private.append_audit(public.audit_logs) is 'Adds one entry to its chain.';

-- private.apply_billing_event(private.billing_events) -----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.apply_billing_event(event private.billing_events)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  account public.billing_accounts := (select a from public.billing_accounts a
    where a.provider = event.provider and a.provider_reference = event.customer);
begin
  if account.id is null then
    perform private.raise_alert(left('billing_customer:' || event.customer, 120), jsonb_build_object('provider', event.provider, 'customer', event.customer));
    return 'waiting';
  end if;
  -- As fn_hold_organization does, before anything is read of the subscription.
  perform from public.organizations o where o.id = account.organization_id for no key update;
  perform private.set_reason(format('%s said so: %s', event.provider, event.id));
  return case event.content ->> 'kind' when 'subscription' then private.apply_subscription(account, event) else private.apply_invoice(account, event) end;
end $function$;
alter function private.apply_billing_event(private.billing_events) owner to lapel_definer;
comment on function private.apply_billing_event(private.billing_events) is 'Takes over what a provider said, and says what became of it.';

-- private.apply_invoice(public.billing_accounts,private.billing_events) -----------------------------------------------

CREATE OR REPLACE FUNCTION private.apply_invoice(account public.billing_accounts, event private.billing_events)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  said jsonb := event.content;
  held public.invoices;
begin
  insert into public.invoices as i (organization_id, billing_account_id, number, status, amount, currency, period_start, period_end, lines, issued_at, paid_at)
  values (account.organization_id, account.id, said ->> 'number', said ->> 'status', (said ->> 'amount')::int, said ->> 'currency',
    (said ->> 'period_start')::timestamptz, (said ->> 'period_end')::timestamptz, said -> 'lines', (said ->> 'issued_at')::timestamptz,
    (said ->> 'paid_at')::timestamptz)
  on conflict on constraint invoices_number_key do nothing;
  if found then return 'applied'; end if;
  select * into strict held from public.invoices i where i.number = said ->> 'number' for update;
  if held.billing_account_id <> account.id then
    perform private.raise_alert(left('billing_invoice:' || event.id, 120), jsonb_build_object('organization_id', account.organization_id,
      'number', held.number, 'provider', event.provider));
    return 'conflict';
  end if;
  -- An invoice goes from open to paid or void and never back.
  if held.status in ('paid', 'void') or held.status = said ->> 'status' then return 'late'; end if;
  update public.invoices i set status = said ->> 'status', paid_at = (said ->> 'paid_at')::timestamptz where i.id = held.id;
  return 'applied';
end $function$;
alter function private.apply_invoice(public.billing_accounts,private.billing_events) owner to lapel_definer;
comment on function private.apply_invoice(public.billing_accounts,private.billing_events) is 'Records an invoice, or that it was paid or voided.';

-- private.apply_repair(text) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.apply_repair(repair text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if repair is null then return 'needs a person'; end if;
  execute repair;
  return 'repaired';
exception when others then
  -- One table that cannot be repaired keeps no other from being so.
  return 'failed: ' || sqlerrm;
end $function$;
comment on function private.apply_repair(text) is 'Runs one repair and says what became of it; a failing one leaves nothing behind.';

-- private.apply_retention() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.apply_retention()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  policy public.retention_policies;
  removed bigint := 0;
  touched bigint;
begin
  for policy in select * from public.retention_policies order by id loop
    -- What is said of a widget goes before what is said of its workspace.
    execute format('delete from public.%I r where r.workspace_id = $1 and r.ts < now() - make_interval(days => $2)
      and case when $3 is null then r.widget_id not in (select p.widget_id from public.retention_policies p
        where p.workspace_id = $1 and p.entity = $4 and p.widget_id is not null) else r.widget_id = $3 end',
      case policy.entity when 'submissions' then 'widget_submissions' else 'widget_events' end)
      using policy.workspace_id, policy.keep_days, policy.widget_id, policy.entity;
    get diagnostics touched = row_count;
    removed := removed + touched;
  end loop;
  return removed;
end $function$;
alter function private.apply_retention() owner to lapel_definer;
grant execute on function private.apply_retention() to service_role;
comment on function private.apply_retention() is 'Job: deletes what its owner no longer keeps.';

-- private.apply_subscription(public.billing_accounts,private.billing_events) ------------------------------------------

CREATE OR REPLACE FUNCTION private.apply_subscription(account public.billing_accounts, event private.billing_events)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  said jsonb := event.content;
  held public.subscriptions := (select s from public.subscriptions s where s.organization_id = account.organization_id);
  known_plan text := (select p.plan_id from public.plans p where p.plan_id = said ->> 'plan');
  same boolean := coalesce(held.provider_reference = said ->> 'reference', false);
  lacks_plan boolean := known_plan is null and said ->> 'status' <> 'canceled';
begin
  if private.is_late(held, event) then return 'late'; end if;
  if private.is_other(held, event) then return 'other'; end if;
  if lacks_plan then
    perform private.raise_alert('billing_plan:' || account.organization_id,
      jsonb_build_object('organization_id', account.organization_id, 'plan_id', said ->> 'plan', 'provider', event.provider));
    -- A debt is a debt, whatever for.
    if not same then return 'unknown_plan'; end if;
  end if;
  insert into public.subscriptions as s (organization_id, billing_account_id, plan_id, status, trial_ends_at, current_period_start,
    current_period_end, canceled_at, provider, provider_reference, provider_began_at, provider_said_at)
  values (account.organization_id, account.id, coalesce(known_plan, held.plan_id), said ->> 'status', (said ->> 'trial_ends_at')::timestamptz,
    (said ->> 'period_start')::timestamptz, (said ->> 'period_end')::timestamptz, (said ->> 'canceled_at')::timestamptz,
    event.provider, said ->> 'reference', (said ->> 'began_at')::timestamptz, event.said_at)
  on conflict on constraint subscriptions_organization_id_key do update set billing_account_id = excluded.billing_account_id,
    plan_id = excluded.plan_id, status = excluded.status, trial_ends_at = excluded.trial_ends_at,
    current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,
    canceled_at = excluded.canceled_at, provider = excluded.provider, provider_reference = excluded.provider_reference,
    provider_began_at = excluded.provider_began_at, provider_said_at = excluded.provider_said_at;
  if lacks_plan then return 'unknown_plan'; end if;
  update public.platform_alerts a set resolved_at = now()
  where a.key = 'billing_plan:' || account.organization_id and a.resolved_at is null;
  return 'applied';
end $function$;
alter function private.apply_subscription(public.billing_accounts,private.billing_events) owner to lapel_definer;
comment on function private.apply_subscription(public.billing_accounts,private.billing_events) is 'Makes an organization''s subscription what its provider says. What it has above a smaller plan''s limits stays, and so does its plan where the provider''s price names none.';

-- private.apply_waiting_billing_events(text,text) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.apply_waiting_billing_events(provider text, customer text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  waiting private.billing_events;
  applied int := 0;
  became text;
begin
  for waiting in select * from private.billing_events e where e.provider = apply_waiting_billing_events.provider
    and e.customer = apply_waiting_billing_events.customer and e.outcome in ('waiting', 'unknown_plan') order by e.said_at, e.received_at for update
  loop
    became := private.apply_billing_event(waiting);
    update private.billing_events e set outcome = became where e.provider = waiting.provider and e.id = waiting.id;
    applied := applied + (became = 'applied')::int;
  end loop;
  return applied;
end $function$;
alter function private.apply_waiting_billing_events(text,text) owner to lapel_definer;
comment on function private.apply_waiting_billing_events(text,text) is 'Takes over what a provider said of a customer before it could be, the oldest first; how much of it.';

-- private.approval_problems(uuid,text,jsonb) --------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.approval_problems(organization_id uuid, type text, config jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if type <> 'plugin' or exists (select from public.plugin_artifacts a where a.sha256 = config ->> 'sha256' and a.approved_at is not null
    and a.organization_id = approval_problems.organization_id) then return jsonb '[]'; end if;
  return private.config_problem('/sha256', 'custom', 'No code with this hash is approved. Upload it and let an owner or admin approve it.');
end $function$;
alter function private.approval_problems(uuid,text,jsonb) owner to lapel_definer;
comment on function private.approval_problems(uuid,text,jsonb) is 'Refuses to publish a plugin whose code nobody of the organization has approved: no page would be given it.';

-- private.approved_artifact(text) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.approved_artifact(sha256 text)
 RETURNS bytea
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select a.content from public.plugin_artifacts a
  join public.organizations o on o.id = a.organization_id and o.status = 'active'
  where a.sha256 = approved_artifact.sha256 and a.approved_at is not null limit 1
$function$;
alter function private.approved_artifact(text) owner to lapel_definer;
grant execute on function private.approved_artifact(text) to service_role;
comment on function private.approved_artifact(text) is 'Custom code by its hash, once it is approved; null before, and for what is unknown.';

-- private.are_variant_weights(jsonb) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.are_variant_weights(weights jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(weights) is distinct from 'object' then return false; end if;
  return weights = '{}' or (
    select count(*) between 2 and 10 and sum(case when usable then value::int end) > 0 and bool_and(usable)
    from jsonb_each_text(weights)
    cross join lateral (select key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$' and jsonb_typeof(weights -> key) = 'number'
      and value ~ '^(1000|[0-9]{1,3})$' as usable) shape);
end $function$;
grant execute on function private.are_variant_weights(jsonb) to authenticated, lapel_definer, service_role;
comment on function private.are_variant_weights(jsonb) is 'Whether this names two to ten variants with whole weights of 0 to 1000, one of them above 0; or none at all.';

-- private.attention() -------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.attention()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_array(
    private.of_organizations('limit_refused', array(select h.organization_id from public.limit_hits h
      where h.last_at > now() - interval '7 days' and h.kind = 'refused' group by 1 order by max(h.last_at) desc)),
    private.of_organizations('limit_reached', array(select h.organization_id from public.limit_hits h
      where h.last_at > now() - interval '7 days' and h.kind <> 'refused' group by 1 order by max(h.last_at) desc)),
    private.of_organizations('webhooks_failing', array(select e.organization_id from public.webhook_endpoints e
      where e.failing_since is not null or e.disabled_reason is not null group by 1 order by min(e.failing_since) nulls last)),
    private.of_organizations('sync_failed', array(select c.organization_id from public.integration_connections c
      where c.status = 'error' group by 1 order by max(c.updated_at) desc)),
    private.of_organizations('suspended', array(select o.id from public.organizations o
      where o.status = 'suspended' order by o.suspended_at desc nulls last, o.id)),
    private.of_organizations('past_due', array(select o.id from public.organizations o
      where o.plan_status = 'past_due' and o.status = 'active' order by o.updated_at desc)),
    jsonb_build_object('kind', 'partition_strays', 'count', (select coalesce(sum((a.detail ->> 'rows')::bigint), 0)
      from public.platform_alerts a where a.key ^@ 'partition_strays:' and a.resolved_at is null)),
    jsonb_build_object('kind', 'alerts', 'count', (select count(*)
      from public.platform_alerts a where not a.key ^@ 'partition_strays:' and a.resolved_at is null)),
    jsonb_build_object('kind', 'jobs_failed', 'count', coalesce((select w.failed_jobs from private.worker_state w), 0)),
    jsonb_build_object('kind', 'worker_lag', 'count', coalesce((select case
        when w.seen_at < now() - interval '3 minutes' then extract(epoch from now() - w.seen_at)::int
        when w.waiting_seconds > 60 then w.waiting_seconds else 0 end from private.worker_state w), 0)))
$function$;
alter function private.attention() owner to lapel_definer;
comment on function private.attention() is 'What staff must look at, each with a count; worker_lag counts seconds, of waiting or of silence. The last seven days of limits.';

-- private.audit_hash(public.audit_logs) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.audit_hash(entry public.audit_logs)
 RETURNS bytea
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return sha256(entry.prev_hash || convert_to(jsonb_build_array(
    entry.id, extract(epoch from entry.created_at), entry.organization_id, entry.workspace_id, entry.actor_id,
    entry.actor_role, entry.on_behalf_of, entry.action, entry.entity, entry.entity_id, entry.before, entry.after,
    entry.reason, entry.request_id, host(entry.ip), entry.seq)::text, 'UTF8'));
end $function$;
grant execute on function private.audit_hash(public.audit_logs) to lapel_definer;
comment on function private.audit_hash(public.audit_logs) is 'SHA-256 over the previous hash and every column of the entry.';

-- private.audit_operation(uuid,text,text,jsonb) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.audit_operation(organization_id uuid, entity text, entity_id text, done jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  entry public.audit_logs;
begin
  entry.organization_id := audit_operation.organization_id;
  entry.actor_id := auth.uid();
  entry.on_behalf_of := (select s.id from private.my_impersonation() s where s.organization_id = audit_operation.organization_id);
  entry.actor_role := coalesce(private.held_staff_role(), nullif(auth.role(), ''), session_user);
  entry.action := 'update';
  entry.entity := audit_operation.entity;
  entry.entity_id := audit_operation.entity_id;
  entry.after := done;
  entry.reason := nullif(current_setting('lapel.reason', true), '');
  perform private.append_audit(entry);
end $function$;
alter function private.audit_operation(uuid,text,text,jsonb) owner to lapel_definer;
comment on function private.audit_operation(uuid,text,text,jsonb) is 'Writes what somebody did that is no change of an audited table: into a tenant''s chain, or (null) the platform''s.';

-- private.audit_table(regclass,text,text[]) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.audit_table(target regclass, key_columns text DEFAULT 'id'::text, VARIADIC secret_columns text[] DEFAULT '{}'::text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  execute format('create trigger trg_audit after insert or update or delete on %s for each row execute function private.fn_audit(%s)',
    target, (select string_agg(quote_literal(a), ', ') from unnest(array[key_columns] || secret_columns) a));
end $function$;
comment on function private.audit_table(regclass,text,text[]) is 'Puts a table under audit.';

-- private.audited_tables() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.audited_tables()
 RETURNS SETOF regclass
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- Members first, as everyone who takes a member's belongings takes the member before; and stores before what fetches for them.
  select c.oid::regclass from pg_catalog.pg_class c join pg_catalog.pg_trigger t on t.tgrelid = c.oid and t.tgname = 'trg_audit'
  where c.relnamespace = 'public'::regnamespace
    and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id')
  order by array_position(array['organization_members', 'stores']::name[], c.relname), c.relname
$function$;
grant execute on function private.audited_tables() to lapel_definer;
comment on function private.audited_tables() is 'Tables of tenants whose changes take the audit chain, in the order in which many of their rows are locked.';

-- private.authenticate_api_key(text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.authenticate_api_key(hash text)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with used as (
    update public.api_keys k set last_used_at = now()
    from public.organizations o
    where k.hash = decode(authenticate_api_key.hash, 'hex') and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      and o.id = k.organization_id and o.status = 'active'
      and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
    returning k.id
  )
  select jsonb_build_object('key_id', k.id, 'organization_id', k.organization_id, 'scopes', k.scopes, 'rate_limit_minute', k.rate_limit_minute)
  from public.api_keys k join public.organizations o on o.id = k.organization_id and o.status = 'active'
  where k.hash = decode(authenticate_api_key.hash, 'hex') and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$function$;
alter function private.authenticate_api_key(text) owner to lapel_definer;
grant execute on function private.authenticate_api_key(text) to service_role;
comment on function private.authenticate_api_key(text) is 'Whose key this is and what it may do; null when it does not hold. Notes its use once a minute.';

-- private.begin_download(uuid,text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.begin_download(upload_id uuid, secret text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('name', u.name, 'type', u.content_type)
  from private.upload_downloads d join public.widget_uploads u on u.id = d.upload_id and u.status in ('stored', 'used')
  where d.secret_hash = sha256(convert_to(secret, 'UTF8')) and d.upload_id = begin_download.upload_id and d.expires_at > now()
$function$;
alter function private.begin_download(uuid,text) owner to lapel_definer;
grant execute on function private.begin_download(uuid,text) to service_role;
comment on function private.begin_download(uuid,text) is 'What a file is called and is, for whoever holds an address of it; null when that does not hold, or the file is gone.';

-- private.begin_upload(uuid,text) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.begin_upload(upload_id uuid, secret text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  opened jsonb;
begin
  update public.widget_uploads u set secret_hash = null
  where u.id = upload_id and u.secret_hash = sha256(convert_to(secret, 'UTF8')) and u.status = 'pending' and u.expires_at > now()
  returning jsonb_build_object('bytes', u.declared_bytes, 'type', u.content_type) into opened;
  return opened;
end $function$;
alter function private.begin_upload(uuid,text) owner to lapel_definer;
grant execute on function private.begin_upload(uuid,text) to service_role;
comment on function private.begin_upload(uuid,text) is 'Spends the secret of an announced upload and says what may be sent; null when it does not hold, or not any more.';

-- private.blanks() ----------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.blanks()
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return '\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
end $function$;
grant execute on function private.blanks() to lapel_definer, service_role;
comment on function private.blanks() is 'What JavaScript takes for blanks, for use in brackets. What Postgres takes for them depends on the locale.';

-- private.bound_problems(jsonb,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.bound_problems(field jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(private.config_problem(pointer || '/' || at, 'custom', detail) -> 0), '[]') from (
    select bound, case field ->> 'type' when 'time' then 'Use a time like 09:30.' else 'Use a date like 2026-11-21.' end
    from unnest(array['earliest', 'latest']) bound
    where not case field ->> 'type' when 'time' then field ->> bound ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' else private.is_day(field ->> bound) end
    union all
    select high, 'The upper bound is below the lower one.'
    from (values ('minLength', 'maxLength'), ('min', 'max'), ('minChoices', 'maxChoices')) range (low, high)
    where (field ->> low)::numeric > (field ->> high)::numeric or field ->> 'type' = 'slider' and (field ->> low)::numeric = (field ->> high)::numeric
    union all
    select 'latest', 'The upper bound is below the lower one.' where (field ->> 'earliest') collate "C" > (field ->> 'latest') collate "C"
    union all
    select 'minChoices', 'There are not that many choices.'
    where field ->> 'type' = 'multiselect' and (field ->> 'minChoices')::int > jsonb_array_length(field -> 'options')) found (at, detail)
$function$;
grant execute on function private.bound_problems(jsonb,text) to lapel_definer, service_role;
comment on function private.bound_problems(jsonb,text) is 'Bounds of a field that are no days, in the wrong order, or more than there is.';

-- private.branch_problems(jsonb,jsonb,jsonb,text) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.branch_problems(given jsonb, branches jsonb, defs jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  branch jsonb;
begin
  -- Branches that are told apart by a constant say what is wrong with the one that is meant.
  select b into branch from jsonb_array_elements(branches) b
  where exists (select from jsonb_each(b -> 'properties') p (name, shape) where shape ? 'const' and shape -> 'const' = given -> name) limit 1;
  if branch is not null then return private.schema_problems(given, branch, defs, pointer); end if;
  for branch in select b from jsonb_array_elements(branches) b loop
    if private.schema_problems(given, branch, defs, pointer) = '[]' then return jsonb '[]'; end if;
  end loop;
  return private.config_problem(pointer, 'invalid_union', 'This is none of the kinds that are possible here.');
end $function$;
grant execute on function private.branch_problems(jsonb,jsonb,jsonb,text) to lapel_definer, service_role;
comment on function private.branch_problems(jsonb,jsonb,jsonb,text) is 'The problems of a value that may be of several kinds.';

-- private.built_in_permissions(text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.built_in_permissions(role_key text)
 RETURNS text[]
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(array_agg(p.permission_key), '{}')
  from public.roles r join public.role_permissions p on p.role_id = r.id
  where r.organization_id is null and r.key = role_key
$function$;
alter function private.built_in_permissions(text) owner to lapel_definer;
comment on function private.built_in_permissions(text) is 'What a built-in role allows.';

-- private.catalog_parts(oid[]) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.catalog_parts(table_ids oid[])
 RETURNS TABLE(table_id oid, kind text, name name, definition text, sound boolean)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select c.conrelid, 'constraint', c.conname,
    case when c.convalidated then pg_get_constraintdef(c.oid) else regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', '') end, c.convalidated
  from pg_catalog.pg_constraint c where c.conrelid = any (table_ids)
  union all
  select i.indrelid, 'index', c.relname, pg_get_indexdef(c.oid), i.indisvalid
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
  where i.indrelid = any (table_ids) and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype <> 'f')
  union all
  select t.tgrelid, 'trigger', t.tgname, pg_get_triggerdef(t.oid), t.tgenabled in ('O', 'A')
  from pg_catalog.pg_trigger t where t.tgrelid = any (table_ids) and not t.tgisinternal
  union all
  select p.polrelid, 'policy', p.polname, concat('FOR ',
    case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end, ' TO ',
    (select string_agg(case r.role when 0 then 'public' else quote_ident(pg_get_userbyid(r.role)) end, ', ') from unnest(p.polroles) r (role)),
    ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
    p.polpermissive
  from pg_catalog.pg_policy p where p.polrelid = any (table_ids)
$function$;
grant execute on function private.catalog_parts(oid[]) to lapel_definer;
comment on function private.catalog_parts(oid[]) is 'The parts that tables have, in the words of the catalog; not sound: not validated, not valid, disabled or restrictive.';

-- private.changed_columns(jsonb,jsonb) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.changed_columns(of_row jsonb, other_row jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (select jsonb_object_agg(key, value) from jsonb_each(of_row)
    where other_row is null or (other_row -> key is distinct from value and key <> 'updated_at'));
end $function$;
grant execute on function private.changed_columns(jsonb,jsonb) to lapel_definer;
comment on function private.changed_columns(jsonb,jsonb) is 'The columns of one row version that differ from the other version.';

-- private.check_days(date,date,integer) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.check_days(first_day date, last_day date, most integer DEFAULT 366)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if first_day is null or last_day is null or last_day < first_day or last_day - first_day >= most then
    perform private.fail('VALIDATION_FAILED', format('Ask for between one day and %s days.', most));
  end if;
end $function$;
grant execute on function private.check_days(date,date,integer) to lapel_definer;
comment on function private.check_days(date,date,integer) is 'Refuses a span of days that is empty or too long.';

-- private.check_limits_object(jsonb) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.check_limits_object(limits jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  bad text := (select min(key) from jsonb_each(case jsonb_typeof(limits) when 'object' then limits end)
    where key not in (select t.key from public.limit_types t) or jsonb_typeof(value) <> 'number' or value::text !~ '^[0-9]{1,9}$');
begin
  if bad is not null then
    perform private.fail('VALIDATION_FAILED', format('%s is not a limit type with a whole number.', left(bad, 60)));
  end if;
end $function$;
alter function private.check_limits_object(jsonb) owner to lapel_definer;
comment on function private.check_limits_object(jsonb) is 'Refuses a set of limits with unknown types or values that are not whole numbers.';

-- private.check_plan_changes(jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.check_plan_changes(changes jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(changes) is distinct from 'array' or jsonb_array_length(changes) not between 1 and 500 then
    perform private.fail('VALIDATION_FAILED', 'Give 1 to 500 changes.');
  end if;
end $function$;
grant execute on function private.check_plan_changes(jsonb) to lapel_definer;
comment on function private.check_plan_changes(jsonb) is 'Refuses what is no list of changes, or too long a one.';

-- private.choice_problems(jsonb,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.choice_problems(options jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case when count(*) > count(distinct private.without_blanks(option ->> 'value'))
    then private.config_problem(pointer, 'custom', 'Two choices share a value.') else '[]' end
  from jsonb_array_elements(options) option
$function$;
grant execute on function private.choice_problems(jsonb,text) to lapel_definer, service_role;
comment on function private.choice_problems(jsonb,text) is 'Choices that share a value.';

-- private.claim_deliveries(integer) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.claim_deliveries(batch integer)
 RETURNS TABLE(delivery_id uuid, attempt integer, url text, message_id text, payload jsonb, secret text, previous_secret text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- One claim at a time: what an endpoint has under way is counted while nobody adds to it.
  select pg_advisory_xact_lock(hashtextextended('private.claim_deliveries', 0));
  select private.expire_claims();
  -- From endpoint to endpoint in the index, past all that waits for each.
  with recursive waiting as (
    (select d.endpoint_id from public.webhook_deliveries d where d.status = 'pending' order by d.endpoint_id limit 1)
    union all
    select (select d.endpoint_id from public.webhook_deliveries d where d.status = 'pending' and d.endpoint_id > w.endpoint_id
      order by d.endpoint_id limit 1)
    from waiting w where w.endpoint_id is not null
  ), due as (
    select next.id from waiting w join public.webhook_endpoints e on e.id = w.endpoint_id and e.status = 'active'
    cross join lateral (
      select d.id, d.next_attempt_at from public.webhook_deliveries d
      where d.endpoint_id = e.id and d.status = 'pending' and d.next_attempt_at <= now()
      order by d.next_attempt_at for update skip locked
      limit greatest(0, 4 - (select count(*) from public.webhook_deliveries s where s.endpoint_id = e.id and s.status = 'sending'))
    ) next
    order by next.next_attempt_at limit batch
  ), claimed as (
    update public.webhook_deliveries d set status = 'sending', attempt = d.attempt + 1, leased_until = now() + interval '60 seconds'
    from due where d.id = due.id returning d.*
  )
  select c.id, c.attempt, e.url, m.message_id, m.payload, s.decrypted_secret, p.decrypted_secret
  from claimed c
  join public.webhook_endpoints e on e.id = c.endpoint_id
  join public.webhook_messages m on m.id = c.message_id
  left join vault.decrypted_secrets s on s.id = e.secret_id
  left join vault.decrypted_secrets p on p.id = e.previous_secret_id and e.rotated_at > now() - interval '24 hours'
$function$;
alter function private.claim_deliveries(integer) owner to lapel_definer;
grant execute on function private.claim_deliveries(integer) to service_role;
comment on function private.claim_deliveries(integer) is 'Worker: takes due deliveries for 60 seconds, with what is needed to sign them. Four of an endpoint are under way at most, so that none that is slow holds up the others.';

-- private.claim_draft_as(uuid,text,uuid,text,text) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.claim_draft_as(user_id uuid, draft_token text, workspace_id uuid, name text, ip text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_account_rates('claims', user_id, ip);
  claimed uuid;
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  -- A block of its own: a refusal takes back what it did and not the counts.
  begin
    perform private.act_as(user_id);
    claimed := public.claim_draft(draft_token, workspace_id, name);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', (select jsonb_build_object('instance_id', i.id, 'widget_id', i.widget_id, 'public_id', i.public_id)
    from public.widget_instances i where i.id = claimed), taken);
end $function$;
alter function private.claim_draft_as(uuid,text,uuid,text,text) owner to lapel_definer;
grant execute on function private.claim_draft_as(uuid,text,uuid,text,text) to service_role;
comment on function private.claim_draft_as(uuid,text,uuid,text,text) is 'public.claim_draft for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates.';

-- private.claim_sync_job() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.claim_sync_job()
 RETURNS public.sync_jobs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  claimed public.sync_jobs;
begin
  perform private.give_up_sync_jobs();
  update public.sync_jobs j set status = 'running', attempts = j.attempts + 1, started_at = coalesce(j.started_at, now()),
    leased_until = now() + private.sync_lease(), failures = j.failures + (j.status = 'running')::int
  where j.id = (select w.id from public.sync_jobs w
    join public.integration_connections c on c.id = w.connection_id and c.status <> 'disabled'
    join public.organizations o on o.id = w.organization_id and o.status = 'active'
    where (w.status = 'pending' and w.next_attempt_at <= now()) or (w.status = 'running' and w.leased_until < now())
    -- A tenant with many connections lets the others have their turn.
    order by (select count(*) from public.sync_jobs r where r.organization_id = w.organization_id and r.status = 'running'),
      w.next_attempt_at, w.created_at for update of w skip locked limit 1)
  returning j.* into claimed;
  return claimed;
end $function$;
alter function private.claim_sync_job() owner to lapel_definer;
grant execute on function private.claim_sync_job() to service_role;
comment on function private.claim_sync_job() is 'Worker: takes a run that is due, or one whose worker has let its lease pass; null when there is none. Those of a suspended tenant wait.';

-- private.claim_uploads(private.submission_attempt[],jsonb) -----------------------------------------------------------

CREATE OR REPLACE FUNCTION private.claim_uploads(attempts private.submission_attempt[], requests jsonb)
 RETURNS private.submission_attempt[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  wanted record;
  claimed uuid[] := array[]::uuid[];
begin
  perform from public.widget_uploads u where u.id = any (array(
    select (x ->> 'id')::uuid from unnest(attempts) a cross join jsonb_array_elements(requests -> (a.n - 1) -> 'uploads') x
    where a.verdict is null)) order by u.id for update;
  for wanted in
    select a.n, array_agg((x ->> 'id')::uuid) as ids, bool_and(u.id is not null) as ready
    from unnest(attempts) a
    cross join jsonb_array_elements(requests -> (a.n - 1) -> 'uploads') x
    left join public.widget_uploads u on u.id = (x ->> 'id')::uuid and u.widget_instance_id = a.instance_id and u.field = x ->> 'field'
      and u.status = 'stored' and u.created_at > now() - interval '1 day'
    where a.verdict is null group by a.n order by a.n
  loop
    if wanted.ready and not wanted.ids && claimed then
      claimed := claimed || wanted.ids;
    else
      attempts[wanted.n].verdict := 'VALIDATION_FAILED';
    end if;
  end loop;
  return attempts;
end $function$;
grant execute on function private.claim_uploads(private.submission_attempt[],jsonb) to lapel_definer;
comment on function private.claim_uploads(private.submission_attempt[],jsonb) is 'Locks the uploads that a batch names, and refuses each request that names one of another instance or field, one that has not come, one that is too old, or one that is taken.';

-- private.collect_leads() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.collect_leads()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  queued private.lead_queue;
  made int := 0;
begin
  -- One collector at a time. It takes every campaign before any organization, as those do who attach by hand. Their keys
  -- stay free, or whoever submits meanwhile, and the others of that batch, would wait for the last lead.
  if not pg_try_advisory_xact_lock(hashtextextended('lapel.collect_leads', 0)) then return 0; end if;
  perform from public.campaigns c where c.id in (select q.campaign_id from private.lead_queue q where q.next_attempt_at <= now()
    order by q.next_attempt_at, q.submission_id limit 1000) order by c.id for no key update;
  for queued in select * from private.lead_queue q where q.next_attempt_at <= now() order by q.next_attempt_at, q.submission_id limit 1000 loop
    made := made + private.work_lead(queued)::int;
  end loop;
  return made;
end $function$;
alter function private.collect_leads() owner to lapel_definer;
grant execute on function private.collect_leads() to service_role;
comment on function private.collect_leads() is 'Job: makes the submissions of lead widgets contacts, companies and leads of their campaigns.';

-- private.company_page(text) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.company_page(url text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce('https://www.linkedin.com/company/'
    || substring(lower(trim(url)) from '^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/company/([^/?#[:space:]]+)'), nullif(trim(url), ''))
$function$;
grant execute on function private.company_page(text) to lapel_definer;
comment on function private.company_page(text) is 'A company''s page at LinkedIn in one spelling; any other address as it is.';

-- private.condition_problems(jsonb,text,text[]) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.condition_problems(condition jsonb, pointer text, asked_before text[])
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(private.config_problem(format('%s/showIf/%s/%s/%s', pointer, kind.name, t.place - 1, found.member), 'custom', found.detail) -> 0), '[]')
  from jsonb_each(condition) kind (name, tests), jsonb_array_elements(kind.tests) with ordinality t (test, place), lateral (
    select 'value', 'A value belongs to every operator but answered and empty.' where (t.test ->> 'is' in ('answered', 'empty')) = (t.test ? 'value')
    union all
    select 'value', 'This operator compares with a number.'
    where t.test ->> 'is' in ('atLeast', 'atMost') and jsonb_typeof(t.test -> 'value') is distinct from 'number'
    union all
    select 'field', 'Only fields that come earlier can be asked.' where t.test ->> 'field' <> all (asked_before)) found (member, detail)
$function$;
grant execute on function private.condition_problems(jsonb,text,text[]) to lapel_definer, service_role;
comment on function private.condition_problems(jsonb,text,text[]) is 'Tests of a condition that compare with nothing, or ask what was not asked before; null for whatever may be asked.';

-- private.config_problem(text,text,text) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.config_problem(pointer text, code text, detail text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_array(jsonb_build_object('pointer', pointer, 'code', code, 'detail', detail));
end $function$;
grant execute on function private.config_problem(text,text,text) to lapel_definer, service_role;
comment on function private.config_problem(text,text,text) is 'One problem of a config, as error answers list them.';

-- private.config_problems(text,jsonb) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.config_problems(type text, config jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  wanted jsonb := (select s.schema from private.widget_schemas s where s.type = config_problems.type and to_jsonb(s.version) = coalesce(config -> 'version', '1'));
  found_problems jsonb;
begin
  if wanted is null then return private.config_problem('/version', 'invalid_value', 'There is no such version.'); end if;
  found_problems := private.schema_problems(config, wanted, wanted -> '$defs', '');
  if found_problems <> '[]' then return found_problems; end if;
  return private.theme_problems(coalesce(config -> 'theme', '{}')) || private.display_problems(coalesce(config -> 'display', '{}'))
    || private.type_problems(type, config);
end $function$;
grant execute on function private.config_problems(text,jsonb) to lapel_definer, service_role;
comment on function private.config_problems(text,jsonb) is 'What keeps a config from being published: pointers, codes and sentences; empty for a valid one.';

-- private.continue_data_export(public.privacy_requests) ---------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.continue_data_export(request public.privacy_requests)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  progress private.data_export_progress := private.data_export_of(request);
  room int := 5000;
  place private.export_place;
  kept int;
  last_key jsonb;
begin
  for place in select (p).* from private.export_places(request) p
    where progress.place is null or (p.in_schema, p.name collate "C") >= (strpos(progress.place, '.') > 0, progress.place collate "C")
    order by p.in_schema, p.name collate "C"
  loop
    select w.kept, w.last_key into kept, last_key from private.write_place(request, progress, place, room) w;
    if kept > 0 then
      progress.counts := progress.counts || jsonb_build_object(place.name, coalesce((progress.counts ->> place.name)::int, 0) + kept);
    end if;
    if kept = room then
      update private.data_export_progress p set place = place.name, after = last_key, counts = progress.counts where p.export_id = progress.export_id;
      update public.data_exports x set expires_at = now() + interval '24 hours' where x.id = progress.export_id;
      return null;
    end if;
    room := room - kept;
  end loop;
  delete from private.data_export_progress p where p.export_id = progress.export_id;
  update public.data_exports x set finished_at = now(), expires_at = now() + interval '24 hours' where x.id = progress.export_id;
  return progress.counts;
end $function$;
alter function private.continue_data_export(public.privacy_requests) owner to lapel_definer;
comment on function private.continue_data_export(public.privacy_requests) is 'Writes the next five thousand rows of what is held about the subject of a request; how many rows per table once it is whole, null until then.';

-- private.continue_exports() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.continue_exports()
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  request private.export_requests;
begin
  delete from private.export_requests r where r.expires_at < now();
  select * into request from private.export_requests r where r.status = 'pending' order by r.created_at, r.id limit 1 for update skip locked;
  -- An erasure that is under way looks through what is written so far: this piece waits for its next turn.
  if request.id is null or not pg_try_advisory_xact_lock_shared(870, hashtext('everything')) then return false; end if;
  begin
    request := private.write_export(request);
  exception when others then
    -- What is wrong with one export keeps no other from being written.
    delete from private.export_parts p where p.request_id = request.id;
    request.status := 'failed';
    request.error := left(sqlerrm, 500);
    request.finished_at := now();
  end;
  update private.export_requests r set status = request.status, rows = request.rows, after_at = request.after_at, after_id = request.after_id,
    error = request.error, finished_at = request.finished_at where r.id = request.id;
  return true;
end $function$;
alter function private.continue_exports() owner to lapel_definer;
grant execute on function private.continue_exports() to service_role;
comment on function private.continue_exports() is 'Worker: writes one piece of the oldest export that staff asked for, and deletes exports of more than 24 hours ago. Says whether there was a piece to write.';

-- private.contrast(text,text) -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.contrast(one text, other text)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select (greatest(l.one, l.other) + 0.05) / (least(l.one, l.other) + 0.05)
  from (select private.luminance(contrast.one) as one, private.luminance(contrast.other) as other) l
$function$;
grant execute on function private.contrast(text,text) to lapel_definer, service_role;
comment on function private.contrast(text,text) is 'Contrast ratio of two #rrggbb colours, from 1 to 21 (WCAG 2.2).';

-- private.core_column_ddl(private.core_columns) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_column_ddl(part private.core_columns)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select concat(quote_ident(part.name), ' ', part.type, ' default ' || part.default_value, case when not part.nullable then ' not null' end)
$function$;
grant execute on function private.core_column_ddl(private.core_columns) to lapel_definer;
comment on function private.core_column_ddl(private.core_columns) is 'A column as it stands in CREATE TABLE.';

-- private.core_column_deviations(uuid[]) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_column_deviations(organization_ids uuid[])
 RETURNS SETOF private.core_deviation
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with tables as materialized (
    select t.* from private.tenant_core_tables t
    where t.relkind = 'r' and (organization_ids is null or t.organization_id = any (organization_ids))
  ), actual as materialized (
    select a.attrelid, a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod) as type, pg_get_expr(d.adbin, 0) as default_value
    from tables t
    join pg_catalog.pg_attribute a on a.attrelid = t.table_id and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_attrdef d on d.adrelid = t.table_id and d.adnum = a.attnum and a.attgenerated = ''
  ), compared as materialized (
    select t.organization_id, t.schema_name, t.table_name, k as col, k.name, k.type, k.nullable, k.default_value,
      replace(k.default_value, '{account}', t.organization_id::text) as wanted, a.attnotnull,
      a.type as actual_type, a.default_value as actual
    from tables t
    join private.core_columns k on k.table_name = t.table_name
    left join actual a on a.attrelid = t.table_id and a.attname = k.name
  )
  select c.organization_id, c.schema_name, found.step, c.table_name || '.' || c.name, found.problem,
    private.fill_in(found.backfill || format('alter table {schema}.%I ', c.table_name) || found.repair, c.schema_name, c.organization_id)
  from compared c
  cross join lateral (
    select 20, 'is missing', 'add column ' || private.core_column_ddl(c.col), '' where c.attnotnull is null
    union all
    select 21, format('has the type %s instead of %s', c.actual_type, c.type), null, '' where c.actual_type <> c.type
    union all
    select 22, format('has the default %s instead of %s', coalesce(c.actual, 'none'), coalesce(c.wanted, 'none')),
      format('alter column %I ', c.name) || coalesce('set default ' || c.default_value, 'drop default'), ''
    where c.attnotnull is not null and c.actual is distinct from c.wanted
    union all
    select 23, 'may be null', format('alter column %I set not null', c.name),
      case c.name when 'account_id' then format('update {schema}.%I set account_id = %L where account_id is null; ', c.table_name, '{account}') else '' end
    where not c.attnotnull and not c.nullable
    union all
    select 23, 'may not be null', null, '' where c.attnotnull and c.nullable
  ) as found (step, problem, repair, backfill)
  -- Almost every row is as it should be: only the others are looked at closely.
  where c.actual_type is distinct from c.type or c.actual is distinct from c.wanted or c.attnotnull = c.nullable
$function$;
grant execute on function private.core_column_deviations(uuid[]) to lapel_definer;
comment on function private.core_column_deviations(uuid[]) is 'Which columns of core tables are missing or of another type, default or nullability.';

-- private.core_deviations(uuid[]) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_deviations(organization_ids uuid[] DEFAULT NULL::uuid[])
 RETURNS SETOF private.core_deviation
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select * from private.core_schema_deviations(organization_ids)
  union all select * from private.core_table_deviations(organization_ids)
  union all select * from private.core_column_deviations(organization_ids)
  union all select * from private.core_part_deviations(organization_ids)
$function$;
grant execute on function private.core_deviations(uuid[]) to lapel_definer;
comment on function private.core_deviations(uuid[]) is 'Every difference between tenant schemas (null: all) and the registry. What a schema has beyond it does not count.';

-- private.core_part_ddl(private.core_parts) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_part_ddl(part private.core_parts)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select case part.kind
    when 'constraint' then format('alter table {schema}.%I add constraint %I %s', part.table_name, part.name, part.definition)
    when 'policy' then format('create policy %I on {schema}.%I %s', part.name, part.table_name, part.definition)
    when 'grant' then format('grant %s on {schema}.%I to %I', part.definition, part.table_name, part.name)
    when 'trigger' then case when part.counts_limit is null then part.definition
      -- What is there already counts from now on: the lock that CREATE TRIGGER takes keeps others from adding meanwhile.
      when private.limits_enforced() then format('%s; select private.recount_limit(%L, %L)', part.definition, part.counts_limit, '{account}')
      else format('%s; alter table {schema}.%I disable trigger %I', part.definition, part.table_name, part.name) end
    else part.definition end
$function$;
grant execute on function private.core_part_ddl(private.core_parts) to lapel_definer;
comment on function private.core_part_ddl(private.core_parts) is 'The statement that adds one part to a core table.';

-- private.core_part_deviations(uuid[]) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_part_deviations(organization_ids uuid[])
 RETURNS SETOF private.core_deviation
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with tables as materialized (
    select t.* from private.tenant_core_tables t
    where t.relkind = 'r' and (organization_ids is null or t.organization_id = any (organization_ids))
  ), parts as materialized (
    select p as part, p.table_name, p.kind, p.name, p.definition, private.core_part_ddl(p) as ddl,
      -- A trigger that counts a limit should be as the operator switched it.
      p.counts_limit is null or private.limits_enforced() as sound
    from private.core_parts p where p.kind <> 'grant'
  ), compared as materialized (
    select t.organization_id, t.schema_name, p.*, a.definition as actual, a.sound as actually_sound,
      replace(replace(p.definition, '{schema}', t.schema_name), '{account}', t.organization_id::text) as wanted
    from tables t
    join parts p on p.table_name = t.table_name
    left join private.catalog_parts(array(select table_id from tables)) a
      on a.table_id = t.table_id and a.kind = p.kind and a.name = p.name
  )
  select c.organization_id, c.schema_name,
    case c.kind when 'constraint' then case when c.wanted like 'FOREIGN KEY %' then 41 else 40 end
      when 'index' then 42 when 'trigger' then 43 else 44 end,
    c.table_name || '.' || c.name, c.kind || ' ' || found.problem,
    private.fill_in(found.repair, c.schema_name, c.organization_id)
  from compared c
  cross join lateral (
    select 'is missing', c.ddl where c.actual is null
    union all
    select 'is another one: ' || c.actual, case c.kind
      when 'trigger' then replace(c.ddl, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')
      when 'policy' then format('drop policy %I on {schema}.%I; ', c.name, c.table_name) || c.ddl end
    where c.actual <> c.wanted
    union all
    select case c.kind when 'constraint' then 'is not validated' when 'trigger' then case when c.sound then 'is off' else 'is on' end
      else 'is not valid' end, case c.kind
      when 'constraint' then format('alter table {schema}.%I validate constraint %I', c.table_name, c.name)
      when 'trigger' then replace(c.ddl, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')
      when 'index' then format('reindex index {schema}.%I', c.name)
      else format('drop policy %I on {schema}.%I; ', c.name, c.table_name) || c.ddl end
    where c.actual = c.wanted and c.actually_sound <> c.sound
  ) as found (problem, repair)
  where c.actual is distinct from c.wanted or c.actually_sound <> c.sound
$function$;
grant execute on function private.core_part_deviations(uuid[]) to lapel_definer;
comment on function private.core_part_deviations(uuid[]) is 'Which parts of existing core tables are missing, different or out of action.';

-- private.core_schema_ddl() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_schema_ddl()
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select concat_ws(E';\n', 'create schema {schema} authorization {schema}',
    'grant usage on schema {schema} to authenticated, service_role, lapel_definer',
    string_agg(private.core_table_ddl(t.name), E';\n' order by t.position))
  from private.core_tables t
$function$;
grant execute on function private.core_schema_ddl() to lapel_definer;
comment on function private.core_schema_ddl() is 'Everything that makes a tenant''s schema, as a template.';

-- private.core_schema_deviations(uuid[]) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_schema_deviations(organization_ids uuid[])
 RETURNS SETOF private.core_deviation
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with core as materialized (
    select private.core_schema_ddl() as ddl, s.rolsuper from pg_catalog.pg_roles s where s.rolname = current_user
  )
  select o.id, o.schema_name, found.step, 'schema', found.problem, private.fill_in(found.repair, o.schema_name, o.id)
  from public.organizations o
  left join pg_catalog.pg_namespace n on n.nspname = o.schema_name
  left join pg_catalog.pg_roles r on r.rolname = o.schema_name
  cross join core
  cross join lateral (
    select 0, 'its role is missing', 'create role {schema} nologin' || case when core.rolsuper then '' else '; grant {schema} to current_user' end
    where r.oid is null
    union all
    select 0, 'its role may log in or has rights beyond the schema', null
    where r.rolcanlogin or r.rolsuper or r.rolbypassrls or r.rolcreaterole
    union all
    select 1, 'is missing', core.ddl where n.oid is null
    union all
    select 1, 'belongs to another role', 'alter schema {schema} owner to {schema}' where n.oid is not null and n.nspowner is distinct from r.oid
    union all
    select 1, format('%s may not use it', g.grantee), format('grant usage on schema {schema} to %I', g.grantee)
    from unnest(array['authenticated', 'service_role', 'lapel_definer']) as g (grantee)
    where not has_schema_privilege(g.grantee, n.oid, 'usage')
  ) as found (step, problem, repair)
  where o.schema_name is not null and (organization_ids is null or o.id = any (organization_ids))
$function$;
grant execute on function private.core_schema_deviations(uuid[]) to lapel_definer;
comment on function private.core_schema_deviations(uuid[]) is 'What is wrong with tenant schemas and their roles as such.';

-- private.core_table_ddl(text) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_table_ddl(of_table text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select concat_ws(E';\n',
    format(E'create table {schema}.%I (\n  %s\n)', of_table, (
      select string_agg(line, E',\n  ' order by rank, position, line) from (
        select 1, c.position, private.core_column_ddl(c) from private.core_columns c where c.table_name = of_table
        union all
        select case when p.definition like 'FOREIGN KEY %' then 3 else 2 end, 0, format('constraint %I %s', p.name, p.definition)
        from private.core_parts p where p.table_name = of_table and p.kind = 'constraint'
      ) as lines (rank, position, line))),
    format('alter table {schema}.%I owner to {schema}, enable row level security, force row level security', of_table),
    (select string_agg(private.core_part_ddl(p), E';\n' order by p.kind, p.name)
      from private.core_parts p where p.table_name = of_table and p.kind <> 'constraint'))
$function$;
grant execute on function private.core_table_ddl(text) to lapel_definer;
comment on function private.core_table_ddl(text) is 'Everything that makes one core table, as a template.';

-- private.core_table_deviations(uuid[]) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.core_table_deviations(organization_ids uuid[])
 RETURNS SETOF private.core_deviation
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with core as materialized (
    select c.name, c.position, private.core_table_ddl(c.name) as ddl from private.core_tables c
  )
  select t.organization_id, t.schema_name, found.step, t.table_name, found.problem, private.fill_in(found.repair, t.schema_name, t.organization_id)
  from private.tenant_core_tables t
  join core on core.name = t.table_name
  left join pg_catalog.pg_roles r on r.rolname = t.schema_name
  cross join lateral (
    select 10 + core.position, 'is missing', core.ddl where t.table_id is null
    union all
    select 10, 'is not a table', null where t.relkind <> 'r'
    union all
    select 28, 'belongs to another role', format('alter table {schema}.%I owner to {schema}', t.table_name)
    where t.relkind = 'r' and t.relowner is distinct from r.oid
    union all
    select 29, 'has no row level security', format('alter table {schema}.%I enable row level security', t.table_name)
    where t.relkind = 'r' and not t.relrowsecurity
    union all
    select 29, 'does not force row level security', format('alter table {schema}.%I force row level security', t.table_name)
    where t.relkind = 'r' and not t.relforcerowsecurity
    union all
    select 30, format('%s lacks %s', p.name, lower(privilege)), private.core_part_ddl(p)
    from private.core_parts p cross join lateral string_to_table(p.definition, ', ') as privilege
    where t.relkind = 'r' and p.table_name = t.table_name and p.kind = 'grant' and not has_table_privilege(p.name, t.table_id, privilege)
  ) as found (step, problem, repair)
  where organization_ids is null or t.organization_id = any (organization_ids)
$function$;
grant execute on function private.core_table_deviations(uuid[]) to lapel_definer;
comment on function private.core_table_deviations(uuid[]) is 'Which core tables are missing, and what is wrong with those that are there as such.';

-- private.count_poll(uuid) --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.count_poll(instance_id uuid)
 RETURNS private.poll_tallies
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  begun timestamptz := clock_timestamp();
  counted private.poll_tallies;
begin
  insert into private.poll_tallies as t (widget_instance_id, voters, votes, counted_at, took)
  select instance_id, (select count(*) from public.widget_submissions s
      where s.widget_instance_id = instance_id and s.status = 'accepted' and s.payload ->> 'choice' is not null),
    coalesce((select jsonb_object_agg(v.choice, v.number) from (
      select c.choice, count(*) as number from public.widget_submissions s
      cross join lateral jsonb_array_elements_text(
        case jsonb_typeof(s.payload -> 'choice') when 'array' then s.payload -> 'choice' else jsonb_build_array(s.payload -> 'choice') end) c(choice)
      where s.widget_instance_id = instance_id and s.status = 'accepted' and c.choice is not null group by 1) v), '{}'), begun, '0'
  on conflict (widget_instance_id) do update set voters = excluded.voters, votes = excluded.votes, counted_at = excluded.counted_at
  returning * into counted;
  update private.poll_tallies t set took = clock_timestamp() - begun where t.widget_instance_id = instance_id returning * into counted;
  return counted;
end $function$;
grant execute on function private.count_poll(uuid) to lapel_definer;
comment on function private.count_poll(uuid) is 'Counts a poll anew and keeps the count.';

-- private.count_sites(uuid) -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.count_sites(organization_id uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  sites regclass := (select to_regclass(o.schema_name || '.sites') from public.organizations o where o.id = count_sites.organization_id);
  counted bigint;
begin
  if sites is null then return 0; end if;
  execute format('select count(*) from %s', sites) into counted;
  return counted;
end $function$;
alter function private.count_sites(uuid) owner to lapel_definer;
comment on function private.count_sites(uuid) is 'Counts the sites in an organization''s schema, none without one. For reconciling; limits never count.';

-- private.create_draft(text,text) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.create_draft(template_key text, visitor text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  template public.widget_templates := (select t from public.widget_templates t where t.key = template_key and not t.archived);
  token text := private.random_id('dt_');
  taken jsonb;
  made public.widget_drafts;
begin
  if template.id is null then return private.verdict('NOT_FOUND'); end if;
  taken := private.take_visitor_rate('drafts', 10, 3600, visitor);
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  insert into public.widget_drafts (draft_token_hash, template_id, type, config)
  values (sha256(convert_to(token, 'UTF8')), template.id, template.type, template.config)
  returning * into made;
  return private.verdict('accepted', jsonb_build_object('public_id', made.public_id, 'draft_token', token,
    'expires_at', made.expires_at), taken);
end $function$;
alter function private.create_draft(text,text) owner to lapel_definer;
grant execute on function private.create_draft(text,text) to service_role;
comment on function private.create_draft(text,text) is 'Makes an anonymous draft from a template, ten an hour per address. The token is shown once.';

-- private.csv_line(text[]) --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.csv_line(VARIADIC cells text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- A spreadsheet runs what begins like a formula; an apostrophe makes it text.
  select coalesce(string_agg('"' || replace(case when c ~ '^[=+\-@\t\r]' then '''' || c else coalesce(c, '') end, '"', '""') || '"', ',' order by n), '') || E'\r\n'
  from unnest(cells) with ordinality t(c, n)
$function$;
grant execute on function private.csv_line(text[]) to lapel_definer;
comment on function private.csv_line(text[]) is 'One line of CSV in which no cell is a formula. Every cell is quoted.';

-- private.current_window(private.rate_policies) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.current_window(policy private.rate_policies)
 RETURNS private.rate_window
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  begun timestamptz := date_bin(make_interval(secs => policy.window_seconds), now(), timestamptz 'epoch');
begin
  return row(policy.name, policy.quota, policy.window_seconds, begun,
    greatest(1, ceil(date_part('epoch', begun - now()) + policy.window_seconds)))::private.rate_window;
end $function$;
grant execute on function private.current_window(private.rate_policies) to lapel_definer;
comment on function private.current_window(private.rate_policies) is 'The window of a policy that is running now.';

-- private.data_export_of(public.privacy_requests) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.data_export_of(request public.privacy_requests)
 RETURNS private.data_export_progress
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  progress private.data_export_progress;
begin
  select p.* into progress from private.data_export_progress p join public.data_exports x on x.id = p.export_id where x.privacy_request_id = request.id;
  if progress.export_id is null then
    insert into public.data_exports (organization_id, privacy_request_id) values (request.organization_id, request.id) returning id into progress.export_id;
    insert into private.data_export_progress (export_id) values (progress.export_id) returning * into progress;
  end if;
  return progress;
end $function$;
alter function private.data_export_of(public.privacy_requests) owner to lapel_definer;
comment on function private.data_export_of(public.privacy_requests) is 'The export that is being written for a request; a new one where there is none, or where an erasure has taken it away.';

-- private.delete_account(uuid,text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.delete_account(organization_id uuid, subject text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  deleted int;
begin
  -- Only of somebody who was a member here, and now is nobody's member, not even one who has yet to join, and no staff.
  delete from auth.users u where u.id in (
      select m.user_id from public.organization_members m where m.organization_id = delete_account.organization_id and m.user_id::text = subject
      union select w.user_id from public.workspace_members w where w.organization_id = delete_account.organization_id and w.user_id::text = subject)
    and not exists (select from public.organization_members m where m.user_id = u.id and m.status <> 'removed')
    and not exists (select from public.workspace_members w where w.user_id = u.id and w.status <> 'removed')
    and not exists (select from public.platform_admins a where a.user_id = u.id);
  get diagnostics deleted = row_count;
  return deleted;
end $function$;
grant execute on function private.delete_account(uuid,text) to lapel_definer;
comment on function private.delete_account(uuid,text) is 'Deletes the account of an erased user whom nobody else has as a member. Owned by who runs the migrations: on hosted Supabase nobody else of ours may write to the auth server''s table.';

-- private.delete_closed_organizations() -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.delete_closed_organizations()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  closed uuid;
  removed int := 0;
begin
  for closed in select o.id from public.organizations o where o.status = 'deleting' and o.deleted_at < now() - interval '7 days' order by o.id loop
    begin
      perform private.hold_tenant(closed);
      -- Asked again: the deletion may have been called off meanwhile.
      delete from public.organizations o where o.id = closed and o.status = 'deleting';
      if found then removed := removed + 1; end if;
    exception when others then
      -- One that cannot be deleted keeps no other from being so.
      raise warning 'organization % was not deleted: %', closed, sqlerrm;
    end;
  end loop;
  return removed;
end $function$;
alter function private.delete_closed_organizations() owner to lapel_definer;
grant execute on function private.delete_closed_organizations() to service_role;
comment on function private.delete_closed_organizations() is 'Job: deletes organizations a week after they were closed; their audit chain stays.';

-- private.detach_old_partitions() -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.detach_old_partitions()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  old record;
  detached int := 0;
begin
  for old in
    select t.parent, i.inhrelid::regclass as partition
    from private.partitioned_tables t
    join pg_catalog.pg_inherits i on i.inhparent = t.parent
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where t.retain_months is not null and c.relname ~ '_\d{4}_\d{2}$'
      and to_date(right(c.relname, 7), 'yyyy_mm') < date_trunc('month', private.utc_today()::timestamp) - make_interval(months => t.retain_months)
  loop
    execute format('alter table %s detach partition %s', old.parent, old.partition);
    detached := detached + 1;
  end loop;
  return detached;
end $function$;
alter function private.detach_old_partitions() owner to lapel_definer;
grant execute on function private.detach_old_partitions() to service_role;
comment on function private.detach_old_partitions() is 'Job: detaches months past their table''s retention. They stay in the schema partitions until an operator drops them.';

-- private.display_problems(jsonb) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.display_problems(display jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/display/trigger', 'custom', 'An inline widget is there from the start: nothing opens it.') -> 0
    where coalesce(display ->> 'mode', 'inline') = 'inline' and display ? 'trigger'
    union all
    select private.config_problem('/display/position', 'custom', 'Corners belong to popover and slide-in, top and bottom to bar.') -> 0
    where display ? 'position' and display ->> 'position' <> all (case coalesce(display ->> 'mode', 'inline')
      when 'popover' then array['bottom-right', 'bottom-left'] when 'slide-in' then array['bottom-right', 'bottom-left']
      when 'bar' then array['top', 'bottom'] else array[]::text[] end)) found (problem)
$function$;
grant execute on function private.display_problems(jsonb) to lapel_definer, service_role;
comment on function private.display_problems(jsonb) is 'Of how a widget appears: what opens an inline one, and places that its mode does not have.';

-- private.drop_former_schema(text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.drop_former_schema(schema_name text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  execute format('drop schema %I cascade', schema_name);
  begin
    execute format('drop role %I', schema_name);
  exception when dependent_objects_still_exist then
    -- Roles belong to the cluster: another database of it has a tenant of this name.
    return 'dropped, the role is in use elsewhere';
  end;
  return 'dropped';
exception when others then
  return 'failed: ' || sqlerrm;
end $function$;
comment on function private.drop_former_schema(text) is 'Drops one former tenant''s schema and role and says what became of them; a failure leaves both.';

-- private.drop_former_schemas(text[],boolean) -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.drop_former_schemas(wanted text[] DEFAULT NULL::text[], dry_run boolean DEFAULT false)
 RETURNS TABLE(schema_name text, outcome text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  former record;
begin
  if not dry_run then perform private.take_schema_lock(); end if;
  for former in select * from private.former_schemas(wanted) loop
    schema_name := former.schema_name;
    outcome := case when former.holds_rows then 'needs a person: it holds rows'
      when dry_run then 'would be dropped' else private.drop_former_schema(former.schema_name) end;
    return next;
  end loop;
end $function$;
comment on function private.drop_former_schemas(text[],boolean) is 'Operator: drops the empty schemas and roles of former tenants (null: all of them) and says per schema what became of it.';

-- private.drop_upload(uuid) -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.drop_upload(upload_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from public.widget_uploads u where u.id = upload_id and u.status = 'pending' and u.secret_hash is null;
end $function$;
alter function private.drop_upload(uuid) owner to lapel_definer;
grant execute on function private.drop_upload(uuid) to service_role;
comment on function private.drop_upload(uuid) is 'Forgets an upload whose bytes did not come, or were not what was announced.';

-- private.due_domain_checks(integer) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.due_domain_checks(most integer)
 RETURNS TABLE(domain_id uuid, hostname text, verification_token text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select d.id, d.hostname, d.verification_token from public.custom_domains d
  where d.status <> 'released'
    and (d.checked_at is null or d.checked_at < now() - case when d.status = 'pending' and d.created_at > now() - interval '1 day'
      then interval '4 minutes' else interval '23 hours' end)
    -- RFC 2606: names that are nobody's.
    and d.hostname !~ '\.(example|test|invalid|localhost)$'
  order by d.checked_at nulls first limit most
$function$;
alter function private.due_domain_checks(integer) owner to lapel_definer;
grant execute on function private.due_domain_checks(integer) to service_role;
comment on function private.due_domain_checks(integer) is 'Job: domains to look up, the longest unchecked first: each once a day, and every few minutes on the day on which it was added.';

-- private.due_privacy_requests() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.due_privacy_requests()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.id from public.privacy_requests r where r.status = 'pending' and r.next_attempt_at <= now() order by r.created_at limit 100
$function$;
alter function private.due_privacy_requests() owner to lapel_definer;
grant execute on function private.due_privacy_requests() to service_role;
comment on function private.due_privacy_requests() is 'Worker: requests to be carried out, the oldest first.';

-- private.effective_limit(uuid,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.effective_limit(workspace_id uuid, limit_type text)
 RETURNS private.effective_limit
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  own private.effective_limit := private.workspace_limit(workspace_id, limit_type);
begin
  if own.scope_id is not null then return own; end if;
  return private.organization_limit(own.organization_id, limit_type);
end $function$;
alter function private.effective_limit(uuid,text) owner to lapel_definer;
comment on function private.effective_limit(uuid,text) is 'The limit that holds for a workspace: override > allocation > workspace plan > organization.';

-- private.embed_instance(text) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.embed_instance(public_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (select private.shown_instance(i) from private.live_instances i
    where i.public_id = embed_instance.public_id and i.visibility = 'public');
end $function$;
alter function private.embed_instance(text) owner to lapel_definer;
grant execute on function private.embed_instance(text) to service_role;
comment on function private.embed_instance(text) is 'What the embed endpoints need of a live instance; null for unknown, draft, private, inactive, expired and suspended alike.';

-- private.end_trials() ------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.end_trials()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  trial public.subscriptions;
  next_plan text;
  ended int := 0;
begin
  perform private.set_reason('The trial ended.');
  -- The organization before its audit chain, as whoever changes a plan. What somebody is changing waits for the next run.
  for trial in select s.* from public.subscriptions s join public.organizations o on o.id = s.organization_id and o.status = 'active'
    -- A provider says itself when a trial of its ends.
    where s.status = 'trialing' and s.trial_ends_at <= now() and s.provider = 'manual' order by s.organization_id for no key update of o, s skip locked
  loop
    next_plan := private.plan_after_trial(trial.organization_id, trial.plan_id);
    if next_plan is null then
      perform private.raise_alert('trial_over:' || trial.organization_id, jsonb_build_object('organization_id', trial.organization_id,
        'plan_id', trial.plan_id, 'trial_ends_at', trial.trial_ends_at,
        'exceeds', (select jsonb_agg(distinct e.limit_type) from private.plan_change_excess(trial.organization_id, 'free') e)));
    else
      update public.subscriptions s set plan_id = next_plan, status = 'active' where s.id = trial.id;
      -- Events belong to a workspace: an organization's go to its first.
      insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload)
      select w.organization_id, w.id, 'subscription', trial.id, 'trial.ended', jsonb_build_object('plan_id', next_plan, 'trial_plan_id', trial.plan_id)
      from public.workspaces w where w.organization_id = trial.organization_id order by w.created_at, w.id limit 1;
      ended := ended + 1;
    end if;
  end loop;
  update public.platform_alerts a set resolved_at = now()
  where a.key ^@ 'trial_over:' and a.resolved_at is null and not exists (select from public.subscriptions s
    where s.organization_id = (a.detail ->> 'organization_id')::uuid and s.status = 'trialing' and s.trial_ends_at <= now());
  return ended;
end $function$;
alter function private.end_trials() owner to lapel_definer;
grant execute on function private.end_trials() to service_role;
comment on function private.end_trials() is 'Job: ends trials whose time is over, and tells staff of those whose tenant uses more than the free plan allows. Says how many ended.';

-- private.ensure_partitions(regclass,date,date) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.ensure_partitions(parent regclass, first_month date, last_month date)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  month date := date_trunc('month', first_month::timestamp)::date;
  append_only boolean;
  table_name text := (select c.relname from pg_catalog.pg_class c where c.oid = parent);
  partition text;
  made int := 0;
begin
  -- Whoever makes partitions of this table at the same moment waits here.
  select t.append_only into strict append_only from private.partitioned_tables t
  where t.parent = ensure_partitions.parent for update;
  while month <= last_month loop
    partition := format('partitions.%I', table_name || to_char(month, '_YYYY_MM'));
    if to_regclass(partition) is null then
      perform private.make_partition(parent, partition, format('partitions.%I', table_name || '_default'), month);
      perform private.seal_partition(partition::regclass, append_only);
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end $function$;
alter function private.ensure_partitions(regclass,date,date) owner to lapel_definer;
comment on function private.ensure_partitions(regclass,date,date) is 'Makes the missing monthly partitions of a table for a span of months; says how many.';

-- private.erase_in_tenant_schema(uuid,text) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.erase_in_tenant_schema(organization_id uuid, address text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  present record;
  done jsonb := jsonb '{}';
  touched int;
begin
  for present in select p.target, p.core from private.present_core_tables(erase_in_tenant_schema.organization_id) p loop
    continue when (present.core).visitor_erasure is null;
    execute format('update %s set %s where %s', present.target, (present.core).visitor_erasure, (present.core).visitor_rows) using address;
    get diagnostics touched = row_count;
    done := done || jsonb_build_object(present.target::text, touched);
  end loop;
  return done;
end $function$;
alter function private.erase_in_tenant_schema(uuid,text) owner to lapel_definer;
comment on function private.erase_in_tenant_schema(uuid,text) is 'Erases a visitor from an organization''s schema; how many rows per table.';

-- private.erase_subject(public.privacy_requests) ----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.erase_subject(request public.privacy_requests)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  entry private.privacy_register;
  statement text;
  done jsonb := jsonb '{}';
  touched int;
begin
  perform private.hold_subject(request);
  perform private.forget_in_exports(request);
  for entry in select * from private.privacy_register order by table_name = 'privacy_requests', table_name loop
    for statement in select * from private.erasures(entry, request.subject_type) loop
      execute statement using request.organization_id, request.subject;
      get diagnostics touched = row_count;
      done := done || jsonb_build_object(entry.table_name, touched);
    end loop;
  end loop;
  if request.subject_type = 'user' then
    touched := private.delete_account(request.organization_id, request.subject);
    return done || jsonb_build_object('auth.users', touched);
  end if;
  if request.subject_type = 'site_user' then return done; end if;
  return done || private.erase_in_tenant_schema(request.organization_id, request.subject);
end $function$;
alter function private.erase_subject(public.privacy_requests) owner to lapel_definer;
comment on function private.erase_subject(public.privacy_requests) is 'Erases what is held about a visitor or user; how many rows per table.';

-- private.erasures(private.privacy_register,text) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.erasures(entry private.privacy_register, subject_type text)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select erasure from unnest(array[
    case subject_type when 'visitor' then entry.visitor_erasure when 'site_user' then entry.site_user_erasure else entry.user_erasure end,
    case when subject_type = 'visitor' and entry.free_text <> '{}' then (
      select format('update public.%I t set %s where %s and %s', entry.table_name,
        string_agg(format('%1$I = private.without_address(%1$I::text, $2)::%2$s', a.attname, pg_catalog.format_type(a.atttypid, null)), ', '),
        entry.scope, private.subject_rows(entry, 'visitor'))
      from pg_catalog.pg_attribute a
      where a.attrelid = format('public.%I', entry.table_name)::regclass and a.attname = any (entry.free_text)) end]) erasure
  where erasure is not null
$function$;
grant execute on function private.erasures(private.privacy_register,text) to lapel_definer;
comment on function private.erasures(private.privacy_register,text) is 'The statements that erase a subject from a table.';

-- private.expire_claims() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.expire_claims()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  expired int;
begin
  with dead as (
    select d.id, e.status = 'active' as wanted, private.webhook_delay(d.attempt + 1) as wait
    from public.webhook_deliveries d join public.webhook_endpoints e on e.id = d.endpoint_id
    where d.status = 'sending' and d.leased_until < now() for update of d skip locked
  )
  update public.webhook_deliveries d set leased_until = null, error = 'The worker did not come back.',
    status = case when dead.wanted and dead.wait is not null then 'pending' else 'failed' end,
    next_attempt_at = case when dead.wanted then now() + dead.wait end
  from dead where d.id = dead.id;
  get diagnostics expired = row_count;
  return expired;
end $function$;
alter function private.expire_claims() owner to lapel_definer;
comment on function private.expire_claims() is 'Takes deliveries back from workers that died with them: such an attempt has failed like any other, and the tenth is the last.';

-- private.expire_limit_overrides() ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.expire_limit_overrides()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from public.limit_overrides where expires_at <= now() returning 1) select count(*) from gone
$function$;
alter function private.expire_limit_overrides() owner to lapel_definer;
grant execute on function private.expire_limit_overrides() to service_role;
comment on function private.expire_limit_overrides() is 'Job: removes overrides that are over, which moves what their workspaces use back to the organization.';

-- private.export_header(text) -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.export_header(kind text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case kind
    when 'usage_events' then private.csv_line('id', 'created_at', 'organization', 'organization_id', 'workspace_id', 'event_type', 'quantity', 'metadata')
    else private.csv_line('id', 'created_at', 'organization', 'organization_id', 'workspace_id', 'actor_id', 'actor_role', 'on_behalf_of', 'action', 'entity', 'entity_id',
      'before', 'after', 'reason', 'request_id', 'ip', 'seq', 'hash') end
$function$;
grant execute on function private.export_header(text) to lapel_definer;
comment on function private.export_header(text) is 'The first line of an export.';

-- private.export_piece(regclass,text,jsonb) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.export_piece(target regclass, condition text, after jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select format('select (to_jsonb(t) - $3)::text, jsonb_build_object(%s) from %s t where (%s) and ($1 is null or $2 is null or true)%s order by %s limit $5',
    string_agg(format('%1$L, t.%1$I', a.attname), ', ' order by k.place), target, condition,
    case when after is not null then format(' and (%s) > (select %s from jsonb_populate_record(null::%s, $4) l)', string_agg(format('t.%I', a.attname), ', ' order by k.place),
      string_agg(format('l.%I', a.attname), ', ' order by k.place), target) else ' and $4 is null' end,
    string_agg(format('t.%I', a.attname), ', ' order by k.place))
  from pg_catalog.pg_index i
  cross join lateral unnest(i.indkey::int2[]) with ordinality k(attnum, place)
  join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = target and i.indisprimary
$function$;
grant execute on function private.export_piece(regclass,text,jsonb) to lapel_definer;
comment on function private.export_piece(regclass,text,jsonb) is 'The query for the next rows of a table, $5 at most, each as JSON text without the columns $3, and its primary key: those after the key $4.';

-- private.export_places(public.privacy_requests) ----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.export_places(request public.privacy_requests)
 RETURNS SETOF private.export_place
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select false, r.table_name, format('public.%I', r.table_name)::regclass, format('%s and (%s)', r.scope, private.subject_rows(r, request.subject_type))
  from private.privacy_register r where private.subject_rows(r, request.subject_type) is not null
  union all
  select true, p.target::text, p.target, case request.subject_type when 'organization' then 'true' else (p.core).visitor_rows end
  from private.present_core_tables(request.organization_id) p
  where request.subject_type = 'organization' or request.subject_type = 'visitor' and (p.core).visitor_rows is not null
$function$;
alter function private.export_places(public.privacy_requests) owner to lapel_definer;
comment on function private.export_places(public.privacy_requests) is 'Every table that an export looks into, those of the tenant''s own schema too.';

-- private.export_query(private.export_requests) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.export_query(request private.export_requests)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  key text;
  value text;
  conditions text := 'true';
begin
  for key, value in select * from jsonb_each_text(request.filters) loop
    conditions := conditions || case
      when key = 'since' then format(' and t.created_at >= %L::timestamptz', value)
      when key = 'until' then format(' and t.created_at < %L::timestamptz', value)
      else format(' and t.%I = %L', key, value) end;
  end loop;
  if request.after_at is not null then conditions := conditions || format(' and (t.created_at, t.id) < (%L, %L)', request.after_at, request.after_id); end if;
  return case request.kind
    when 'usage_events' then 'select t.created_at, t.id, private.csv_line(t.id::text, t.created_at::text, o.name, t.organization_id::text, t.workspace_id::text, t.event_type, t.quantity::text, t.metadata::text)
      as line from public.usage_events t left join public.organizations o on o.id = t.organization_id'
    else 'select t.created_at, t.id, private.csv_line(t.id::text, t.created_at::text, o.name, t.organization_id::text, t.workspace_id::text, t.actor_id::text, t.actor_role, t.on_behalf_of::text,
        t.action, t.entity, t.entity_id, t.before::text, t.after::text, t.reason, t.request_id, host(t.ip), t.seq::text, encode(t.hash, ''hex''))
      as line from public.audit_logs t left join public.organizations o on o.id = t.organization_id' end
    || ' where ' || conditions || ' order by t.created_at desc, t.id desc limit 10000';
end $function$;
grant execute on function private.export_query(private.export_requests) to lapel_definer;
comment on function private.export_query(private.export_requests) is 'The query whose rows are the next ten thousand lines of an export, newest first.';

-- private.fail(text,text,text) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fail(code text, detail text DEFAULT ''::text, hint text DEFAULT ''::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  http_status smallint;
begin
  select e.status into strict http_status from private.error_codes e where e.code = fail.code;
  raise exception using errcode = 'PT' || http_status, message = code, detail = detail, hint = hint;
end $function$;
grant execute on function private.fail(text,text,text) to lapel_definer;
comment on function private.fail(text,text,text) is 'Raises a rule violation: the code is the message, PTnnn becomes the HTTP status in the Data API.';

-- private.fail_privacy_request(uuid) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fail_privacy_request(request_id uuid)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Five minutes, ten, twenty, up to ten hours: for a day in all.
  with tried as (update public.privacy_requests r set attempts = r.attempts + 1, next_attempt_at = now() + interval '5 minutes' * 2 ^ r.attempts,
    status = case when r.attempts >= 7 then 'failed' else 'pending' end, finished_at = case when r.attempts >= 7 then now() end
  where r.id = request_id and r.status = 'pending' returning r.id, r.status
  ), unfinished as (
    delete from public.data_exports x using tried t where t.status = 'failed' and x.privacy_request_id = t.id and x.finished_at is null
  ) select status from tried
$function$;
alter function private.fail_privacy_request(uuid) owner to lapel_definer;
grant execute on function private.fail_privacy_request(uuid) to service_role;
comment on function private.fail_privacy_request(uuid) is 'Worker: notes that a request could not be carried out. It is tried eight times; then nothing of an export is left.';

-- private.fail_sync_job(uuid,integer,text,integer,boolean) ------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fail_sync_job(job_id uuid, attempt integer, error text, retry_after integer DEFAULT NULL::integer, for_good boolean DEFAULT false)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.lock_connection(job_id);
  with failed as (
    update public.sync_jobs j set last_error = left(error, 1000), failures = j.failures + 1, leased_until = null,
      status = case when for_good or j.failures >= 4 then 'error' else 'pending' end,
      finished_at = case when for_good or j.failures >= 4 then now() end,
      next_attempt_at = now() + greatest(private.sync_delay(j.failures + 1) * (0.8 + random() * 0.4),
        make_interval(secs => least(coalesce(retry_after, 0), 86400)))
    where j.id = job_id and j.status = 'running' and j.attempts = attempt returning j.*
  ), told as (
    update public.integration_connections c set status = case f.status when 'error' then 'error' else c.status end,
      next_sync_at = case when not for_good then c.next_sync_at end
    from failed f where c.id = f.connection_id and c.status <> 'disabled'
  ) select status from failed
$function$;
alter function private.fail_sync_job(uuid,integer,text,integer,boolean) owner to lapel_definer;
grant execute on function private.fail_sync_job(uuid,integer,text,integer,boolean) to service_role;
comment on function private.fail_sync_job(uuid,integer,text,integer,boolean) is 'Worker: keeps why a run failed. It is tried five times without a page in between, each from its cursor, and later than the source asks (retry_after, in seconds). For good: only a person can mend it, so the schedule waits for one.';

-- private.feedback_problems(jsonb) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.feedback_problems(config jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  with band as (
    select b ->> 'key' as key, (b ->> 'from')::int as low, (b ->> 'to')::int as high, place - 1 as place,
      case config ->> 'scale' when 'nps' then 0 else 1 end as least, case config ->> 'scale' when 'nps' then 10 else 5 end as most
    from jsonb_array_elements(config -> 'followUps') with ordinality f (b, place)
  )
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/followUps', 'custom', 'Two answers share a key.') -> 0
    from (select key from band union all select 'score') k having count(*) > count(distinct key)
    union all
    select private.config_problem(format('/followUps/%s/%s', b.place, case when b.low < b.least or b.low > b.high then 'from' else 'to' end), 'custom',
      case when b.low < b.least or b.high > b.most or b.low > b.high then format('Scores go from %s to %s.', b.least, b.most)
        else 'Another question is asked for the same score.' end) -> 0
    from band b where b.low < b.least or b.high > b.most or b.low > b.high
      or exists (select from band other where other.place < b.place and other.low <= b.high and b.low <= other.high)) found (problem)
$function$;
grant execute on function private.feedback_problems(jsonb) to lapel_definer, service_role;
comment on function private.feedback_problems(jsonb) is 'Of feedback: answers that share a key, and scores that no question or two questions are asked for.';

-- private.field_problems(jsonb,boolean) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.field_problems(fields jsonb, in_order boolean)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/fields', 'custom', 'Two fields share a key.') -> 0
    from jsonb_array_elements(fields) f having count(*) > count(distinct f ->> 'key')
    union all
    select problem from jsonb_array_elements(fields) with ordinality f (field, place),
      jsonb_array_elements(private.bound_problems(field, '/fields/' || place - 1)
        || private.choice_problems(coalesce(field -> 'options', '[]'), format('/fields/%s/options', place - 1))
        || private.condition_problems(field -> 'showIf', '/fields/' || place - 1, case when in_order then
          array(select e ->> 'key' from jsonb_array_elements(fields) with ordinality earlier (e, n) where n < place) end)) problem) found (problem)
$function$;
grant execute on function private.field_problems(jsonb,boolean) to lapel_definer, service_role;
comment on function private.field_problems(jsonb,boolean) is 'Of fields: keys used twice, bounds, choices, and conditions. In order means that they ask what came before.';

-- private.fill_in(text,text,uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fill_in(template text, schema_name text, organization_id uuid)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select replace(replace(template, '{schema}', quote_ident(schema_name)), '{account}', organization_id::text)
$function$;
grant execute on function private.fill_in(text,text,uuid) to lapel_definer;
comment on function private.fill_in(text,text,uuid) is 'Makes one tenant''s DDL, or the definition expected in its catalog, of a template.';

-- private.find_held(private.submission_attempt[]) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.find_held(attempts private.submission_attempt[])
 RETURNS private.submission_attempt[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  held record;
begin
  for held in
    select a.n, k.submission_id, k.received_at, case when k.payload_hash <> a.payload_hash then 'IDEMPOTENCY_MISMATCH'
      when exists (select from unnest(attempts) f where f.submission_id = k.submission_id) then 'twin' else 'replayed' end as verdict
    from unnest(attempts) a
    join private.submission_keys k on k.widget_instance_id = a.instance_id and k.key = a.key
    where a.verdict = 'held'
  loop
    attempts[held.n].submission_id := held.submission_id;
    attempts[held.n].received_at := held.received_at;
    attempts[held.n].verdict := held.verdict;
  end loop;
  return attempts;
end $function$;
grant execute on function private.find_held(private.submission_attempt[]) to lapel_definer;
comment on function private.find_held(private.submission_attempt[]) is 'Finds the earlier submission that has the key of a request. A twin has the key of another request of its batch.';

-- private.finish_upload(uuid,integer,text) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.finish_upload(upload_id uuid, bytes integer, sha256 text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.widget_uploads u set status = 'stored', stored_bytes = bytes, sha256 = finish_upload.sha256
  where u.id = upload_id and u.status = 'pending' and u.secret_hash is null;
  return found;
end $function$;
alter function private.finish_upload(uuid,integer,text) owner to lapel_definer;
grant execute on function private.finish_upload(uuid,integer,text) to service_role;
comment on function private.finish_upload(uuid,integer,text) is 'Notes that the bytes have come. False when the upload was dropped meanwhile.';

-- private.finished_partial_ids() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.finished_partial_ids()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query select p.id from public.partial_submissions p
    where (p.workspace_id = any (array(select private.my_workspace_ids())) or (select private.is_staff()))
      and private.is_finished(p.widget_instance_id, p.client_submission_id);
end $function$;
alter function private.finished_partial_ids() owner to lapel_definer;
grant execute on function private.finished_partial_ids() to authenticated;
comment on function private.finished_partial_ids() is 'Partials of the caller''s workspaces whose submission has come, until the job removes them.';

-- private.first_owner(uuid,uuid) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.first_owner(organization_id uuid, other_than uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select m.user_id from public.organization_members m
  where m.organization_id = first_owner.organization_id and m.role = 'owner' and m.status = 'active' and m.user_id <> other_than
  order by m.created_at, m.id limit 1
$function$;
alter function private.first_owner(uuid,uuid) owner to lapel_definer;
comment on function private.first_owner(uuid,uuid) is 'An organization''s longest-standing owner, besides one person.';

-- private.flag_enabled(text,uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.flag_enabled(key text, organization_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce((
    select coalesce((f.organizations ->> o.id::text)::boolean, (f.plans ->> o.plan_id)::boolean,
      case when abs(hashtextextended(f.key || o.id::text, 0) % 100) < f.rollout_percent then true end, f.enabled)
    from public.feature_flags f join public.organizations o on o.id = flag_enabled.organization_id
    where f.key = flag_enabled.key), false)
$function$;
alter function private.flag_enabled(text,uuid) owner to lapel_definer;
grant execute on function private.flag_enabled(text,uuid) to service_role;
comment on function private.flag_enabled(text,uuid) is 'Whether a flag is on for an organization; false for unknown flags.';

-- private.fn_announce_instance() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_announce_instance()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_notify('lapel_instance', coalesce(new.public_id, old.public_id));
  return null;
end $function$;
grant execute on function private.fn_announce_instance() to lapel_definer, service_role;
comment on function private.fn_announce_instance() is 'Tells servers that hold the instance in memory to read it again.';

-- private.fn_announce_instances() -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_announce_instances()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_notify('lapel_instance', i.public_id) from public.widget_instances i
  where i.status = 'published' and case tg_table_name when 'widgets' then i.widget_id else i.organization_id end = new.id;
  return null;
end $function$;
alter function private.fn_announce_instances() owner to lapel_definer;
comment on function private.fn_announce_instances() is 'Tells servers to read again what a widget or an organization shows, when that may begin or end.';

-- private.fn_audit() --------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_audit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- Arguments: the name of the key columns joined by comma, then columns whose values are never recorded.
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - tg_argv[1:] end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - tg_argv[1:] end;
  any_row jsonb := coalesce(new_row, old_row);
  entry public.audit_logs;
begin
  entry.before := private.changed_columns(old_row, new_row);
  entry.after := private.changed_columns(new_row, old_row);
  if entry.before is null and entry.after is null then return null; end if;
  -- In a tenant's own schema the column is account_id.
  entry.organization_id := (case when tg_table_name = 'organizations' then any_row ->> 'id'
    else coalesce(any_row ->> 'organization_id', any_row ->> 'account_id') end)::uuid;
  entry.workspace_id := (case when tg_table_name = 'workspaces' then any_row ->> 'id' else any_row ->> 'workspace_id' end)::uuid;
  entry.actor_id := auth.uid();
  entry.on_behalf_of := (select s.id from private.my_impersonation() s where s.organization_id = entry.organization_id);
  entry.actor_role := coalesce(private.held_staff_role(), nullif(auth.role(), ''), session_user);
  entry.action := lower(tg_op);
  -- Of a partitioned table's row the trigger names the partition.
  entry.entity := case when tg_table_schema = 'partitions' then (select c.relname from pg_catalog.pg_class c where c.oid = pg_partition_root(tg_relid))
    when left(tg_table_schema, 7) = 'tenant_' then tg_table_schema || '.' || tg_table_name else tg_table_name end;
  entry.entity_id := (select string_agg(any_row ->> k, '/') from unnest(string_to_array(tg_argv[0], ',')) k);
  entry.reason := nullif(current_setting('lapel.reason', true), '');
  perform private.append_audit(entry);
  return null;
end $function$;
alter function private.fn_audit() owner to lapel_definer;
comment on function private.fn_audit() is 'Writes the audit entry of one changed row: only the columns that changed.';

-- private.fn_audit_for_platform() -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_audit_for_platform()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  entry public.audit_logs;
begin
  entry.actor_id := auth.uid();
  entry.actor_role := coalesce(private.held_staff_role(), session_user);
  entry.action := lower(tg_op);
  entry.entity := tg_table_name;
  entry.entity_id := new.id;
  entry.after := to_jsonb(new);
  entry.reason := new.reason;
  perform private.append_audit(entry);
  return null;
end $function$;
alter function private.fn_audit_for_platform() owner to lapel_definer;
comment on function private.fn_audit_for_platform() is 'Writes what concerns tenant and platform alike into the platform''s chain, besides the tenant''s.';

-- private.fn_audit_note() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_audit_note()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- The words stay in the table, where an erasure finds them.
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'body' end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'body' end;
  entry public.audit_logs;
begin
  entry.before := private.changed_columns(old_row, new_row);
  entry.after := private.changed_columns(new_row, old_row);
  if entry.before is null and entry.after is null then return null; end if;
  entry.actor_id := auth.uid();
  entry.actor_role := coalesce(private.held_staff_role(), nullif(auth.role(), ''), session_user);
  entry.action := lower(tg_op);
  entry.entity := tg_table_name;
  entry.entity_id := coalesce(new_row, old_row) ->> 'id';
  perform private.append_audit(entry);
  return null;
end $function$;
alter function private.fn_audit_note() owner to lapel_definer;
comment on function private.fn_audit_note() is 'Audits a note in the platform''s chain, which no tenant reads, and without its words.';

-- private.fn_check_allocation() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_check_allocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  given record;
begin
  perform private.check_limits_object(new.limits);
  -- Allocations of one agency queue here, so that two of them never both fit into the same rest. Being a write, it also
  -- holds under repeatable read, where a lock alone would let both add up what they saw before.
  update public.workspaces w set updated_at = now() where w.id = new.agency_workspace_id and w.kind = 'agency';
  if not found or not exists (select from public.workspaces c where c.id = new.workspace_id
    and c.parent_workspace_id = new.agency_workspace_id) then
    perform private.fail('VALIDATION_FAILED', 'Capacity goes from an agency workspace to a client workspace below it.');
  end if;
  for given in
    select l.key, l.value::int + coalesce((select sum((a.limits ->> l.key)::int) from public.workspace_allocations a
      where a.agency_workspace_id = new.agency_workspace_id and a.workspace_id <> new.workspace_id), 0) as total,
      (private.effective_limit(new.agency_workspace_id, l.key)).limit_value as bound
    from jsonb_each_text(new.limits) l
  loop
    if given.total > given.bound then
      perform private.fail('ALLOCATION_EXCEEDED', format('%s: %s allocated in all, the agency has %s.', given.key, given.total, given.bound));
    end if;
  end loop;
  return new;
end $function$;
alter function private.fn_check_allocation() owner to lapel_definer;
comment on function private.fn_check_allocation() is 'Keeps the sum of an agency''s allocations within its own effective limits.';

-- private.fn_check_connection() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_check_connection()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- One without any config is not set up yet.
  if new.config <> '{}' then
    perform private.refuse_config(private.schema_problems(new.config, private.adapter_schema(new.adapter), null, ''));
    if new.config -> 'metrics' = '{}' then
      perform private.refuse_config(private.config_problem('/metrics', 'too_small', 'At least one is needed.'));
    end if;
  end if;
  return new;
end $function$;
alter function private.fn_check_connection() owner to lapel_definer;
comment on function private.fn_check_connection() is 'Refuses a config that the adapter''s runs would refuse.';

-- private.fn_check_package() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_check_package()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.check_limits_object(new.limits);
  if not exists (select from public.workspaces w where w.id = new.agency_workspace_id and w.kind = 'agency') then
    perform private.fail('VALIDATION_FAILED', 'Only agency workspaces have packages.');
  end if;
  return new;
end $function$;
alter function private.fn_check_package() owner to lapel_definer;
comment on function private.fn_check_package() is 'Packages belong to agencies and hold known limits.';

-- private.fn_check_workspace_parent() ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_check_workspace_parent()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if new.parent_workspace_id is not null then
    -- The lock keeps the parent an agency until this is done.
    perform from public.workspaces p where p.id = new.parent_workspace_id and p.kind = 'agency' for share;
    if not found then
      perform private.fail('VALIDATION_FAILED', 'Client workspaces belong directly under an agency workspace.');
    end if;
  end if;
  if new.kind <> 'agency' and exists (select from public.workspaces c where c.parent_workspace_id = new.id) then
    perform private.fail('VALIDATION_FAILED', 'A workspace with client workspaces stays an agency.');
  end if;
  return new;
end $function$;
alter function private.fn_check_workspace_parent() owner to lapel_definer;
comment on function private.fn_check_workspace_parent() is 'Client workspaces hang under an agency''s workspace, one level deep.';

-- private.fn_copy_email() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_copy_email()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.profiles set email = new.email where user_id = new.id;
  return new;
end $function$;
alter function private.fn_copy_email() owner to lapel_definer;
comment on function private.fn_copy_email() is 'Keeps the profile''s address equal to the account''s.';

-- private.fn_count_campaign_leads() -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_count_campaign_leads()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.campaigns c set current_leads = c.current_leads + case tg_op when 'INSERT' then 1 else -1 end
  where c.id = coalesce(new.campaign_id, old.campaign_id);
  return coalesce(new, old);
end $function$;
alter function private.fn_count_campaign_leads() owner to lapel_definer;
comment on function private.fn_count_campaign_leads() is 'Keeps campaigns.current_leads equal to the companies attached.';

-- private.fn_count_guest() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_count_guest()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  guest public.workspace_members := case when tg_op = 'DELETE' then old else new end;
  counted boolean := tg_op <> 'INSERT' and old.status = 'active';
  counts boolean := tg_op <> 'DELETE' and new.status = 'active';
begin
  if counted = counts or exists (select from public.organization_members m where m.organization_id = guest.organization_id
    and m.user_id = guest.user_id and m.status = 'active') then
    return null;
  elsif counted then
    perform private.give_back(private.limit_of_row(to_jsonb(guest), 'users'), 'users');
  elsif private.take_limit(private.limit_of_row(to_jsonb(guest), 'users'), 'users') = 0 then
    perform private.refuse_limit('users');
  end if;
  return null;
end $function$;
alter function private.fn_count_guest() owner to lapel_definer;
comment on function private.fn_count_guest() is 'Counts who belongs to a single workspace as a user of it. Members of the organization are counted there already.';

-- private.fn_count_limit() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_count_limit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- Arguments: the limit type, then the column and its values (joined by comma) that make a row count; without them every row counts.
  limit_type text := tg_argv[0];
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  counted boolean := old_row is not null and (tg_nargs = 1 or old_row ->> tg_argv[1] = any (string_to_array(tg_argv[2], ',')));
  counts boolean := new_row is not null and (tg_nargs = 1 or new_row ->> tg_argv[1] = any (string_to_array(tg_argv[2], ',')));
  was_in private.effective_limit;
  is_in private.effective_limit;
begin
  if counted then was_in := private.limit_of_row(old_row, limit_type); end if;
  if counts then is_in := private.limit_of_row(new_row, limit_type); end if;
  if was_in.scope_id = is_in.scope_id then return null; end if;
  if counted and counts then
    -- Two rows that change places would each hold what the other one needs.
    perform from public.usage_counters c where c.scope_id in (was_in.scope_id, is_in.scope_id) and c.limit_type = tg_argv[0]
      and c.period = private.limit_period(tg_argv[0]) order by c.scope_id for update;
  end if;
  if counted then perform private.give_back(was_in, limit_type); end if;
  if counts and private.take_limit(is_in, limit_type) = 0 then perform private.refuse_limit(limit_type); end if;
  return null;
end $function$;
alter function private.fn_count_limit() owner to lapel_definer;
comment on function private.fn_count_limit() is 'Counts rows against a limit as they come, go, change state or move.';

-- private.fn_count_sites() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_count_sites()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'DELETE' then
    perform private.give_back(private.organization_limit(old.account_id, 'sites'), 'sites');
  elsif private.take_limit(private.organization_limit(new.account_id, 'sites'), 'sites') = 0 then
    perform private.refuse_limit('sites');
  end if;
  return null;
end $function$;
alter function private.fn_count_sites() owner to lapel_definer;
comment on function private.fn_count_sites() is 'Counts a tenant''s sites against its plan, exact under concurrency: the counter''s row is locked, nothing is counted.';

-- private.fn_drop_allocation() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_drop_allocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from public.workspace_allocations a where a.workspace_id = new.id;
  return null;
end $function$;
alter function private.fn_drop_allocation() owner to lapel_definer;
comment on function private.fn_drop_allocation() is 'A client that leaves its agency leaves the agency''s capacity behind.';

-- private.fn_empty_tenant_schema() ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_empty_tenant_schema()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target regclass;
begin
  for target in
    select c.oid from private.core_tables t
    join pg_catalog.pg_class c on c.relname = t.name and c.relkind = 'r'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = old.schema_name
    order by t.position desc
  loop
    execute format('delete from %s', target);
  end loop;
  return null;
end $function$;
alter function private.fn_empty_tenant_schema() owner to lapel_definer;
comment on function private.fn_empty_tenant_schema() is 'Deletes what a deleted organization had in its schema.';

-- private.fn_follow_subscription() ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_follow_subscription()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.organizations o set plan_id = new.plan_id, plan_status = new.status
  where o.id = new.organization_id and (o.plan_id, o.plan_status) is distinct from (new.plan_id, new.status);
  return null;
end $function$;
alter function private.fn_follow_subscription() owner to lapel_definer;
comment on function private.fn_follow_subscription() is 'Keeps the organization''s plan equal to its subscription.';

-- private.fn_follow_upload() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_follow_upload()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'INSERT' then
    if private.take_limit(private.limit_of_row(to_jsonb(new), 'storage_mb'), 'storage_mb', new.megabytes) < new.megabytes then
      perform private.refuse_limit('storage_mb');
    end if;
  elsif old.status <> 'deleted' and (tg_op = 'DELETE' or new.status = 'deleted') then
    perform private.give_back(private.limit_of_row(to_jsonb(old), 'storage_mb'), 'storage_mb', old.megabytes);
    insert into private.upload_removals (upload_id) values (old.id) on conflict do nothing;
  end if;
  return null;
end $function$;
alter function private.fn_follow_upload() owner to lapel_definer;
comment on function private.fn_follow_upload() is 'Takes storage for an upload as it is announced; gives it back, and queues the bytes for removal, as it goes.';

-- private.fn_forget_credential() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_forget_credential()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from vault.secrets s where s.id = old.vault_secret_id;
  return null;
end $function$;
alter function private.fn_forget_credential() owner to lapel_definer;
comment on function private.fn_forget_credential() is 'A credential goes with its connection.';

-- private.fn_forget_identity_secrets() --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_forget_identity_secrets()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from vault.secrets s where s.id in (old.secret_id, old.previous_secret_id);
  return null;
end $function$;
alter function private.fn_forget_identity_secrets() owner to lapel_definer;
comment on function private.fn_forget_identity_secrets() is 'Secrets leave the vault with their row.';

-- private.fn_forget_webhook_secrets() ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_forget_webhook_secrets()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from vault.secrets s where s.id in (old.secret_id, old.previous_secret_id);
  return null;
end $function$;
alter function private.fn_forget_webhook_secrets() owner to lapel_definer;
comment on function private.fn_forget_webhook_secrets() is 'Secrets go with their endpoint.';

-- private.fn_hand_over() ----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_hand_over()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- An organization keeps an owner, so that there is somebody; without one the key refuses the deletion.
  update public.campaigns c set search_account_id = private.first_owner(c.organization_id, old.id)
  where c.search_account_id = old.id and private.first_owner(c.organization_id, old.id) is not null;
  update public.billing_accounts b set owner_user_id = private.first_owner(b.organization_id, old.id)
  where b.owner_user_id = old.id and private.first_owner(b.organization_id, old.id) is not null;
  return old;
end $function$;
alter function private.fn_hand_over() owner to lapel_definer;
comment on function private.fn_hand_over() is 'Passes campaigns and billing accounts of a person whose account goes to an owner of their organization.';

-- private.fn_handle_new_user() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_handle_new_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- The user controls what the form sent: it names things and decides nothing.
  given jsonb := private.sign_up_data(new.raw_user_meta_data);
  given_name text := private.given_text(given, 'name');
  given_company text := private.given_text(given, 'company');
  joined jsonb;
begin
  insert into public.profiles (user_id, name, company, email)
  values (new.id, given_name, given_company, new.email);
  begin
    joined := to_jsonb(private.use_invitation(given ->> 'invitation_token', new.id, new.email));
  exception when sqlstate 'PT402' then
    -- The inviting organization is full: the account is made all the same, and the invitation stays open.
    joined := null;
  end;
  if joined ->> 'id' is null then
    perform private.provision_tenant(new.id, coalesce(given_company, given_name, 'My organization'));
  else
    update public.profiles set created_source = 'invitation' where user_id = new.id;
    insert into public.user_creation_audit (user_id, organization_id, workspace_id, source)
    values (new.id, (joined ->> 'organization_id')::uuid, (joined ->> 'workspace_id')::uuid, 'invitation');
  end if;
  return new;
end $function$;
alter function private.fn_handle_new_user() owner to lapel_definer;
comment on function private.fn_handle_new_user() is 'Sign-up, in the transaction that makes the user: a profile, and the invited organization or an own one with a first workspace.';

-- private.fn_hold_organization() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_hold_organization()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Before the audit chain, which who changes the organization takes after it.
  perform from public.organizations o where o.id = new.organization_id for no key update;
  return new;
end $function$;
alter function private.fn_hold_organization() owner to lapel_definer;
comment on function private.fn_hold_organization() is 'Keeps others from changing an organization whose subscription changes.';

-- private.fn_hold_workspace() -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_hold_workspace()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  -- Before the audit's lock and the key's weaker one, which writers take in the other order. Waits for whoever is writing
  -- into the workspace: they still count where it counted until now.
  perform from public.workspaces w where w.id = (changed ->> tg_argv[0])::uuid for update;
  return case when tg_op = 'DELETE' then old else new end;
end $function$;
alter function private.fn_hold_workspace() owner to lapel_definer;
comment on function private.fn_hold_workspace() is 'Keeps writers out of a workspace whose own limits change, until its use has moved.';

-- private.fn_hold_workspaces_of_plan() --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_hold_workspaces_of_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.plan_limits := case when tg_op = 'DELETE' then old else new end;
  home record;
begin
  -- A new value of a limit moves nothing: its insert ends as an update.
  if tg_op = 'INSERT' and exists (select from public.plan_limits l where l.plan_id = changed.plan_id and l.limit_type = changed.limit_type) then
    return changed;
  end if;
  -- Before the platform's audit chain, and all of them before the first tenant's.
  perform from public.workspaces w where w.plan_id = changed.plan_id order by w.id for update;
  for home in select distinct w.organization_id from public.workspaces w where w.plan_id = changed.plan_id order by 1 loop
    perform private.hold_audit_chain(home.organization_id);
  end loop;
  return changed;
end $function$;
alter function private.fn_hold_workspaces_of_plan() owner to lapel_definer;
comment on function private.fn_hold_workspaces_of_plan() is 'Keeps writers out of the workspaces whose own plan starts or stops to limit something.';

-- private.fn_keep_an_owner() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_keep_an_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Two owners who leave at once wait for each other here; under repeatable read the audit chain then fails the second.
  -- Submissions, which refer to the organization, do not wait. No row: the organization itself is going.
  perform from public.organizations where id = old.organization_id for no key update;
  if found and not exists (select from public.organization_members m where m.organization_id = old.organization_id
    and m.id <> old.id and m.role = 'owner' and m.status = 'active') then
    perform private.fail('LAST_OWNER', 'An organization keeps at least one owner. Make someone else owner first.');
  end if;
  return coalesce(new, old);
end $function$;
alter function private.fn_keep_an_owner() owner to lapel_definer;
comment on function private.fn_keep_an_owner() is 'Refuses to remove, demote or move an organization''s last owner.';

-- private.fn_keep_slugs() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_keep_slugs()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op <> 'INSERT' then
    delete from private.given_up_slugs g where g.held_until < now();
    insert into private.given_up_slugs as g (slug, organization_id) values (old.slug, case tg_op when 'UPDATE' then old.id end)
    on conflict (slug) do update set organization_id = excluded.organization_id, held_until = excluded.held_until;
  end if;
  -- After the unique index, which has waited for whoever was giving it up at this moment.
  if tg_op <> 'DELETE' and exists (select from private.given_up_slugs g
    where g.slug = new.slug and g.organization_id is distinct from new.id and g.held_until > now()) then
    raise unique_violation using message = 'this short name is held';
  end if;
  return null;
end $function$;
alter function private.fn_keep_slugs() owner to lapel_definer;
comment on function private.fn_keep_slugs() is 'Holds a short name for the organization that gave it up.';

-- private.fn_mirror_plan_limit() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_mirror_plan_limit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.plan_limits := coalesce(new, old);
  value int := case when tg_op <> 'DELETE' then new.limit_value end;
begin
  update public.plans p set
    max_users = case when changed.limit_type = 'users' then value else p.max_users end,
    max_sites = case when changed.limit_type = 'sites' then value else p.max_sites end
  where p.plan_id = changed.plan_id;
  return null;
end $function$;
alter function private.fn_mirror_plan_limit() owner to lapel_definer;
comment on function private.fn_mirror_plan_limit() is 'Keeps plans.max_users and plans.max_sites equal to the limits.';

-- private.fn_need_feature() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_need_feature()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- After the policies: nobody learns from here what another tenant's plan has. What is there when a plan shrinks stays.
  if auth.uid() is not null then perform private.require_feature(new.organization_id, tg_argv[0]); end if;
  return null;
end $function$;
alter function private.fn_need_feature() owner to lapel_definer;
comment on function private.fn_need_feature() is 'Refuses people a row for which the plan of its organization lacks the feature.';

-- private.fn_note_sign_up() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_note_sign_up()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.note_sign_up(new.user_id, host(new.ip), new.user_agent);
  return null;
end $function$;
alter function private.fn_note_sign_up() owner to lapel_definer;
comment on function private.fn_note_sign_up() is 'A new user''s first session says where they came from: the auth server writes it there. Supabase Lite does not; its server tells.';

-- private.fn_queue_leads() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_queue_leads()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not exists (select from added e join public.campaigns c on c.organization_id = e.organization_id) then return null; end if;
  -- Accepted in this very transaction, a submission is as old as its event; a restored one says when it came.
  insert into private.lead_queue (submission_id, received_at, campaign_id)
  select e.entity_id, coalesce((e.payload ->> 'received_at')::timestamptz, e.created_at), c.id from added e
  join public.campaigns c on c.organization_id = e.organization_id and c.widget_instance_id = (e.payload ->> 'widget_instance_id')::uuid
  where e.event_type in ('submission.accepted', 'submission.restored')
  on conflict do nothing;
  return null;
end $function$;
alter function private.fn_queue_leads() owner to lapel_definer;
comment on function private.fn_queue_leads() is 'Puts a lead widget''s submissions into the queue, in the transaction that stores or restores them; one look-up per batch where an organization has no campaign.';

-- private.fn_queue_webhooks() -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_queue_webhooks()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Most workspaces have no endpoint: the whole statement costs more to begin than this.
  if not exists (select from added a join public.webhook_endpoints e on e.workspace_id = a.workspace_id and e.status = 'active') then
    return null;
  end if;
  with wanted as materialized (
    select a.id as event_id, e.id as endpoint_id from added a
    join public.webhook_endpoints e on e.workspace_id = a.workspace_id and e.status = 'active'
      and (e.event_types = '{}' or a.event_type = any (e.event_types))
  ), messages as (
    insert into public.webhook_messages (organization_id, workspace_id, event_id, event_type, payload)
    select a.organization_id, a.workspace_id, a.id, a.event_type, jsonb_build_object('type', a.event_type,
      'timestamp', to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'data', a.payload || jsonb_build_object('entity_type', a.entity_type, 'entity_id', a.entity_id))
    from added a where a.id in (select w.event_id from wanted w)
    returning id, event_id, organization_id, workspace_id
  )
  insert into public.webhook_deliveries (organization_id, workspace_id, endpoint_id, message_id)
  select m.organization_id, m.workspace_id, w.endpoint_id, m.id from messages m join wanted w on w.event_id = m.event_id;
  return null;
end $function$;
alter function private.fn_queue_webhooks() owner to lapel_definer;
comment on function private.fn_queue_webhooks() is 'Puts events into the outbox of every endpoint that wants them, in the events'' own transaction.';

-- private.fn_recount_after_scope_change() -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_recount_after_scope_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- Argument: the column that names the workspace whose own limit came, went or changed.
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  -- Not found: the change is the organization's, which moves nothing, or the workspace itself is going.
  if exists (select from public.workspaces w where w.id = (changed ->> tg_argv[0])::uuid) then
    perform private.reconcile_usage((changed ->> 'organization_id')::uuid);
  end if;
  return null;
end $function$;
alter function private.fn_recount_after_scope_change() owner to lapel_definer;
comment on function private.fn_recount_after_scope_change() is 'Moves use between scopes when a workspace gains or loses a limit of its own.';

-- private.fn_recount_guest() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_recount_guest()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  member public.organization_members := case when tg_op = 'DELETE' then old else new end;
begin
  if exists (select from public.workspace_members g where g.organization_id = member.organization_id
    and g.user_id = member.user_id and g.status = 'active') then
    perform private.reconcile_usage(member.organization_id, '{users}');
  end if;
  return null;
end $function$;
alter function private.fn_recount_guest() owner to lapel_definer;
comment on function private.fn_recount_guest() is 'Counts a person once who is in a workspace and becomes, or stops being, a member of its organization.';

-- private.fn_recount_workspaces_of_plan() -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_recount_workspaces_of_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed public.plan_limits := case when tg_op = 'DELETE' then old else new end;
  home record;
begin
  for home in select w.organization_id from public.workspaces w where w.plan_id = changed.plan_id order by w.id loop
    perform private.reconcile_usage(home.organization_id, array[changed.limit_type]);
  end loop;
  return null;
end $function$;
alter function private.fn_recount_workspaces_of_plan() owner to lapel_definer;
comment on function private.fn_recount_workspaces_of_plan() is 'Moves use when a plan that workspaces have of their own starts or stops to limit something.';

-- private.fn_refuse_artifact_change() ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_refuse_artifact_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- The generated columns follow the content, and are not known yet.
  if to_jsonb(new) - '{bytes,sha256,created_by,approved_by,approved_at}'::text[] is distinct from
    to_jsonb(old) - '{bytes,sha256,created_by,approved_by,approved_at}'::text[] then
    raise exception 'an artifact never changes: upload a new version' using errcode = '42501';
  end if;
  return new;
end $function$;
comment on function private.fn_refuse_artifact_change() is 'Keeps artifacts immutable; only their approval changes.';

-- private.fn_refuse_change() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception '% is append-only: % is refused for everyone', tg_table_name, tg_op using errcode = '42501';
end $function$;
grant execute on function private.fn_refuse_change() to authenticated, lapel_definer, service_role;
comment on function private.fn_refuse_change() is 'Guards append-only tables, their owner included.';

-- private.fn_refuse_in_archive() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_refuse_in_archive()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Waits for who is archiving the workspace, and keeps others from it until this is done.
  perform from public.workspaces w where w.id = new.workspace_id and w.status = 'active' for share;
  if not found then perform private.fail('CONFLICT', 'The workspace is archived. Restore it first.'); end if;
  return new;
end $function$;
alter function private.fn_refuse_in_archive() owner to lapel_definer;
comment on function private.fn_refuse_in_archive() is 'Nothing is published in an archived workspace, also by who was on the way while it was archived.';

-- private.fn_refuse_in_maintenance() ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_refuse_in_maintenance()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if private.in_maintenance() and not private.works_in_maintenance() then
    perform private.fail('MAINTENANCE', 'Lapel is being maintained. Nothing is lost: try again in a few minutes.');
  end if;
  return null;
end $function$;
alter function private.fn_refuse_in_maintenance() owner to lapel_definer;
comment on function private.fn_refuse_in_maintenance() is 'Refuses a tenant''s statement while the platform is in maintenance.';

-- private.fn_refuse_revision_change() ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_refuse_revision_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- An author may leave; what was published stays as it was.
  if to_jsonb(new) - 'author_id' is distinct from to_jsonb(old) - 'author_id' then
    raise exception 'a revision never changes' using errcode = '42501';
  end if;
  return new;
end $function$;
grant execute on function private.fn_refuse_revision_change() to lapel_definer, service_role;
comment on function private.fn_refuse_revision_change() is 'Keeps revisions immutable.';

-- private.fn_refuse_same_campaign() -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_refuse_same_campaign()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  twin uuid;
begin
  -- No search at all, or none that the table takes.
  if new.industries = '[]' and new.locations = '[]' and new.headcount = '[]'
    or 'array' <> any (array[jsonb_typeof(new.industries), jsonb_typeof(new.locations), jsonb_typeof(new.headcount)]) then
    return new;
  end if;
  -- Two equal campaigns at once: the second waits for the first.
  perform from public.organizations o where o.id = new.organization_id for no key update;
  select c.id into twin from public.campaigns c
  where c.organization_id = new.organization_id and c.id <> new.id
    and private.same_elements(c.industries, new.industries) and private.same_elements(c.locations, new.locations)
    and private.same_elements(c.headcount, new.headcount) limit 1;
  if twin is not null then
    perform private.fail('CONFLICT', 'A campaign with the same industries, locations and headcount exists.', twin::text);
  end if;
  return new;
end $function$;
alter function private.fn_refuse_same_campaign() owner to lapel_definer;
comment on function private.fn_refuse_same_campaign() is 'Refuses a second campaign with the same search; the hint is the existing campaign''s id.';

-- private.fn_restart_connection() -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_restart_connection()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Whoever changes the address must not learn the credential from where it leads.
  if private.leads_elsewhere(old.config, new.config) and private.forget_credential_of(old) then
    new.resume_from := null;
    new.next_sync_at := null;
    if new.status <> 'disabled' then new.status := 'error'; end if;
    return new;
  end if;
  if new.config is distinct from old.config then
    new.resume_from := null;
    -- What was fetched with the old config says nothing of where the new one is, and who fetches with it stores nothing more.
    update public.sync_jobs j set status = 'pending', cursor = null, pages = 0, attempts = j.attempts + 1, failures = 0,
      next_attempt_at = now(), leased_until = null
    where j.connection_id = new.id and j.status in ('pending', 'running');
  end if;
  new.next_sync_at := case when new.every_minutes is not null then now() end;
  return new;
end $function$;
alter function private.fn_restart_connection() owner to lapel_definer;
comment on function private.fn_restart_connection() is 'A connection whose config or schedule changes, or that is switched on, runs soon. Another config begins from the start; one that leads elsewhere forgets the credential, and the connection waits for a new one.';

-- private.fn_restart_endpoint() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_restart_endpoint()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.failing_since := null;
  new.disabled_reason := null;
  return new;
end $function$;
grant execute on function private.fn_restart_endpoint() to authenticated, lapel_definer;
comment on function private.fn_restart_endpoint() is 'An endpoint that is switched on again starts with a clean record.';

-- private.fn_stamp_organization_status() ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_stamp_organization_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if new.status = 'suspended' then new.suspended_at := coalesce(new.suspended_at, now()); end if;
  if new.status = 'active' then new.suspended_at := null; end if;
  new.deleted_at := case when new.status = 'deleting' then coalesce(new.deleted_at, now()) end;
  return new;
end $function$;
grant execute on function private.fn_stamp_organization_status() to lapel_definer;
comment on function private.fn_stamp_organization_status() is 'Notes since when an organization is suspended or being deleted.';

-- private.fn_stamp_token_role() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_stamp_token_role()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if tg_op <> 'INSERT' then
    update auth.users set role = 'authenticated' where id = old.user_id;
  end if;
  if tg_op <> 'DELETE' then
    update auth.users set role = 'platform_staff' where id = new.user_id;
  end if;
  return null;
end $function$;
comment on function private.fn_stamp_token_role() is 'Sets the role that the auth server writes into the access tokens of staff. Owned by who runs the migrations: on hosted Supabase nobody else of ours may write to the auth server''s table.';

-- private.fn_stamp_workspace_status() ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_stamp_workspace_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.archived_at := case new.status when 'archived' then now() end;
  return new;
end $function$;
grant execute on function private.fn_stamp_workspace_status() to lapel_definer;
comment on function private.fn_stamp_workspace_status() is 'Notes since when a workspace is archived.';

-- private.fn_stop_deliveries() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_stop_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.webhook_deliveries d set status = 'failed', next_attempt_at = null, leased_until = null, error = 'The endpoint is switched off.'
  where d.endpoint_id = new.id and d.status = 'pending';
  return null;
end $function$;
alter function private.fn_stop_deliveries() owner to lapel_definer;
comment on function private.fn_stop_deliveries() is 'What waits for an endpoint that is switched off has failed, and may be replayed later.';

-- private.fn_strip_deleted_upload() -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_strip_deleted_upload()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if old.status = 'deleted' then raise exception 'a deleted upload never changes' using errcode = '42501'; end if;
  if new.status = 'deleted' then
    new.name := null;
    new.sha256 := null;
    new.secret_hash := null;
  end if;
  return new;
end $function$;
grant execute on function private.fn_strip_deleted_upload() to lapel_definer;
comment on function private.fn_strip_deleted_upload() is 'Of a deleted upload nothing stays that says what it was.';

-- private.fn_take_offline() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_take_offline()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.widget_instances i set status = 'inactive' where i.workspace_id = new.id and i.status = 'published';
  return null;
end $function$;
alter function private.fn_take_offline() owner to lapel_definer;
comment on function private.fn_take_offline() is 'What an archived workspace published is shown no more.';

-- private.fn_touch_updated_at() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.fn_touch_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.updated_at := now();
  return new;
end $function$;
grant execute on function private.fn_touch_updated_at() to authenticated, lapel_definer, service_role;
comment on function private.fn_touch_updated_at() is 'Keeps updated_at true.';

-- private.forget_credential_of(public.integration_connections) --------------------------------------------------------

CREATE OR REPLACE FUNCTION private.forget_credential_of(connection public.integration_connections)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  complaint constant text := 'The credential was forgotten, because the connection leads elsewhere: its host or auth changed. Set a new one.';
begin
  delete from vault.secrets s where s.id = connection.vault_secret_id;
  if not found then return false; end if;
  update public.sync_jobs j set status = 'error', last_error = complaint, finished_at = now(), leased_until = null
  where j.connection_id = connection.id and j.status in ('pending', 'running');
  if not found then
    insert into public.sync_jobs (organization_id, workspace_id, connection_id, status, last_error, finished_at)
    values (connection.organization_id, connection.workspace_id, connection.id, 'error', complaint, now());
  end if;
  return true;
end $function$;
grant execute on function private.forget_credential_of(public.integration_connections) to lapel_definer;
comment on function private.forget_credential_of(public.integration_connections) is 'Takes a connection''s credential out of the vault and ends its run with the reason. False when there was none.';

-- private.forget_in_exports(public.privacy_requests) ------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.forget_in_exports(request public.privacy_requests)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- Before it is erased.
  address text := case request.subject_type when 'visitor' then request.subject
    when 'user' then (select p.email from public.profiles p where p.user_id::text = request.subject) end;
  quoted text := to_json(request.subject)::text;
  -- Between quotes: a cell, or within one a value of JSON.
  id_as_written text := '"' || replace(substr(quoted, 2, length(quoted) - 2), '"', '""') || '"';
  holding uuid[] := array(select distinct p.request_id from private.export_parts p join private.export_requests x on x.id = p.request_id
    where coalesce((x.filters ->> 'organization_id')::uuid, request.organization_id) = request.organization_id
      and (private.names_address(p.content, address) or request.subject_type = 'user' and strpos(p.content, request.subject) > 0
        or request.subject_type = 'site_user' and strpos(p.content, id_as_written) > 0));
begin
  delete from private.export_parts p using private.export_requests x
  where x.id = p.request_id and x.id = any (holding) and x.status = 'pending';
  update private.export_requests x set rows = 0, after_at = null, after_id = null where x.id = any (holding) and x.status = 'pending';
  delete from private.export_requests x where x.id = any (holding) and x.status <> 'pending';
end $function$;
alter function private.forget_in_exports(public.privacy_requests) owner to lapel_definer;
comment on function private.forget_in_exports(public.privacy_requests) is 'Deletes the exports of staff that hold a subject; one that is still being written begins anew.';

-- private.forget_removals(uuid[],interval) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.forget_removals(upload_ids uuid[], waited interval DEFAULT '00:00:00'::interval)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  delete from private.upload_removals r where r.upload_id = any (upload_ids) and r.queued_at <= now() - waited
$function$;
alter function private.forget_removals(uuid[],interval) owner to lapel_definer;
grant execute on function private.forget_removals(uuid[],interval) to service_role;
comment on function private.forget_removals(uuid[],interval) is 'Job: the bytes of these uploads are removed. Those queued less than `waited` ago stay, to be removed again: somebody may still hold an address to send them to.';

-- private.forget_rotated_identity_secrets() ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.forget_rotated_identity_secrets()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  over uuid[] := array(select i.previous_secret_id from public.identity_secrets i
    where i.previous_secret_id is not null and i.rotated_at < now() - interval '24 hours' order by i.workspace_id for update skip locked);
begin
  update public.identity_secrets i set previous_secret_id = null where i.previous_secret_id = any (over);
  delete from vault.secrets s where s.id = any (over);
  return cardinality(over);
end $function$;
alter function private.forget_rotated_identity_secrets() owner to lapel_definer;
comment on function private.forget_rotated_identity_secrets() is 'Deletes identity secrets that were replaced more than 24 hours ago.';

-- private.forget_rotated_secrets() ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.forget_rotated_secrets()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  rotated record;
  forgotten int := 0;
begin
  for rotated in select e.id, e.previous_secret_id from public.webhook_endpoints e
    where e.previous_secret_id is not null and e.rotated_at < now() - interval '24 hours' for update skip locked
  loop
    update public.webhook_endpoints e set previous_secret_id = null where e.id = rotated.id;
    delete from vault.secrets s where s.id = rotated.previous_secret_id;
    forgotten := forgotten + 1;
  end loop;
  return forgotten + private.forget_rotated_identity_secrets();
end $function$;
alter function private.forget_rotated_secrets() owner to lapel_definer;
grant execute on function private.forget_rotated_secrets() to service_role;
comment on function private.forget_rotated_secrets() is 'Job: deletes signing secrets, of webhooks and of identities, that were replaced more than 24 hours ago.';

-- private.forget_sign_up_origins() ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.forget_sign_up_origins()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with forgotten as (
    update public.user_creation_audit a set created_ip = null, created_user_agent = null
    where (a.created_ip is not null or a.created_user_agent is not null) and a.created_at < now() - interval '90 days' returning 1
  ) select count(*) from forgotten
$function$;
alter function private.forget_sign_up_origins() owner to lapel_definer;
grant execute on function private.forget_sign_up_origins() to service_role;
comment on function private.forget_sign_up_origins() is 'Job: forgets after ninety days where new users came from.';

-- private.former_schemas(text[]) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.former_schemas(wanted text[] DEFAULT NULL::text[])
 RETURNS TABLE(schema_name text, holds_rows boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  target regclass;
  filled boolean;
begin
  for schema_name in
    -- Owned by the role of its name: a schema that only looks like a tenant's is none.
    select n.nspname from pg_catalog.pg_namespace n join pg_catalog.pg_roles r on r.oid = n.nspowner and r.rolname = n.nspname
    where n.nspname ~ '^tenant_[a-z0-9_]{1,50}$' and (wanted is null or n.nspname = any (wanted))
      and not exists (select from public.organizations o where o.schema_name = n.nspname)
    order by 1
  loop
    holds_rows := false;
    for target in
      select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = former_schemas.schema_name and c.relkind in ('r', 'm', 'f') order by c.relname
    loop
      execute format('select exists (select from %s)', target) into filled;
      holds_rows := holds_rows or filled;
    end loop;
    return next;
  end loop;
end $function$;
comment on function private.former_schemas(text[]) is 'Schemas whose organization is gone (null: all of them), and whether one still holds a row.';

-- private.free_schema_name(uuid,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.free_schema_name(organization_id uuid, slug text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- A schema or role of that name without its organization is a former tenant's: it is never handed on.
  select case when length(slug) <= 50 and not exists (select from pg_catalog.pg_namespace n where n.nspname = plain)
      and not exists (select from pg_catalog.pg_roles r where r.rolname = plain)
      and not exists (select from public.organizations o where o.schema_name = plain)
    then plain else left(plain, 48) || '_' || left(md5(organization_id::text), 8) end
  from (select 'tenant_' || replace(slug, '-', '_') as plain) as base
$function$;
comment on function private.free_schema_name(uuid,text) is 'The name of a new tenant schema, made from the slug.';

-- private.free_slug(text) ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.free_slug(wanted text)
 RETURNS text
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select case when base ~ '^[a-z0-9].*[a-z0-9]$' then base else 'team' end || '-' || substr(gen_random_uuid()::text, 1, 6)
  from trim('-' from left(regexp_replace(lower(coalesce(wanted, '')), '[^a-z0-9]+', '-', 'g'), 40)) as base
$function$;
grant execute on function private.free_slug(text) to lapel_definer;
comment on function private.free_slug(text) is 'A slug made from a name, with a random ending so that it does not say which names are taken.';

-- private.get_integration_credential(uuid) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.get_integration_credential(connection_id uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select s.decrypted_secret from public.integration_connections c
  join vault.decrypted_secrets s on s.id = c.vault_secret_id
  where c.id = connection_id
$function$;
alter function private.get_integration_credential(uuid) owner to lapel_definer;
grant execute on function private.get_integration_credential(uuid) to service_role;
comment on function private.get_integration_credential(uuid) is 'Service role: a connection''s credential, or null.';

-- private.give_back(private.effective_limit,text,integer) -------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.give_back(bound private.effective_limit, limit_type text, places integer DEFAULT 1)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.usage_counters c set used = greatest(c.used - places, 0)
  where c.scope_id = bound.scope_id and c.limit_type = give_back.limit_type and c.period = private.limit_period(give_back.limit_type);
end $function$;
alter function private.give_back(private.effective_limit,text,integer) owner to lapel_definer;
comment on function private.give_back(private.effective_limit,text,integer) is 'Frees places under a limit. Does nothing when the tenant itself is going.';

-- private.give_up_sync_jobs() -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.give_up_sync_jobs()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with owners as (
    select c.id from public.integration_connections c
    where c.id in (select j.connection_id from public.sync_jobs j where j.status = 'running' and j.leased_until < now() and j.failures >= 4)
    for no key update of c skip locked
  ), lost as (
    update public.sync_jobs j set status = 'error', failures = j.failures + 1, finished_at = now(), leased_until = null,
      last_error = 'The worker died in the fifth attempt.'
    from owners o where o.id = j.connection_id and j.status = 'running' and j.leased_until < now() and j.failures >= 4 returning j.connection_id
  )
  update public.integration_connections c set status = 'error' from lost l where c.id = l.connection_id and c.status <> 'disabled'
$function$;
alter function private.give_up_sync_jobs() owner to lapel_definer;
comment on function private.give_up_sync_jobs() is 'Ends runs that took five workers with them.';

-- private.given_text(jsonb,text) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.given_text(metadata jsonb, key text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select nullif(left(trim(regexp_replace(left(metadata ->> key, 1000), '[[:cntrl:][:space:]]+', ' ', 'g')), 120), '')
  where jsonb_typeof(metadata -> key) = 'string'
$function$;
grant execute on function private.given_text(jsonb,text) to lapel_definer;
comment on function private.given_text(jsonb,text) is 'One line of text that a sign-up form sent, or null for anything else.';

-- private.growth(integer) ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.growth(weeks integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with ends as (
    select e::date as day from generate_series(private.utc_today() - 7 * (weeks - 1), private.utc_today(), interval '7 days') e
  ), starts as (
    select (o.created_at at time zone 'UTC')::date as day, o.plan_id, count(*) as made from public.organizations o
    where o.status <> 'deleting' group by 1, 2
  )
  select coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'plan_id', x.plan_id, 'amount', x.amount) order by x.day, x.sort), '[]')
  from (select e.day, p.plan_id, p.sort, sum(s.made) as amount from ends e join starts s on s.day <= e.day
    join public.plans p on p.plan_id = s.plan_id group by 1, 2, 3) x
$function$;
alter function private.growth(integer) owner to lapel_definer;
comment on function private.growth(integer) is 'Organizations there are today, by the plan they have today, as many as existed at the end of each of the last weeks.';

-- private.has_feature(uuid,text) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.has_feature(organization_id uuid, feature_key text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from public.organizations o join public.plan_features f on f.plan_id = o.plan_id
    where o.id = has_feature.organization_id and f.feature_key = has_feature.feature_key and f.enabled)
$function$;
alter function private.has_feature(uuid,text) owner to lapel_definer;
comment on function private.has_feature(uuid,text) is 'Whether an organization''s plan switches a feature on.';

-- private.has_permission(uuid,text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.has_permission(workspace_id uuid, permission text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return has_permission.workspace_id in (select private.workspaces_where_i_can(permission));
end $function$;
alter function private.has_permission(uuid,text) owner to lapel_definer;
grant execute on function private.has_permission(uuid,text) to authenticated;
comment on function private.has_permission(uuid,text) is 'Whether the caller holds a permission in a workspace.';

-- private.has_second_factor() -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.has_second_factor()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  enrolled boolean := false;
begin
  if to_regclass('auth.mfa_factors') is not null then
    execute 'select exists (select from auth.mfa_factors f where f.user_id = $1 and f.status = ''verified'')'
      into enrolled using auth.uid();
  end if;
  return enrolled;
end $function$;
alter function private.has_second_factor() owner to lapel_definer;
comment on function private.has_second_factor() is 'Whether the caller has proved to have something besides the password, such as an authenticator app. Nobody has where the auth server offers none.';

-- private.held_api_key(uuid) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.held_api_key(key_id uuid)
 RETURNS public.api_keys
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.api_keys;
begin
  -- Two who replace or end the same key come one after the other.
  select * into held from public.api_keys k where k.id = key_id and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now()) and k.organization_id in (select private.my_organization_ids()) for update;
  if held.id is null then perform private.fail('NOT_FOUND', 'No such key.'); end if;
  perform private.require_permission(held.organization_id, 'api_keys.manage');
  return held;
end $function$;
alter function private.held_api_key(uuid) owner to lapel_definer;
comment on function private.held_api_key(uuid) is 'Locks a live key of an organization whose keys the caller manages.';

-- private.held_staff_role() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.held_staff_role()
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (select a.role from public.platform_admins a where a.user_id = (select auth.uid()));
end $function$;
alter function private.held_staff_role() owner to lapel_definer;
comment on function private.held_staff_role() is 'The staff role that the caller has been given, or null.';

-- private.hold_audit_chain(uuid) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.hold_audit_chain(organization_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from private.audit_chains c where c.chain = hold_audit_chain.organization_id for update;
end $function$;
alter function private.hold_audit_chain(uuid) owner to lapel_definer;
comment on function private.hold_audit_chain(uuid) is 'Makes other audited changes of a tenant wait, for what must take the chain before it takes counters.';

-- private.hold_belongings(uuid,uuid) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.hold_belongings(organization_id uuid, user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Before the audit chain: who changes one of these alone takes the row first, and then waits for that.
  perform from public.invitations i where i.organization_id = hold_belongings.organization_id and i.invited_by = hold_belongings.user_id
    and i.accepted_at is null and i.revoked_at is null order by i.id for update;
  perform from public.member_roles a where a.organization_id = hold_belongings.organization_id and a.user_id = hold_belongings.user_id
    order by a.id for update;
  perform from public.workspace_members w where w.organization_id = hold_belongings.organization_id and w.user_id = hold_belongings.user_id
    order by w.id for update;
end $function$;
alter function private.hold_belongings(uuid,uuid) owner to lapel_definer;
comment on function private.hold_belongings(uuid,uuid) is 'Locks what goes with a member''s rights: the invitations they sent, their roles, their places in single workspaces.';

-- private.hold_copies(text,boolean) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.hold_copies(of_what text, exclusively boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if exclusively then perform pg_advisory_xact_lock(870, hashtext(of_what)); else perform pg_advisory_xact_lock_shared(870, hashtext(of_what)); end if;
end $function$;
grant execute on function private.hold_copies(text,boolean) to lapel_definer;
comment on function private.hold_copies(text,boolean) is 'Until the end of the transaction: exports of something, which are written side by side, or one erasure, which finds every copy finished or not begun.';

-- private.hold_customer(text,text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.hold_customer(provider text, customer text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select pg_advisory_xact_lock(871, hashtext(provider || ':' || customer))
$function$;
grant execute on function private.hold_customer(text,text) to lapel_definer;
comment on function private.hold_customer(text,text) is 'Until the end of the transaction, before all other locks: who links a customer sees everything that was said of it, and who is told something sees the link.';

-- private.hold_rows(regclass,text,uuid,text) --------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.hold_rows(of_table regclass, condition text, organization_id uuid, subject text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  execute format('select from %s t where (%s) and ($2 is null or true) order by %s for update', of_table, condition, (
    select string_agg(format('t.%I', a.attname), ', ' order by a.attnum) from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = of_table and i.indisprimary))
  using organization_id, subject;
end $function$;
grant execute on function private.hold_rows(regclass,text,uuid,text) to lapel_definer;
comment on function private.hold_rows(regclass,text,uuid,text) is 'Locks rows of one table in the order of their key. The condition names the organization $1 and the subject $2.';

-- private.hold_subject(public.privacy_requests) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.hold_subject(request public.privacy_requests)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held record;
begin
  -- All that takes the audit chain, before the first of it does: who changes one of these rows takes the row before the chain.
  for held in select t as place, r.scope, coalesce(private.subject_rows(r, request.subject_type), r.unexported_rows) as rows
    from private.audited_tables() with ordinality a (t, place)
    join private.privacy_register r on format('public.%I', r.table_name)::regclass = t
    where exists (select from private.erasures(r, request.subject_type)) order by a.place
  loop
    perform private.hold_rows(held.place, format('%s and (%s)', held.scope, held.rows), request.organization_id, request.subject);
  end loop;
  perform from public.organizations o where o.id = request.organization_id for no key update;
  perform private.hold_audit_chain(request.organization_id);
end $function$;
alter function private.hold_subject(public.privacy_requests) owner to lapel_definer;
comment on function private.hold_subject(public.privacy_requests) is 'Locks what an erasure will change, in the order in which everyone locks, so that it and they wait for each other in no circle.';

-- private.hold_tenant(uuid) -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.hold_tenant(organization_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held regclass;
begin
  for held in select t from private.audited_tables() t where t <> 'public.workspaces'::regclass loop
    perform private.hold_rows(held, 't.organization_id = $1', hold_tenant.organization_id);
  end loop;
  perform from public.organizations o where o.id = hold_tenant.organization_id for update;
  perform private.hold_rows('public.workspaces'::regclass, 't.organization_id = $1', hold_tenant.organization_id);
  perform private.hold_audit_chain(hold_tenant.organization_id);
end $function$;
alter function private.hold_tenant(uuid) owner to lapel_definer;
comment on function private.hold_tenant(uuid) is 'Locks all of an organization that takes its audit chain, in the order in which everyone locks.';

-- private.holds_while_closed(text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.holds_while_closed(permission text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return permission like '%.read' or permission in ('organization.delete', 'privacy.manage', 'billing.manage');
end $function$;
grant execute on function private.holds_while_closed(text) to lapel_definer;
comment on function private.holds_while_closed(text) is 'Whether a permission holds in an organization that is suspended or being deleted: reading, paying, and taking one''s data along do.';

-- private.identified_workspace(uuid) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.identified_workspace(workspace_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if identified_workspace.workspace_id in (select private.workspaces_where_i_can('integrations.manage')) then return workspace_id; end if;
  perform private.fail('NOT_FOUND', 'No such workspace.');
  return null;
end $function$;
alter function private.identified_workspace(uuid) owner to lapel_definer;
comment on function private.identified_workspace(uuid) is 'The id of a workspace whose integrations the caller manages.';

-- private.in_maintenance() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.in_maintenance()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (select s.value = 'true' from public.platform_settings s where s.key = 'maintenance_all');
end $function$;
alter function private.in_maintenance() owner to lapel_definer;
grant execute on function private.in_maintenance() to service_role;
comment on function private.in_maintenance() is 'Whether the platform is read-only for tenants.';

-- private.is_address(text) --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_address(given text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  authority text := regexp_replace(substring(given from '^https://([^/?#]*)'), '^.*@', '');
  port text := substring(authority from '^(?:\[[^\]]*\]|[^:\[\]]*):([0-9]{0,5})$');
begin
  if authority is null then return true; end if;
  return coalesce(nullif(port, '')::int, 0) <= 65535 and private.is_host(case when port is null then authority else left(authority, -1 - length(port)) end);
end $function$;
grant execute on function private.is_address(text) to lapel_definer, service_role;
comment on function private.is_address(text) is 'Whether an https address can be gone to; what is none is judged by its form.';

-- private.is_day(text) ------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_day(given text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case when given !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' or substr(given, 6, 2)::int not between 1 and 12 then false
    -- The calendar repeats every 400 years, and Postgres knows no year 0.
    else substr(given, 9, 2)::int between 1 and extract(day from
      make_date(2000 + substr(given, 1, 4)::int % 400, substr(given, 6, 2)::int, 1) + interval '1 month -1 day') end
$function$;
grant execute on function private.is_day(text) to lapel_definer, service_role;
comment on function private.is_day(text) is 'Whether a text is a day of the calendar, as ISO 8601 writes it.';

-- private.is_finished(uuid,uuid) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_finished(instance_id uuid, client_submission_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from private.submission_keys k
    where k.widget_instance_id = instance_id and k.key = is_finished.client_submission_id)
$function$;
alter function private.is_finished(uuid,uuid) owner to lapel_definer;
comment on function private.is_finished(uuid,uuid) is 'Whether a submission with this id has been stored.';

-- private.is_host(text) -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_host(host text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when host ~ '^\[' then host ~* '^\[[0-9a-f:]+\]$' and pg_input_is_valid(substr(host, 2, length(host) - 2), 'inet')
    -- What ends in a number is an address of four.
    when host ~* '(^|\.)([0-9]+|0x[0-9a-f]*)\.?$' then
      host ~ '^(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}$'
    else length(rtrim(host, '.')) <= 253 and host ~ '^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$' end;
end $function$;
grant execute on function private.is_host(text) to lapel_definer, service_role;
comment on function private.is_host(text) is 'Whether a name can be the host of an address, by the contract''s rule (contract/src/schema/address.ts): ASCII as DNS has it, or an IP address.';

-- private.is_late(public.subscriptions,private.billing_events) --------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_late(held public.subscriptions, event private.billing_events)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- Providers tell seconds, each subscription's own: only what was said of the same one can be older than it. What has ended
  -- stays ended (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses), whatever comes after its end.
  select coalesce(held.provider_reference = event.content ->> 'reference' and event.said_at < held.provider_said_at, false)
    or event.content ->> 'status' <> 'canceled' and exists (select from private.billing_events e
      where e.provider = event.provider and e.content ->> 'reference' = event.content ->> 'reference'
        and e.content ->> 'status' = 'canceled' and e.customer = event.customer and e.outcome in ('applied', 'other'))
$function$;
grant execute on function private.is_late(public.subscriptions,private.billing_events) to lapel_definer;
comment on function private.is_late(public.subscriptions,private.billing_events) is 'Whether something newer than this is known of the same subscription: it was said later, or is its end.';

-- private.is_other(public.subscriptions,private.billing_events) -------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_other(held public.subscriptions, event private.billing_events)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- Who changes to another subscription has two for a while. Neither the end nor the last words of the old one are the new one's.
  select coalesce(held.provider_reference <> event.content ->> 'reference', true) and (event.content ->> 'status' = 'canceled'
    or coalesce(held.status <> 'canceled' and (event.content ->> 'began_at')::timestamptz <= held.provider_began_at, false))
$function$;
grant execute on function private.is_other(public.subscriptions,private.billing_events) to lapel_definer;
comment on function private.is_other(public.subscriptions,private.billing_events) is 'Whether this is about another subscription than the one held, and does not take its place: only one that began later does, or any when the one held has ended.';

-- private.is_signed(text,text,text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_signed(public_id text, user_id text, signature text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.identity_secrets;
begin
  select s.* into held from public.widget_instances i join public.identity_secrets s on s.workspace_id = i.workspace_id
  where i.public_id = is_signed.public_id;
  if held.workspace_id is null or signature !~* '^[0-9a-f]{64}$' then return false; end if;
  -- Hashes of both are compared: how long that takes tells nothing about the signature that would be right.
  return exists (select from vault.decrypted_secrets v
    where v.id in (held.secret_id, case when held.rotated_at > now() - interval '24 hours' then held.previous_secret_id end)
      and sha256(extensions.hmac(convert_to(user_id, 'UTF8'), convert_to(v.decrypted_secret, 'UTF8'), 'sha256')) = sha256(decode(signature, 'hex')));
end $function$;
alter function private.is_signed(text,text,text) owner to lapel_definer;
comment on function private.is_signed(text,text,text) is 'Whether the signature is the HMAC-SHA256, in hex, of a user''s id with a secret of the instance''s workspace.';

-- private.is_staff() --------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_staff()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return private.staff_role() is not null;
end $function$;
alter function private.is_staff() owner to lapel_definer;
grant execute on function private.is_staff() to platform_staff, service_role;
comment on function private.is_staff() is 'Whether the caller acts as platform staff, of any role.';

-- private.is_timezone(text) -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_timezone(name text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
 SET "TimeZone" TO 'UTC'
AS $function$
begin
  -- Abbreviations tell a time, but no session takes them, and a number the other way round.
  return timezone(name, timestamp '2000-01-01') is not null and name !~ '^[+-]?[0-9]' and set_config('timezone', name, true) is not null;
exception when invalid_parameter_value then
  return false;
end $function$;
grant execute on function private.is_timezone(text) to authenticated, lapel_definer, service_role;
comment on function private.is_timezone(text) is 'Whether times can be told in this zone, and a session be set to it. The session''s own is left as it is.';

-- private.keep_a_staff_admin(uuid) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.keep_a_staff_admin(user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Two admins who take each other's role away wait for each other here.
  lock table public.platform_admins in share row exclusive mode;
  if not exists (select from public.platform_admins a where a.role = 'admin' and a.user_id <> keep_a_staff_admin.user_id) then
    perform private.fail('CONFLICT', 'The platform keeps at least one staff admin. Make someone else admin first.');
  end if;
end $function$;
alter function private.keep_a_staff_admin(uuid) owner to lapel_definer;
comment on function private.keep_a_staff_admin(uuid) is 'Refuses to take the role from the last staff admin.';

-- private.keep_rows(uuid,text,refcursor) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.keep_rows(export_id uuid, table_name text, rows_of refcursor, OUT kept integer, OUT last_key jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  line text;
  key jsonb;
  lines text[] := array[]::text[];
  size int := 0;
begin
  kept := 0;
  loop
    fetch rows_of into line, key;
    if found then
      kept := kept + 1;
      last_key := key;
      size := size + length(line);
      lines := array_append(lines, format('{"table": %s, "row": %s}', to_json(keep_rows.table_name), line));
    end if;
    if lines <> '{}' and (not found or size > 262144 or cardinality(lines) >= 500) then
      insert into private.data_export_parts (export_id, number, content)
      select keep_rows.export_id, coalesce(max(p.number), 0) + 1, array_to_string(lines, E'\n') || E'\n'
      from private.data_export_parts p where p.export_id = keep_rows.export_id;
      lines := array[]::text[];
      size := 0;
    end if;
    exit when line is null;
  end loop;
end $function$;
grant execute on function private.keep_rows(uuid,text,refcursor) to lapel_definer;
comment on function private.keep_rows(uuid,text,refcursor) is 'Writes the rows of a cursor, each as JSON text beside its key, into an export; how many, and the key of the last. No more than a part of them is in memory.';

-- private.keep_sync_job(uuid,integer) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.keep_sync_job(job_id uuid, attempt integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- The clock, not the transaction's beginning: this may have waited for a page to be stored.
  update public.sync_jobs j set leased_until = greatest(j.leased_until, clock_timestamp() + private.sync_lease())
  where j.id = job_id and j.status = 'running' and j.attempts = attempt
$function$;
alter function private.keep_sync_job(uuid,integer) owner to lapel_definer;
grant execute on function private.keep_sync_job(uuid,integer) to service_role;
comment on function private.keep_sync_job(uuid,integer) is 'Worker: says that it is still working on a run. Changes nothing when the run is not its own any more: then it cannot store a page either.';

-- private.known_company(text,text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.known_company(linkedin_url text, domain text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select l.id from public.leads l
  where l.linkedin_url = private.company_page(known_company.linkedin_url) or l.domain = known_company.domain
  order by l.linkedin_url is not distinct from private.company_page(known_company.linkedin_url) desc limit 1
$function$;
alter function private.known_company(text,text) owner to lapel_definer;
comment on function private.known_company(text,text) is 'The company with this page, else the one with this domain, else null.';

-- private.lacks_second_factor() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.lacks_second_factor()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (auth.jwt() ->> 'aal') is distinct from 'aal2' and private.has_second_factor();
end $function$;
alter function private.lacks_second_factor() owner to lapel_definer;
comment on function private.lacks_second_factor() is 'Whether the caller came with the password alone though the account has a second factor: authenticator assurance level 1, as the auth server counts.';

-- private.lead_address(public.widget_submissions) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.lead_address(given public.widget_submissions)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select substring(lower(trim(private.lead_answers(given) ->> 'email')) from '^[^@[:space:]]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$')
$function$;
alter function private.lead_address(public.widget_submissions) owner to lapel_definer;
comment on function private.lead_address(public.widget_submissions) is 'The address under which a submission''s contact is kept; null where it gives none.';

-- private.lead_answers(public.widget_submissions) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.lead_answers(given public.widget_submissions)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select given.payload || coalesce((select jsonb_object_agg(named.lead, given.payload -> named.key)
    from public.widget_revisions r, jsonb_each_text(r.config -> 'lead') named (lead, key)
    where r.widget_id = given.widget_id and r.number = given.revision and given.payload ? named.key), '{}')
$function$;
alter function private.lead_answers(public.widget_submissions) owner to lapel_definer;
comment on function private.lead_answers(public.widget_submissions) is 'A submission''s answers under the names that campaigns read: as a lead widget''s config maps them, else by their own.';

-- private.lead_from_submission(uuid,timestamp with time zone) ---------------------------------------------------------

CREATE OR REPLACE FUNCTION private.lead_from_submission(submission_id uuid, received_at timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  given public.widget_submissions;
  campaign public.campaigns;
  address text;
  company uuid;
  contact uuid;
begin
  -- It may have been erased meanwhile.
  select * into given from public.widget_submissions s where s.id = submission_id and s.ts = received_at;
  address := private.lead_address(given);
  given.payload := private.lead_answers(given);
  if given.status is distinct from 'accepted' or address is null then return null; end if;
  select * into campaign from public.campaigns c
  where c.widget_instance_id = given.widget_instance_id and c.organization_id = given.organization_id for no key update;
  if campaign.id is null then return null; end if;
  -- Before the contact, which goes into the audit chain: who attaches by hand takes the organization first and the chain second.
  perform from public.organizations o where o.id = given.organization_id for no key update;

  company := private.submitted_company(given.payload, split_part(address, '@', 2));
  insert into public.lead_contacts as c (organization_id, lead_id, name, email, phone, source_submission_id)
  values (given.organization_id, company, coalesce(nullif(left(given.payload ->> 'name', 200), ''), address), address,
    left(given.payload ->> 'phone', 60), given.id)
  on conflict (organization_id, email) do update set lead_id = coalesce(c.lead_id, excluded.lead_id), phone = coalesce(c.phone, excluded.phone)
  returning id into contact;
  if company is not null and private.add_campaign_lead(campaign, company) then
    update public.campaign_leads l set qualification_data = jsonb_build_object('company', left(given.payload ->> 'company', 200)) || l.qualification_data
    where l.campaign_id = campaign.id and l.lead_id = company and nullif(given.payload ->> 'company', '') is not null;
  end if;
  return contact;
end $function$;
alter function private.lead_from_submission(uuid,timestamp with time zone) owner to lapel_definer;
grant execute on function private.lead_from_submission(uuid,timestamp with time zone) to service_role;
comment on function private.lead_from_submission(uuid,timestamp with time zone) is 'Makes or finds the contact and company of a lead widget''s submission and attaches them to its campaign. Safe to repeat.';

-- private.lead_problems(jsonb) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.lead_problems(config jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/lead/' || name, 'custom', format('Name a field of the type %s.', array_to_string(types, ' or '))) -> 0
    from (values ('email', array['email']), ('name', array['text']), ('phone', array['tel', 'text']), ('company', array['text']),
      ('website', array['url']), ('linkedin_url', array['url'])) known (name, types)
    where config -> 'lead' ? name and coalesce((select f ->> 'type' from jsonb_array_elements(config -> 'fields') with ordinality a (f, place)
      where f ->> 'key' = config #>> array['lead', name] order by place limit 1), '') <> all (types)
    union all
    select private.config_problem('/lead/email', 'custom', 'A lead has an address: require that field.') -> 0
    where not exists (select from jsonb_array_elements(config -> 'fields') f
      where f ->> 'key' = config #>> '{lead,email}' and f -> 'required' = 'true')) found (problem)
$function$;
grant execute on function private.lead_problems(jsonb) to lapel_definer, service_role;
comment on function private.lead_problems(jsonb) is 'Of a lead: what campaigns read comes from fields that can tell it, and the address is required.';

-- private.leads_elsewhere(jsonb,jsonb) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.leads_elsewhere(before jsonb, after jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(before -> 'auth', '"bearer"') is distinct from coalesce(after -> 'auth', '"bearer"')
    or (before -> 'url' is distinct from after -> 'url'
      and (private.origin_of(before ->> 'url') = private.origin_of(after ->> 'url')) is not true)
$function$;
grant execute on function private.leads_elsewhere(jsonb,jsonb) to lapel_definer;
comment on function private.leads_elsewhere(jsonb,jsonb) is 'Whether another config of a connection would send its credential to another host, or in another header.';

-- private.limit_of_row(jsonb,text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.limit_of_row(of_row jsonb, limit_type text)
 RETURNS private.effective_limit
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  home uuid := (of_row ->> 'workspace_id')::uuid;
  bound private.effective_limit;
begin
  if home is not null then bound := private.workspace_limit(home, limit_type); end if;
  if bound.scope_id is not null then return bound; end if;
  bound := private.organization_limit((of_row ->> 'organization_id')::uuid, limit_type);
  -- With a workspace goes what was set for it: its own counter still says that its rows were counted there.
  if home is not null and not exists (select from public.workspaces w where w.id = home) and exists (
    select from public.usage_counters c where c.scope_id = home and c.limit_type = limit_of_row.limit_type
      and c.period = private.limit_period(limit_of_row.limit_type) and c.used > 0) then
    bound.scope_id := home;
  end if;
  return bound;
end $function$;
alter function private.limit_of_row(jsonb,text) owner to lapel_definer;
comment on function private.limit_of_row(jsonb,text) is 'The limit that a row counts against.';

-- private.limit_period(text) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.limit_period(limit_type text)
 RETURNS date
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return case when limit_type in ('submissions_month', 'leads_month', 'metric_events_month')
    then date_trunc('month', now() at time zone 'UTC')::date else date '0001-01-01' end;
end $function$;
grant execute on function private.limit_period(text) to lapel_definer;
comment on function private.limit_period(text) is 'The period in which a limit counts now: this month, or ever for what exists.';

-- private.limits_enforced() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.limits_enforced()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select s.value = 'true' from public.platform_settings s where s.key = 'limits_enforced'
$function$;
alter function private.limits_enforced() owner to lapel_definer;
comment on function private.limits_enforced() is 'Whether the triggers of the limits users and sites should be on.';

-- private.list_problems(jsonb,jsonb,jsonb,text) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.list_problems(given jsonb, schema jsonb, defs jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if jsonb_array_length(given) < (schema ->> 'minItems')::int then
    return private.config_problem(pointer, 'too_small', format('At least %s are needed.', schema ->> 'minItems'));
  elsif jsonb_array_length(given) > (schema ->> 'maxItems')::int then
    return private.config_problem(pointer, 'too_big', format('At most %s are allowed.', schema ->> 'maxItems'));
  end if;
  return coalesce((select jsonb_agg(problem) from jsonb_array_elements(given) with ordinality item (part, place),
    jsonb_array_elements(private.schema_problems(part, schema -> 'items', defs, pointer || '/' || place - 1)) problem), '[]');
end $function$;
grant execute on function private.list_problems(jsonb,jsonb,jsonb,text) to lapel_definer, service_role;
comment on function private.list_problems(jsonb,jsonb,jsonb,text) is 'Size of a list, and the problems of its items.';

-- private.list_tenant_schemas(text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.list_tenant_schemas(slug text DEFAULT NULL::text)
 RETURNS TABLE(organization_id uuid, slug text, status text, schema_name text, present boolean)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select o.id, o.slug, o.status, o.schema_name, n.oid is not null
  from public.organizations o left join pg_catalog.pg_namespace n on n.nspname = o.schema_name
  where list_tenant_schemas.slug is null or o.slug = list_tenant_schemas.slug
  order by o.slug
$function$;
comment on function private.list_tenant_schemas(text) is 'Organizations and their schemas: no name before one is provisioned; not present when it is missing.';

-- private.lock_connection(uuid) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.lock_connection(job_id uuid)
 RETURNS public.integration_connections
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select c from public.integration_connections c where c.id = (select j.connection_id from public.sync_jobs j where j.id = job_id) for no key update
$function$;
grant execute on function private.lock_connection(uuid) to lapel_definer;
comment on function private.lock_connection(uuid) is 'Locks the connection of a run. It comes before its run, whoever changes both.';

-- private.luminance(text) ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.luminance(colour text)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select sum(weight * case when share <= 0.04045 then share / 12.92 else power((share + 0.055) / 1.055, 2.4) end)
  from (select get_byte(decode(substr(colour, 2), 'hex'), place) / 255::double precision as share, weight
    from (values (0, 0.2126::double precision), (1, 0.7152), (2, 0.0722)) part (place, weight)) parts
$function$;
grant execute on function private.luminance(text) to lapel_definer, service_role;
comment on function private.luminance(text) is 'Relative luminance of a #rrggbb colour, from 0 to 1 (WCAG 2.2).';

-- private.maintain_partitions() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.maintain_partitions()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept private.partitioned_tables;
  month date;
  made int := 0;
begin
  for kept in select * from private.partitioned_tables order by parent::text loop
    made := made + private.ensure_partitions(kept.parent, private.utc_today(),
      (private.utc_today() + make_interval(months => kept.months_ahead))::date);
    continue when kept.append_only;
    for month in select * from private.stray_months(kept) loop
      made := made + private.ensure_partitions(kept.parent, month, month);
    end loop;
  end loop;
  return made;
end $function$;
alter function private.maintain_partitions() owner to lapel_definer;
grant execute on function private.maintain_partitions() to service_role;
comment on function private.maintain_partitions() is 'Job: makes partitions ahead of time, and for what was imported from earlier months. Says how many it made.';

-- private.make_partition(regclass,text,text,date) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.make_partition(parent regclass, partition text, stray text, month date)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  -- Months begin at midnight UTC, wherever the session is.
  month_start timestamptz := month::timestamp at time zone 'UTC';
  month_end timestamptz := (month + interval '1 month') at time zone 'UTC';
  key name := private.partition_key(parent);
begin
  -- Rows of this month that came before its partition: the default partition must not hold them any more.
  if to_regclass(stray) is not null then
    execute format('create temporary table strays on commit drop as select * from %s where %I >= %L and %I < %L', stray, key, month_start, key, month_end);
    execute format('delete from %s where %I >= %L and %I < %L', stray, key, month_start, key, month_end);
  end if;
  execute format('create table %s partition of %s for values from (%L) to (%L)', partition, parent, month_start, month_end);
  if to_regclass(stray) is not null then
    execute format('insert into %s select * from pg_temp.strays', parent);
    drop table pg_temp.strays;
  end if;
end $function$;
grant execute on function private.make_partition(regclass,text,text,date) to lapel_definer;
comment on function private.make_partition(regclass,text,text,date) is 'Makes one monthly partition, and moves there what the default partition holds of that month.';

-- private.managed_workspace(uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.managed_workspace(workspace_id uuid)
 RETURNS public.workspaces
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  managed public.workspaces := (select w from public.workspaces w
    where w.id = managed_workspace.workspace_id and w.id in (select private.my_workspace_ids()));
begin
  if managed.id is null then perform private.fail('NOT_FOUND', 'No such workspace.'); end if;
  perform private.require_permission(managed.organization_id, 'workspaces.manage');
  return managed;
end $function$;
alter function private.managed_workspace(uuid) owner to lapel_definer;
comment on function private.managed_workspace(uuid) is 'A workspace whose organization lets the caller manage workspaces; strangers learn nothing.';

-- private.me() --------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.me()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return case when private.lacks_second_factor() then null else auth.uid() end;
end $function$;
alter function private.me() owner to lapel_definer;
comment on function private.me() is 'Whose memberships and rights the caller has: nobody''s with the password alone where the account has a second factor. auth.uid() says who it is all the same.';

-- private.measured(jsonb,public.stores) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.measured(measurements jsonb, store public.stores)
 RETURNS SETOF public.metric_events
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select distinct on (m.metric_key, m.source_id, m.recorded_at) gen_random_uuid(), m.recorded_at, store.organization_id, store.workspace_id,
    store.id, m.metric_key, m.value, m.currency, m.source_id, coalesce(m.dimensions, '{}')
  from rows from (jsonb_to_recordset(measurements) as (recorded_at timestamptz, metric_key text, value numeric, currency char(3),
    source_id text, dimensions jsonb)) with ordinality as m(recorded_at, metric_key, value, currency, source_id, dimensions, position)
  -- What is not kept is not stored; nor is what has not happened yet, by more than clocks differ.
  where m.recorded_at < now() + interval '1 day' and m.recorded_at >= now() - make_interval(months => (
    select t.retain_months from private.partitioned_tables t where t.parent = 'public.metric_events'::regclass))
  -- A page may name a measurement twice: its last word counts.
  order by m.metric_key, m.source_id, m.recorded_at, m.position desc
$function$;
grant execute on function private.measured(jsonb,public.stores) to lapel_definer;
comment on function private.measured(jsonb,public.stores) is 'The measurements of a page as they are kept. A time without a zone is the session''s.';

-- private.my_administered_organization_ids() --------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_administered_organization_ids()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if (private.my_impersonation()).id is not null then return; end if;
  return query select organization_id from public.organization_members
  where user_id = (select private.me()) and status = 'active' and role in ('owner', 'admin');
end $function$;
alter function private.my_administered_organization_ids() owner to lapel_definer;
grant execute on function private.my_administered_organization_ids() to authenticated;
comment on function private.my_administered_organization_ids() is 'Organizations the caller administers as owner or admin; none while the caller impersonates as staff.';

-- private.my_colleague_ids() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_colleague_ids()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query select user_id from public.organization_members
  where organization_id = any (array(select private.my_organization_ids())) and status = 'active'
  union
  select user_id from public.workspace_members
  where workspace_id = any (array(select private.my_workspace_ids())) and status = 'active'
  union
  select (select auth.uid());
end $function$;
alter function private.my_colleague_ids() owner to lapel_definer;
grant execute on function private.my_colleague_ids() to authenticated;
comment on function private.my_colleague_ids() is 'People whose profile the caller may see: colleagues and oneself.';

-- private.my_impersonation() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_impersonation()
 RETURNS public.impersonation_sessions
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  running public.impersonation_sessions;
begin
  select s.* into running from public.impersonation_sessions s
  where s.staff_id = (select auth.uid()) and s.ended_at is null and s.expires_at > now()
    and exists (select from public.platform_admins a where a.user_id = s.staff_id
      and (a.role = 'admin' or a.role = 'support' and s.read_only))
  order by s.started_at desc limit 1;
  if running.id is not null and private.lacks_second_factor() then return null; end if;
  return running;
end $function$;
alter function private.my_impersonation() owner to lapel_definer;
comment on function private.my_impersonation() is 'The caller''s running impersonation session, if any. It lasts no longer than the staff role it needs, and is none for who lacks the second factor.';

-- private.my_organization_ids() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_organization_ids()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  looking_at uuid := (private.my_impersonation()).organization_id;
begin
  if looking_at is not null then
    return next looking_at;
    return;
  end if;
  return query select organization_id from public.organization_members
  where user_id = (select private.me()) and status = 'active';
end $function$;
alter function private.my_organization_ids() owner to lapel_definer;
grant execute on function private.my_organization_ids() to authenticated;
comment on function private.my_organization_ids() is 'Organizations the caller is an active member of; while the caller impersonates as staff, that tenant alone.';

-- private.my_plan_ids() -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_plan_ids()
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query select plan_id from public.organizations where id = any (array(select private.my_organization_ids()))
  union
  select plan_id from public.workspaces where id = any (array(select private.my_workspace_ids())) and plan_id is not null;
end $function$;
alter function private.my_plan_ids() owner to lapel_definer;
grant execute on function private.my_plan_ids() to authenticated;
comment on function private.my_plan_ids() is 'Plans that the caller''s own organizations and workspaces have.';

-- private.my_workspace_ids() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_workspace_ids()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  looking_at uuid := (private.my_impersonation()).organization_id;
  me constant uuid := private.me();
begin
  if looking_at is not null then
    return query select id from public.workspaces where organization_id = looking_at;
    return;
  end if;
  return query select workspace_id from public.workspace_members
  where user_id = me and status = 'active'
  union
  select w.id from public.organization_members m join public.workspaces w on w.organization_id = m.organization_id
  where m.user_id = me and m.status = 'active';
end $function$;
alter function private.my_workspace_ids() owner to lapel_definer;
grant execute on function private.my_workspace_ids() to authenticated;
comment on function private.my_workspace_ids() is 'Workspaces the caller may see, by own membership or through the organization; while the caller impersonates as staff, that tenant''s alone.';

-- private.names_address(text,text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.names_address(content text, address text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select content ~* private.address_pattern(address)
$function$;
grant execute on function private.names_address(text,text) to lapel_definer;
comment on function private.names_address(text,text) is 'Whether an address stands anywhere in a text or in a JSON document''s text.';

-- private.note_sign_up(uuid,text,text) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.note_sign_up(user_id uuid, ip text, user_agent text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update public.user_creation_audit a set created_user_agent = private.given_text(jsonb_build_object('it', left(user_agent, 200)), 'it'),
    created_ip = case when pg_input_is_valid(ip, 'inet') then network(set_masklen(ip::inet, case family(ip::inet) when 4 then 24 else 48 end)) end
  where a.user_id = note_sign_up.user_id and a.created_ip is null and a.created_user_agent is null and a.created_at > now() - interval '7 days'
$function$;
alter function private.note_sign_up(uuid,text,text) owner to lapel_definer;
grant execute on function private.note_sign_up(uuid,text,text) to service_role;
comment on function private.note_sign_up(uuid,text,text) is 'Keeps from which network and with which browser somebody came who is new: once, and the address itself not at all.';

-- private.note_to_change(uuid) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.note_to_change(note_id uuid)
 RETURNS public.organization_notes
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  note public.organization_notes;
begin
  perform private.require_staff('support');
  select * into note from public.organization_notes n where n.id = note_id for update;
  if note.id is null then perform private.fail('NOT_FOUND', 'No such note.'); end if;
  if note.replaced_at is not null then perform private.fail('CONFLICT', 'Somebody has changed this note meanwhile.'); end if;
  if note.author_id is distinct from auth.uid() then perform private.require_staff('admin'); end if;
  return note;
end $function$;
alter function private.note_to_change(uuid) owner to lapel_definer;
comment on function private.note_to_change(uuid) is 'A note, locked, for its author or a staff admin.';

-- private.note_worker(integer,integer) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.note_worker(waiting_seconds integer, failed_jobs integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into private.worker_state as w (waiting_seconds, failed_jobs) values (greatest(note_worker.waiting_seconds, 0), note_worker.failed_jobs)
  on conflict (one) do update set seen_at = now(), waiting_seconds = excluded.waiting_seconds, failed_jobs = excluded.failed_jobs
$function$;
alter function private.note_worker(integer,integer) owner to lapel_definer;
grant execute on function private.note_worker(integer,integer) to service_role;
comment on function private.note_worker(integer,integer) is 'Every minute, the worker says how it is doing. Silence says it too.';

-- private.number_problems(numeric,jsonb,text) -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.number_problems(given numeric, schema jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  -- JavaScript has no such number.
  if abs(given) > 1.7976931348623157e308 then return private.config_problem(pointer, 'invalid_type', 'This number is too large.'); end if;
  if given < (schema ->> 'minimum')::numeric or given <= (schema ->> 'exclusiveMinimum')::numeric then
    return private.config_problem(pointer, 'too_small', 'This number is too small.');
  elsif given > (schema ->> 'maximum')::numeric or given >= (schema ->> 'exclusiveMaximum')::numeric then
    return private.config_problem(pointer, 'too_big', 'This number is too large.');
  end if;
  return jsonb '[]';
end $function$;
grant execute on function private.number_problems(numeric,jsonb,text) to lapel_definer, service_role;
comment on function private.number_problems(numeric,jsonb,text) is 'Bounds of a number.';

-- private.object_problems(jsonb,jsonb,jsonb,text) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.object_problems(given jsonb, schema jsonb, defs jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (select coalesce(jsonb_agg(problem), '[]') from (
    select problem from jsonb_array_elements_text(coalesce(schema -> 'required', '[]')) name,
      jsonb_array_elements(private.config_problem(private.pointer_to(pointer, name), 'required', 'This is missing.')) problem
    where not given ? name
    union all
    select problem from jsonb_each(given) member (name, part),
      jsonb_array_elements(case
        when schema -> 'properties' ? name then private.schema_problems(part, schema -> 'properties' -> name, defs, private.pointer_to(pointer, name))
        when schema ->> 'additionalProperties' = 'false' then
          private.config_problem(private.pointer_to(pointer, name), 'unrecognized_keys', 'There is no such member.')
        when name !~ (schema #>> '{propertyNames,pattern}') then
          private.config_problem(private.pointer_to(pointer, name), 'invalid_key', 'This name does not have the form that is needed.')
        else private.schema_problems(part, schema -> 'additionalProperties', defs, private.pointer_to(pointer, name)) end) problem) found);
end $function$;
grant execute on function private.object_problems(jsonb,jsonb,jsonb,text) to lapel_definer, service_role;
comment on function private.object_problems(jsonb,jsonb,jsonb,text) is 'Missing and unknown members of an object, and the problems of the others.';

-- private.of_organizations(text,uuid[]) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.of_organizations(kind text, ids uuid[])
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- As many as an address in the browser carries well.
  select jsonb_build_object('kind', kind, 'count', coalesce(cardinality(ids), 0), 'organization_ids', coalesce(to_jsonb(ids[1:50]), '[]'))
$function$;
grant execute on function private.of_organizations(text,uuid[]) to lapel_definer;
comment on function private.of_organizations(text,uuid[]) is 'An item of the home page that is about these organizations: how many, and the first fifty.';

-- private.open_instance(text,text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.open_instance(public_id text, token text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(private.private_instance(open_instance.public_id, token), private.preview_instance(open_instance.public_id, token))
$function$;
alter function private.open_instance(text,text) owner to lapel_definer;
grant execute on function private.open_instance(text,text) to service_role;
comment on function private.open_instance(text,text) is 'What a token opens: a private instance as published, or a draft. Null for anything else.';

-- private.open_upload(jsonb,bytea) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.open_upload(request jsonb, secret_hash bytea)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  home private.live_instances := (select l from private.live_instances l where l.public_id = request ->> 'public_id');
  taken jsonb;
  made public.widget_uploads;
begin
  if private.in_maintenance() then return private.verdict('MAINTENANCE'); end if;
  if home.id is null or (home.visibility = 'private' and not private.opens_instance(home.id, request ->> 'token')) then
    return private.verdict('INSTANCE_NOT_FOUND');
  end if;
  taken := private.take_visitor_rate('uploads', 30, 60, request ->> 'ip') || private.take_instance_rate('formuploads', 300, 60, home.id);
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  -- A block of its own: a refusal takes back the announcement and not the count of the address.
  begin
    insert into public.widget_uploads (organization_id, workspace_id, widget_id, widget_instance_id, field, secret_hash, name,
      content_type, declared_bytes)
    values (home.organization_id, home.workspace_id, home.widget_id, home.id, request ->> 'field', open_upload.secret_hash,
      request ->> 'name', request ->> 'type', (request ->> 'bytes')::int)
    returning * into made;
  exception when sqlstate 'PT402' then
    return private.verdict('PLAN_LIMIT_REACHED', null, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('id', made.id,
    'expires_at', to_char(made.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), taken);
end $function$;
alter function private.open_upload(jsonb,bytea) owner to lapel_definer;
grant execute on function private.open_upload(jsonb,bytea) to service_role;
comment on function private.open_upload(jsonb,bytea) is 'Announces a file for a live instance, 30 a minute per address and 300 per instance. The endpoint has checked the field''s rules.';

-- private.opens_instance(uuid,text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.opens_instance(instance_id uuid, token text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return exists (select from public.embed_tokens t where t.token_hash = sha256(convert_to(token, 'UTF8'))
    and t.widget_instance_id = opens_instance.instance_id and t.purpose = 'private' and t.revoked_at is null and t.expires_at > now());
end $function$;
alter function private.opens_instance(uuid,text) owner to lapel_definer;
comment on function private.opens_instance(uuid,text) is 'Whether an embed token opens a private instance.';

-- private.organization_limit(uuid,text) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.organization_limit(organization_id uuid, limit_type text)
 RETURNS private.effective_limit
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  bound private.effective_limit;
begin
  select o.id, o.id, coalesce(v.limit_value, l.limit_value),
    case when o.plan_status = 'upgrading' then null
      when v.id is not null then case v.enforcement when 'hard' then v.limit_value + v.grace_amount end
      when l.enforcement = 'hard' then l.limit_value + l.grace_amount end,
    case when v.id is not null then 'override' when l.plan_id is not null then 'plan' else 'unlimited' end
  into bound
  from public.organizations o
  left join public.limit_overrides v on v.organization_id = o.id and v.workspace_id is null
    and v.limit_type = organization_limit.limit_type and (v.expires_at is null or v.expires_at > now())
  left join public.plan_limits l on l.plan_id = o.plan_id and l.limit_type = organization_limit.limit_type
  where o.id = organization_limit.organization_id;
  return bound;
end $function$;
alter function private.organization_limit(uuid,text) owner to lapel_definer;
comment on function private.organization_limit(uuid,text) is 'The limit of an organization: its override, else its plan''s.';

-- private.organization_permissions(uuid,uuid) -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.organization_permissions(organization_id uuid, user_id uuid)
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query
  select p.permission_key
  from public.organization_members m
  join public.roles r on r.organization_id is null and r.key = m.role
  join public.role_permissions p on p.role_id = r.id
  where m.organization_id = organization_permissions.organization_id and m.user_id = organization_permissions.user_id
    and m.status = 'active'
  union
  select p.permission_key
  from public.member_roles a
  join public.organization_members m on m.organization_id = a.organization_id and m.user_id = a.user_id and m.status = 'active'
  join public.role_permissions p on p.role_id = a.role_id
  where a.organization_id = organization_permissions.organization_id and a.user_id = organization_permissions.user_id
    and a.workspace_id is null;
end $function$;
alter function private.organization_permissions(uuid,uuid) owner to lapel_definer;
comment on function private.organization_permissions(uuid,uuid) is 'What a user may do everywhere in an organization.';

-- private.organizations_to_reconcile() --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.organizations_to_reconcile()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select o.id from public.organizations o order by o.id
$function$;
alter function private.organizations_to_reconcile() owner to lapel_definer;
grant execute on function private.organizations_to_reconcile() to service_role;
comment on function private.organizations_to_reconcile() is 'Whose counters the worker proves, each in a transaction of its own.';

-- private.organizations_where_i_can(text) -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.organizations_where_i_can(permission text)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  though_closed constant boolean := private.holds_while_closed(permission);
  looking public.impersonation_sessions := private.my_impersonation();
begin
  -- Impersonating staff read as a viewer, and write as an admin only in a session that says so.
  if looking.id is not null then
    return query select o.id from public.organizations o
    join public.roles r on r.organization_id is null and r.key = case when looking.read_only then 'viewer' else 'admin' end
    join public.role_permissions p on p.role_id = r.id and p.permission_key = permission
    where o.id = looking.organization_id and (o.status = 'active' or though_closed);
    return;
  end if;
  return query
  select o.id
  from public.organization_members m
  join public.organizations o on o.id = m.organization_id and (o.status = 'active' or though_closed)
  where m.user_id = (select private.me()) and m.status = 'active' and (
    exists (select from public.roles r join public.role_permissions p on p.role_id = r.id and p.permission_key = permission
      where r.organization_id is null and r.key = m.role)
    or exists (select from public.member_roles a join public.role_permissions p on p.role_id = a.role_id and p.permission_key = permission
      where a.organization_id = m.organization_id and a.user_id = m.user_id and a.workspace_id is null));
end $function$;
alter function private.organizations_where_i_can(text) owner to lapel_definer;
grant execute on function private.organizations_where_i_can(text) to authenticated;
comment on function private.organizations_where_i_can(text) is 'Organizations in which the caller holds a permission; one that is suspended or being deleted can be read and little else. While the caller impersonates as staff, that tenant at most.';

-- private.origin_of(text) ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.origin_of(url text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select lower(substring(url from '^(https://[A-Za-z0-9.-]+(?::[0-9]+)?)(?:[/?#]|$)'))
$function$;
grant execute on function private.origin_of(text) to lapel_definer;
comment on function private.origin_of(text) is 'Scheme, host and port of an address; null when it is written so that readers might differ on its host.';

-- private.palette_of(jsonb,text) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.palette_of(theme jsonb, scheme text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  own private.theme_colours := (select c from private.theme_colours c where c.name = coalesce(theme ->> 'name', 'plain') and c.scheme = palette_of.scheme);
  dark jsonb := coalesce(theme -> 'dark', '{}');
  -- An accent is for both schemes, unless the dark one has its own.
  brand jsonb := case when scheme = 'light' then theme when dark ? 'accent' then dark
    else jsonb_strip_nulls(jsonb_build_object('accent', theme -> 'accent', 'onAccent', theme -> 'onAccent')) || dark end;
  accent text := coalesce(brand ->> 'accent', own.accent);
  on_accent text := coalesce(brand ->> 'onAccent',
    case when private.contrast(accent, '#000000') > private.contrast(accent, '#ffffff') then '#000000' else '#ffffff' end);
begin
  return jsonb_build_object('surface', coalesce(brand ->> 'surface', own.surface), 'text', coalesce(brand ->> 'text', own.text),
    'accent', accent, 'onAccent', on_accent);
end $function$;
grant execute on function private.palette_of(jsonb,text) to lapel_definer, service_role;
comment on function private.palette_of(jsonb,text) is 'The colours of a theme in one scheme, brand colours applied.';

-- private.partition_by_month(regclass,integer,boolean) ----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.partition_by_month(parent regclass, retain_months integer DEFAULT NULL::integer, append_only boolean DEFAULT false)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  stray text := format('partitions.%I', (select c.relname from pg_catalog.pg_class c where c.oid = parent) || '_default');
begin
  insert into private.partitioned_tables (parent, retain_months, append_only)
  values (partition_by_month.parent, partition_by_month.retain_months, partition_by_month.append_only);
  execute format('alter table %s owner to lapel_definer', parent);
  execute format('create table %s partition of %s default', stray, parent);
  execute format('alter table %s owner to lapel_definer', stray);
  perform private.seal_partition(stray::regclass, append_only);
  perform private.ensure_partitions(parent, private.utc_today(), (private.utc_today() + interval '3 months')::date);
end $function$;
comment on function private.partition_by_month(regclass,integer,boolean) is 'Registers a table for monthly partitions, with a default partition that catches strays.';

-- private.partition_key(regclass) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.partition_key(parent regclass)
 RETURNS name
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select a.attname from pg_catalog.pg_partitioned_table p
  join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
  where p.partrelid = parent
$function$;
grant execute on function private.partition_key(regclass) to lapel_definer;
comment on function private.partition_key(regclass) is 'The time column by which a table is partitioned.';

-- private.pause_in_maintenance(regclass[]) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.pause_in_maintenance(VARIADIC targets regclass[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  target regclass;
begin
  foreach target in array targets loop
    execute format('create trigger trg_refuse_in_maintenance before insert or update or delete on %s
      for each statement execute function private.fn_refuse_in_maintenance()', target);
  end loop;
end $function$;
comment on function private.pause_in_maintenance(regclass[]) is 'Makes tables read-only for tenants during maintenance.';

-- private.pending_uploads(jsonb) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.pending_uploads(upload_ids jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'bytes', u.declared_bytes, 'type', u.content_type)), '[]')
  from public.widget_uploads u
  where u.id = any (array(select x::uuid from jsonb_array_elements_text(upload_ids) x)) and u.status = 'pending'
$function$;
alter function private.pending_uploads(jsonb) owner to lapel_definer;
grant execute on function private.pending_uploads(jsonb) to service_role;
comment on function private.pending_uploads(jsonb) is 'What was announced of uploads whose bytes nobody has looked at, where pages send them to a storage that does not.';

-- private.plan_after_trial(uuid,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.plan_after_trial(organization_id uuid, plan_id text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Nobody is refused anything for a trial that ended. Past due would claim a debt that nobody has made, and a smaller plan
  -- that does not fit would stop forms that are in use: then a person decides, and until then all stays as it is.
  select case
    when (select p.price = 0 from public.plans p where p.plan_id = plan_after_trial.plan_id)
      or exists (select from public.billing_accounts a where a.organization_id = plan_after_trial.organization_id) then plan_after_trial.plan_id
    when not exists (select from private.plan_change_excess(plan_after_trial.organization_id, 'free')) then 'free'
  end
$function$;
alter function private.plan_after_trial(uuid,text) owner to lapel_definer;
comment on function private.plan_after_trial(uuid,text) is 'The plan that a trial leads to: the same where it is free of charge or somebody pays, else the free one; null where that is too small.';

-- private.plan_cell(jsonb) --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.plan_cell(change jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  case change ->> 'kind'
    when 'plan' then return (select jsonb_build_object('name', p.name, 'price', p.price, 'currency', p.currency, 'interval', p."interval",
        'sort', p.sort, 'public', p.public, 'archived', p.archived)
      from public.plans p where p.plan_id = change ->> 'plan_id');
    when 'limit' then return (select jsonb_build_object('limit_value', l.limit_value, 'enforcement', l.enforcement, 'grace_amount', l.grace_amount)
      from public.plan_limits l where l.plan_id = change ->> 'plan_id' and l.limit_type = change ->> 'key');
    when 'feature' then return (select jsonb_build_object('enabled', f.enabled, 'limit_value', f.limit_value)
      from public.plan_features f where f.plan_id = change ->> 'plan_id' and f.feature_key = change ->> 'key');
    else perform private.fail('VALIDATION_FAILED', 'A change is of a plan, a limit or a feature.');
  end case;
  return null;
end $function$;
alter function private.plan_cell(jsonb) owner to lapel_definer;
comment on function private.plan_cell(jsonb) is 'What a cell of the plans holds now; null when there is no row.';

-- private.plan_change_excess(uuid,text) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.plan_change_excess(organization_id uuid, plan_id text)
 RETURNS TABLE(scope_id uuid, limit_type text, used integer, new_limit integer, enforcement text, kind text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Overrides stay, so a limit that an override sets cannot be exceeded by a change of plan.
  select c.scope_id, c.limit_type, c.used, l.limit_value, l.enforcement, 'used'
  from public.usage_counters c
  join public.plan_limits l on l.plan_id = plan_change_excess.plan_id and l.limit_type = c.limit_type
  where c.organization_id = plan_change_excess.organization_id and c.scope_id = c.organization_id
    and c.period = private.limit_period(c.limit_type) and c.used > l.limit_value
    and (private.organization_limit(c.organization_id, c.limit_type)).source <> 'override'
  union all
  -- What an agency handed out stays handed out; a limit of the agency's workspace itself does not change with the plan.
  select a.agency_workspace_id, l.limit_type, sum((a.limits ->> l.limit_type)::int)::int, l.limit_value, l.enforcement, 'allocated'
  from public.workspace_allocations a
  join public.plan_limits l on l.plan_id = plan_change_excess.plan_id and a.limits ? l.limit_type
  where a.organization_id = plan_change_excess.organization_id
    and (private.workspace_limit(a.agency_workspace_id, l.limit_type)).scope_id is null
    and (private.organization_limit(a.organization_id, l.limit_type)).source <> 'override'
  group by a.agency_workspace_id, l.limit_type, l.limit_value, l.enforcement
  having sum((a.limits ->> l.limit_type)::int) > l.limit_value
  order by 2, 6, 1
$function$;
alter function private.plan_change_excess(uuid,text) owner to lapel_definer;
comment on function private.plan_change_excess(uuid,text) is 'What an organization uses, or as an agency has allocated to its clients, above the limits of another plan.';

-- private.pointer_to(text,text) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.pointer_to(pointer text, step text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return pointer || '/' || replace(replace(step, '~', '~0'), '/', '~1');
end $function$;
grant execute on function private.pointer_to(text,text) to lapel_definer, service_role;
comment on function private.pointer_to(text,text) is 'An RFC 6901 JSON Pointer, one step longer.';

-- private.poll_results(text) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.poll_results(public_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  poll uuid := (select i.id from public.widget_instances i where i.public_id = poll_results.public_id);
  known private.poll_tallies := (select t from private.poll_tallies t where t.widget_instance_id = poll);
begin
  if poll is null then return null; end if;
  if known.widget_instance_id is null then
    -- Everybody who comes while a poll is counted for the first time waits for the one who counts.
    perform pg_advisory_xact_lock(hashtextextended('poll ' || poll, 0));
    known := (select t from private.poll_tallies t where t.widget_instance_id = poll);
  end if;
  if known.widget_instance_id is null or (known.counted_at + greatest(interval '3 seconds', known.took * 50) < clock_timestamp()
      and pg_try_advisory_xact_lock(hashtextextended('poll ' || poll, 0))) then
    known := private.count_poll(poll);
  end if;
  return jsonb_build_object('voters', known.voters, 'votes', known.votes,
    'age', round(extract(epoch from clock_timestamp() - known.counted_at), 3));
end $function$;
alter function private.poll_results(text) owner to lapel_definer;
grant execute on function private.poll_results(text) to service_role;
comment on function private.poll_results(text) is 'How many voted, the votes by choice, and how many seconds ago that was counted; null for no instance. Whether visitors may know is the caller''s to decide.';

-- private.portable_pattern(text) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.portable_pattern(pattern text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return replace(replace(replace(replace(pattern, '[\w', '[A-Za-z0-9_'), '\d', '[0-9]'), '\S', format('[^%s]', private.blanks())), '\s', private.blanks());
end $function$;
grant execute on function private.portable_pattern(text) to lapel_definer, service_role;
comment on function private.portable_pattern(text) is 'An expression of the schemas, with classes of characters that mean in every locale what they mean in JavaScript.';

-- private.present_core_tables(uuid) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.present_core_tables(organization_id uuid)
 RETURNS TABLE(core private.core_tables, target regclass)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select c, t.table_id::regclass
  from private.tenant_core_tables t join private.core_tables c on c.name = t.table_name
  where t.organization_id = present_core_tables.organization_id and t.relkind = 'r'
  order by c.position
$function$;
alter function private.present_core_tables(uuid) owner to lapel_definer;
comment on function private.present_core_tables(uuid) is 'The core tables that an organization''s schema has.';

-- private.preview_instance(text,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.preview_instance(public_id text, token text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('public_id', i.public_id, 'instance_id', i.id, 'workspace_id', i.workspace_id, 'type', w.type,
    -- A preview is looked at anywhere, not only on the sites that the widget is for.
    'allowed_origins', '[]'::jsonb, 'revision', coalesce(r.number, 0) + 1, 'config', w.config)
  from public.embed_tokens t
  join public.widget_instances i on i.id = t.widget_instance_id
  join public.widgets w on w.id = i.widget_id and w.status = 'active'
  join public.organizations o on o.id = i.organization_id and o.status = 'active'
  left join public.widget_revisions r on r.id = i.published_revision_id
  where t.public_id = preview_instance.public_id and t.token_hash = sha256(convert_to(token, 'UTF8'))
    and t.purpose = 'preview' and t.revoked_at is null and t.expires_at > now()
    and i.status <> 'inactive' and (i.expires_at is null or i.expires_at > now())
  union all
  select jsonb_build_object('public_id', d.public_id, 'instance_id', null, 'workspace_id', null, 'type', d.type,
    'allowed_origins', '[]'::jsonb, 'revision', 1, 'config', d.config)
  from public.widget_drafts d
  where d.public_id = preview_instance.public_id and d.draft_token_hash = sha256(convert_to(token, 'UTF8'))
    and d.claimed_at is null and d.expires_at > now()
$function$;
alter function private.preview_instance(text,text) owner to lapel_definer;
grant execute on function private.preview_instance(text,text) to service_role;
comment on function private.preview_instance(text,text) is 'The draft behind a preview token or a draft token; nothing when either does not hold.';

-- private.private_instance(text,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.private_instance(public_id text, token text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (select private.shown_instance(i) from private.live_instances i
    where i.public_id = private_instance.public_id and private.opens_instance(i.id, token));
end $function$;
alter function private.private_instance(text,text) owner to lapel_definer;
grant execute on function private.private_instance(text,text) to service_role;
comment on function private.private_instance(text,text) is 'The published revision that an embed token opens; null when the token does not hold or nothing is published.';

-- private.provision_tenant(uuid,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.provision_tenant(owner_id uuid, organization_name text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  new_organization uuid;
  new_workspace uuid;
begin
  -- Names repeat, most of all the one that is given to who gave none: another ending is tried until one is free.
  while new_organization is null loop
    insert into public.organizations (name, slug) values (organization_name, private.free_slug(organization_name))
    on conflict (slug) where slug is not null do nothing returning id into new_organization;
  end loop;
  insert into public.workspaces (organization_id, name, slug)
  values (new_organization, organization_name, 'main') returning id into new_workspace;
  insert into public.organization_members (organization_id, user_id, role, accepted_at)
  values (new_organization, owner_id, 'owner', now());
  insert into public.user_creation_audit (user_id, organization_id, workspace_id, source)
  values (owner_id, new_organization, new_workspace, 'signup_form');
  return new_organization;
end $function$;
alter function private.provision_tenant(uuid,text) owner to lapel_definer;
comment on function private.provision_tenant(uuid,text) is 'Makes an organization on the free plan with a first workspace, owned by this user.';

-- private.provision_tenant_schema(uuid) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.provision_tenant_schema(organization_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  failure text := (select min(p.object || ' ' || p.problem || ': ' || p.outcome)
    from private.provision_tenant_schemas(array[provision_tenant_schema.organization_id]) p where p.outcome <> 'repaired');
begin
  if failure is not null then perform private.fail('CONFLICT', failure); end if;
  return (select o.schema_name from public.organizations o where o.id = provision_tenant_schema.organization_id);
end $function$;
comment on function private.provision_tenant_schema(uuid) is 'Gives an organization a schema of its own and says its name; null when there is no such organization. Safe to repeat.';

-- private.provision_tenant_schemas(uuid[]) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.provision_tenant_schemas(organization_ids uuid[])
 RETURNS TABLE(organization_id uuid, schema_name text, object text, problem text, outcome text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.take_schema_lock();
  perform private.set_reason('A schema of its own');
  update public.organizations o set schema_name = private.free_schema_name(o.id, o.slug)
  where o.id = any (organization_ids) and o.schema_name is null;
  return query select * from private.refresh_core_tables(organization_ids);
end $function$;
comment on function private.provision_tenant_schemas(uuid[]) is 'Gives organizations schemas of their own, complete; finishes those that were begun.';

-- private.prune_billing_events() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_billing_events()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from private.billing_events e where e.received_at < now() - interval '90 days' returning 1) select count(*) from gone
$function$;
alter function private.prune_billing_events() owner to lapel_definer;
grant execute on function private.prune_billing_events() to service_role;
comment on function private.prune_billing_events() is 'Job: forgets what providers said more than ninety days ago.';

-- private.prune_drafts() ----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_drafts()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from public.widget_drafts where claimed_at is null and expires_at < now() returning 1) select count(*) from gone
$function$;
alter function private.prune_drafts() owner to lapel_definer;
grant execute on function private.prune_drafts() to service_role;
comment on function private.prune_drafts() is 'Job: deletes drafts that nobody claimed in time.';

-- private.prune_embed_tokens() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_embed_tokens()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (
    delete from public.embed_tokens t where least(t.expires_at, t.revoked_at) < now() - interval '30 days' returning 1
  ) select count(*) from gone
$function$;
alter function private.prune_embed_tokens() owner to lapel_definer;
grant execute on function private.prune_embed_tokens() to service_role;
comment on function private.prune_embed_tokens() is 'Job: deletes tokens that expired or were revoked more than 30 days ago.';

-- private.prune_event_keys() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_event_keys()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from private.widget_event_keys where received_at < now() - interval '1 day' returning 1) select count(*) from gone
$function$;
alter function private.prune_event_keys() owner to lapel_definer;
grant execute on function private.prune_event_keys() to service_role;
comment on function private.prune_event_keys() is 'Job: forgets the ids of events after a day.';

-- private.prune_events() ----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_events()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from public.events e where e.created_at < now() - interval '13 months' returning 1) select count(*) from gone
$function$;
alter function private.prune_events() owner to lapel_definer;
grant execute on function private.prune_events() to service_role;
comment on function private.prune_events() is 'Job: deletes events of more than 13 months ago: as long as funnels are kept.';

-- private.prune_exports() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_exports()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from public.data_exports x where x.expires_at <= now() returning 1) select count(*) from gone
$function$;
alter function private.prune_exports() owner to lapel_definer;
grant execute on function private.prune_exports() to service_role;
comment on function private.prune_exports() is 'Job: deletes exports older than a day.';

-- private.prune_fetch_errors() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_fetch_errors()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from public.widget_fetch_errors where last_at < now() - interval '30 days' returning 1) select count(*) from gone
$function$;
alter function private.prune_fetch_errors() owner to lapel_definer;
grant execute on function private.prune_fetch_errors() to service_role;
comment on function private.prune_fetch_errors() is 'Job: forgets failures that have not come back for thirty days.';

-- private.prune_invitations() -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_invitations()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (
    delete from public.invitations i
    where i.accepted_at is null and least(i.expires_at, i.revoked_at) < now() - interval '30 days' returning 1
  ) select count(*) from gone
$function$;
alter function private.prune_invitations() owner to lapel_definer;
grant execute on function private.prune_invitations() to service_role;
comment on function private.prune_invitations() is 'Job: forgets the addresses of people who were invited and did not come, 30 days after.';

-- private.prune_partials() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_partials()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  removed bigint;
begin
  delete from public.partial_submissions d using (
    select p.id, p.expires_at, p.ts, private.is_finished(p.widget_instance_id, p.client_submission_id) as finished,
      row_number() over (partition by p.widget_instance_id order by p.ts desc) as place,
      -- What is said of a widget goes before what is said of its workspace.
      (select r.keep_days from public.retention_policies r where r.workspace_id = p.workspace_id and r.entity = 'submissions'
        and (r.widget_id = p.widget_id or r.widget_id is null) order by r.widget_id is null limit 1) as keep_days
    from public.partial_submissions p
  ) x where d.id = x.id and (x.finished or x.expires_at < now() or x.place > 5000 or x.ts < now() - make_interval(days => x.keep_days));
  get diagnostics removed = row_count;
  return removed;
end $function$;
alter function private.prune_partials() owner to lapel_definer;
grant execute on function private.prune_partials() to service_role;
comment on function private.prune_partials() is 'Job: removes partials whose submission has come, those that are too old, by their own age or by what their owner keeps of submissions, and all but the newest 5000 of an instance.';

-- private.prune_rate_windows() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_rate_windows()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (
    -- A transaction that began in a window may still be counting in it.
    delete from private.submission_rate_window where ends_at < now() - interval '1 minute' returning 1
  ) select count(*) from gone
$function$;
alter function private.prune_rate_windows() owner to lapel_definer;
grant execute on function private.prune_rate_windows() to service_role;
comment on function private.prune_rate_windows() is 'Job: deletes counters of windows that are over.';

-- private.prune_submission_keys() -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_submission_keys()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with salts as (
    delete from private.daily_salts where day < (now() at time zone 'UTC')::date - 1
  ), gone as (
    delete from private.submission_keys where received_at < now() - interval '8 days' returning 1
  ) select count(*) from gone
$function$;
alter function private.prune_submission_keys() owner to lapel_definer;
grant execute on function private.prune_submission_keys() to service_role;
comment on function private.prune_submission_keys() is 'Job: forgets keys that no client retries any more, and salts of past days.';

-- private.prune_sync_jobs() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_sync_jobs()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from public.sync_jobs j where j.finished_at < now() - interval '90 days' returning 1) select count(*) from gone
$function$;
alter function private.prune_sync_jobs() owner to lapel_definer;
grant execute on function private.prune_sync_jobs() to service_role;
comment on function private.prune_sync_jobs() is 'Job: forgets runs that ended more than 90 days ago.';

-- private.prune_uploads() ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_uploads()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with addresses as (
    delete from private.upload_downloads where expires_at < now()
  ), gone as (
    delete from public.widget_uploads where (status = 'pending' and created_at < now() - interval '1 hour')
      or (status = 'stored' and created_at < now() - interval '1 day') returning 1
  ) select count(*) from gone
$function$;
alter function private.prune_uploads() owner to lapel_definer;
grant execute on function private.prune_uploads() to service_role;
comment on function private.prune_uploads() is 'Job: deletes addresses that are over, announced uploads an hour later, and those that no submission has used a day later.';

-- private.prune_usage() -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_usage()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- What exists now has no month and stays.
  with counters as (
    delete from public.usage_counters c where c.period > '0001-01-01' and c.period < private.utc_today() - interval '13 months' returning 1
  ), hits as (
    delete from public.limit_hits h where h.last_at < now() - interval '13 months' returning 1
  ) select (select count(*) from counters) + (select count(*) from hits)
$function$;
alter function private.prune_usage() owner to lapel_definer;
grant execute on function private.prune_usage() to service_role;
comment on function private.prune_usage() is 'Job: deletes the counters of months, and runs into limits, of more than 13 months ago. The record itself stays.';

-- private.prune_used_uploads() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_used_uploads()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (
    delete from public.widget_uploads u where u.status = 'deleted' or (u.status = 'used' and not exists (
      select from public.widget_submissions s where s.id = u.submission_id and s.status <> 'deleted')) returning 1
  ) select count(*) from gone
$function$;
alter function private.prune_used_uploads() owner to lapel_definer;
grant execute on function private.prune_used_uploads() to service_role;
comment on function private.prune_used_uploads() is 'Job: deletes the uploads of submissions that are gone, and what is left of deleted ones.';

-- private.prune_webhooks() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_webhooks()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Their deliveries go with them. The schedule ends after four days, so nothing this old is still on its way by itself.
  with gone as (
    delete from public.webhook_messages m where m.created_at < now() - interval '30 days'
      and not exists (select from public.webhook_deliveries d where d.message_id = m.id and d.status in ('pending', 'sending'))
    returning 1
  ) select count(*) from gone
$function$;
alter function private.prune_webhooks() owner to lapel_definer;
grant execute on function private.prune_webhooks() to service_role;
comment on function private.prune_webhooks() is 'Job: deletes messages of more than 30 days ago and the log of their deliveries, but for what is being sent again.';

-- private.question_problems(jsonb) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.question_problems(config jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  fields jsonb := config -> 'fields';
  steps jsonb := coalesce(config -> 'steps', '[]');
  in_order boolean := steps = '[]' or (select jsonb_agg(f ->> 'key' order by place) from jsonb_array_elements(fields) with ordinality a (f, place))
    = (select jsonb_agg(key order by place, n) from jsonb_array_elements(steps) with ordinality a (step, place),
      jsonb_array_elements_text(step -> 'fields') with ordinality k (key, n));
begin
  return private.field_problems(fields, in_order) || private.step_problems(steps, fields, in_order)
    || case when in_order then jsonb '[]'
      else private.config_problem('/steps', 'custom', 'Every field belongs to one step, in the order of the fields.') end;
end $function$;
grant execute on function private.question_problems(jsonb) to lapel_definer, service_role;
comment on function private.question_problems(jsonb) is 'Of fields and steps what a schema cannot say. What comes first is only asked while the steps hold every field in order.';

-- private.queued_removals(integer) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.queued_removals(most integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.upload_id from private.upload_removals r order by r.queued_at limit most
$function$;
alter function private.queued_removals(integer) owner to lapel_definer;
grant execute on function private.queued_removals(integer) to service_role;
comment on function private.queued_removals(integer) is 'Job: uploads whose bytes are to be removed, the oldest first.';

-- private.raise_alert(text,jsonb) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.raise_alert(key text, detail jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.platform_alerts as a (key, detail) values (raise_alert.key, raise_alert.detail)
  on conflict on constraint platform_alerts_pkey do update set detail = excluded.detail, times = a.times + 1, last_at = now(), resolved_at = null,
    first_at = case when a.resolved_at is null then a.first_at else now() end
$function$;
alter function private.raise_alert(text,jsonb) owner to lapel_definer;
comment on function private.raise_alert(text,jsonb) is 'Puts a thing before staff, or says that it is still so.';

-- private.random_id(text) ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.random_id(prefix text)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Dropping + and / from random base64 leaves uniform base62: 24 characters carry 142 random bits.
  select prefix || left(translate(encode(extensions.gen_random_bytes(60), 'base64'), E'+/=\n', ''), 24)
$function$;
alter function private.random_id(text) owner to lapel_definer;
grant execute on function private.random_id(text) to authenticated, service_role;
comment on function private.random_id(text) is 'An unguessable public identifier: the prefix and 24 base62 characters.';

-- private.read_export_part(uuid,text,integer) -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.read_export_part(export_id uuid, secret text, number integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('content', case read_export_part.number when 0 then jsonb_build_object('certificate', r.certificate)::text || E'\n' else p.content end,
    'last', not exists (select from private.data_export_parts n where n.export_id = x.id and n.number > read_export_part.number))
  from private.export_downloads d
  join public.data_exports x on x.id = d.export_id and x.expires_at > now()
  join public.privacy_requests r on r.id = x.privacy_request_id
  left join private.data_export_parts p on p.export_id = x.id and p.number = read_export_part.number
  where d.secret_hash = sha256(convert_to(secret, 'UTF8')) and d.export_id = read_export_part.export_id
$function$;
alter function private.read_export_part(uuid,text,integer) owner to lapel_definer;
grant execute on function private.read_export_part(uuid,text,integer) to service_role;
comment on function private.read_export_part(uuid,text,integer) is 'A part of an export for whoever holds an address of it: the certificate is part 0. Null when the address does not hold, or not any more.';

-- private.read_submissions(jsonb,private.rate_window[]) ---------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.read_submissions(requests jsonb, windows private.rate_window[])
 RETURNS private.submission_attempt[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  salt bytea := private.todays_salt();
  attempts private.submission_attempt[];
  any_held boolean;
  least_left int;
begin
  with asked as materialized (
    select r.*, case when r.ip like '%:%' then private.visitor_hash(r.ip, salt) else encode(sha256(salt || convert_to(r.ip, 'UTF8')), 'hex') end as visitor,
      encode(sha256(convert_to(r.payload::text, 'UTF8')), 'hex') as payload_hash
    from rows from (jsonb_to_recordset(requests) as (public_id text, token text, id uuid, ip text, user_agent text, origin_allowed boolean,
      revision int, checked_revision int, payload jsonb, meta jsonb, field_errors jsonb, spam_reasons text[],
      submission_id uuid)) with ordinality r(public_id, token, id, ip, user_agent, origin_allowed, revision, checked_revision, payload, meta, field_errors, spam_reasons,
        submission_id, n)
  -- By their ids first: a join with the requests, whose number nobody knows beforehand, may read every instance there is.
  ), live as materialized (
    select l.id, l.public_id, l.visibility, l.organization_id, l.workspace_id, l.widget_id, l.revision,
      l.settings @> '{"store_ip": true}' as keeps_ip, jsonb_build_object('widget_id', l.widget_id, 'widget_instance_id', l.id) as about
    from private.live_instances l where l.public_id = any (array(select a.public_id from asked a))
  ), judged as materialized (
    select a.n, i.organization_id, i.workspace_id, i.widget_id, i.id as instance_id, i.about, i.keeps_ip, a.visitor,
      coalesce(a.id, encode(substring(sha256(convert_to(concat_ws('|', a.payload_hash, a.ip, a.user_agent, date_trunc('second', now())),
        'UTF8')) for 16), 'hex')::uuid) as key,
      a.payload_hash, coalesce(a.submission_id, gen_random_uuid()) as submission_id, coalesce(a.spam_reasons, '{}') as spam_reasons,
      case when (select s.value = 'true' from public.platform_settings s where s.key = 'maintenance_all') then 'MAINTENANCE'
        when i.id is null or (i.visibility = 'private' and not private.opens_instance(i.id, a.token)) then 'INSTANCE_NOT_FOUND'
        when a.origin_allowed is not true then 'ORIGIN_NOT_ALLOWED'
        when pg_column_size(a.payload) > 32768 or pg_column_size(a.meta) > 8192 then 'PAYLOAD_TOO_LARGE'
        -- The caller may remember an older revision for a few seconds: its findings about the fields are then worth nothing.
        when a.checked_revision <> i.revision then 'CHECK_AGAIN' end as verdict,
      case when coalesce(a.field_errors, '[]') = '[]' then null
        when a.revision <> i.revision and a.field_errors @> '[{"code": "unknownField"}]' then 'STALE_REVISION'
        else 'VALIDATION_FAILED' end as refusal
    from asked a left join live i on i.public_id = a.public_id
  ), claimed as (
    -- A concurrent twin waits here for the first one's outcome.
    insert into private.submission_keys (widget_instance_id, key, payload_hash, submission_id)
    select distinct on (j.instance_id, j.key) j.instance_id, j.key, j.payload_hash, j.submission_id
    from judged j where j.verdict is null order by j.instance_id, j.key, j.n
    on conflict on constraint submission_keys_pkey do nothing returning submission_id
  ), counted as (
    insert into private.submission_rate_window as w (scope, window_start, ends_at, hits)
    select s.scope, windows[s.policy].starts, windows[s.policy].starts + make_interval(secs => windows[s.policy].seconds), count(*)
    from judged j
    cross join lateral (values (1, 'instance:' || j.instance_id), (2, 'ip:' || j.visitor), (3, 'workspace:' || j.workspace_id)) s(policy, scope)
    where j.submission_id in (select c.submission_id from claimed c) and s.scope is not null
    group by s.scope, s.policy order by s.scope
    on conflict on constraint submission_rate_window_pkey do update set hits = w.hits + excluded.hits returning w.scope, w.hits
  ), taken as materialized (
    select jsonb_object_agg(c.scope, c.hits) as hits from counted c
  )
  select array_agg(row(j.n, j.organization_id, j.workspace_id, j.widget_id, j.instance_id, j.about, j.keeps_ip, j.visitor, j.key, j.payload_hash,
      j.submission_id, j.spam_reasons, now(), case when j.verdict is null and l.instance is null then 'held' else coalesce(j.verdict, j.refusal) end,
      j.refusal, l.ip, l.instance, l.workspace)::private.submission_attempt order by j.n),
    bool_or(j.verdict is null and l.instance is null), min(least(l.ip, l.instance, l.workspace))
  into attempts, any_held, least_left
  from judged j
  left join lateral (select windows[2].quota - ((select t.hits from taken t) ->> ('ip:' || j.visitor))::int as ip,
    windows[1].quota - ((select t.hits from taken t) ->> ('instance:' || j.instance_id))::int as instance,
    windows[3].quota - ((select t.hits from taken t) ->> ('workspace:' || j.workspace_id))::int as workspace offset 0) l
    on j.submission_id in (select c.submission_id from claimed c);
  if any_held then attempts := private.find_held(attempts); end if;
  return case when least_left < 0 then private.share_windows(attempts, windows) else attempts end;
end $function$;
grant execute on function private.read_submissions(jsonb,private.rate_window[]) to lapel_definer;
comment on function private.read_submissions(jsonb,private.rate_window[]) is 'Finds the instance of each request and decides what needs no lock; claims the keys of the others, and counts whoever got theirs against the rates of instance, address and workspace, one row for each.';

-- private.reads_queue() -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.reads_queue()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'graphile_worker' and c.relname = 'jobs' and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))
$function$;
grant execute on function private.reads_queue() to lapel_definer;
comment on function private.reads_queue() is 'Whether there is a job queue that may be read. Where no worker has run yet there is none.';

-- private.reconcile_tenant(uuid) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.reconcile_tenant(organization_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  repaired jsonb;
  entry public.audit_logs;
begin
  -- Usually nothing differs: then nobody has to wait for the counting.
  if not exists (select from private.counted_tables t, private.usage_differences(reconcile_tenant.organization_id, t)) then return jsonb '[]'; end if;
  select coalesce(jsonb_agg(to_jsonb(r) order by r.limit_type, r.scope_id), '[]') into repaired
  from private.repair_usage(reconcile_tenant.organization_id) r;
  if repaired <> '[]' then
    entry.organization_id := reconcile_tenant.organization_id;
    entry.actor_role := 'job';
    entry.action := 'update';
    entry.entity := 'usage_counters';
    entry.entity_id := reconcile_tenant.organization_id;
    entry.after := jsonb_build_object('repaired', repaired);
    entry.reason := 'Counters reconciled with the record';
    perform private.append_audit(entry);
  end if;
  return repaired;
end $function$;
alter function private.reconcile_tenant(uuid) owner to lapel_definer;
grant execute on function private.reconcile_tenant(uuid) to service_role;
comment on function private.reconcile_tenant(uuid) is 'Job: proves one tenant''s counters against the record. A repair leaves an audit entry that says what differed.';

-- private.reconcile_usage(uuid,text[]) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.reconcile_usage(organization_id uuid, only_types text[] DEFAULT NULL::text[])
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select count(*)::int from private.repair_usage(organization_id, only_types)
$function$;
alter function private.reconcile_usage(uuid,text[]) owner to lapel_definer;
grant execute on function private.reconcile_usage(uuid,text[]) to service_role;
comment on function private.reconcile_usage(uuid,text[]) is 'Makes an organization''s counters equal to the record; says how many differed.';

-- private.record_baseline(text,numeric,numeric,jsonb,jsonb) -----------------------------------------------------------

CREATE OR REPLACE FUNCTION private.record_baseline(query_name text, median_ms numeric, p99_ms numeric, plan jsonb, environment jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.performance_baseline_audit (query_name, median_ms, p99_ms, plan, environment)
  values (record_baseline.query_name, record_baseline.median_ms, record_baseline.p99_ms, record_baseline.plan, record_baseline.environment)
$function$;
alter function private.record_baseline(text,numeric,numeric,jsonb,jsonb) owner to lapel_definer;
grant execute on function private.record_baseline(text,numeric,numeric,jsonb,jsonb) to service_role;
comment on function private.record_baseline(text,numeric,numeric,jsonb,jsonb) is 'Keeps one measurement of a key query.';

-- private.record_baselines() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.record_baselines()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  busiest uuid := (select d.workspace_id from private.workspace_usage_daily d group by 1 order by sum(d.quantity) desc, 1 limit 1);
  measured private.key_queries;
  query text;
  plan jsonb;
  recorded int := 0;
begin
  if busiest is null then return 0; end if;
  for measured in select * from private.key_queries order by name loop
    query := format(measured.query, busiest);
    execute 'explain (format json) ' || query into plan;
    perform private.record_baseline(measured.name, percentile_cont(0.5) within group (order by t)::numeric,
        percentile_cont(0.99) within group (order by t)::numeric, plan -> 0 -> 'Plan',
        jsonb_build_object('server_version', current_setting('server_version'), 'workspace_id', busiest, 'runs', 20))
      from unnest(private.time_query(query, 20)) t;
    recorded := recorded + 1;
  end loop;
  delete from public.performance_baseline_audit b where b.measured_at < now() - interval '1 year';
  return recorded;
end $function$;
alter function private.record_baselines() owner to lapel_definer;
grant execute on function private.record_baselines() to service_role;
comment on function private.record_baselines() is 'Job: measures the key queries for the busiest workspace and keeps figures and plans for a year.';

-- private.record_consent(uuid,text,text,boolean,text,uuid) ------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.record_consent(workspace_id uuid, subject text, purpose text, granted boolean, wording text DEFAULT NULL::text, submission_id uuid DEFAULT NULL::uuid)
 RETURNS uuid
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.consents (organization_id, workspace_id, subject_hash, purpose, granted, wording, submission_id)
  select w.organization_id, w.id, private.subject_hash(w.organization_id, record_consent.subject), record_consent.purpose,
    record_consent.granted, record_consent.wording, record_consent.submission_id
  from public.workspaces w where w.id = record_consent.workspace_id
  returning id
$function$;
alter function private.record_consent(uuid,text,text,boolean,text,uuid) owner to lapel_definer;
grant execute on function private.record_consent(uuid,text,text,boolean,text,uuid) to service_role;
comment on function private.record_consent(uuid,text,text,boolean,text,uuid) is 'Service role: notes that a person agreed, or took it back. Null for an unknown workspace.';

-- private.record_domain_check(uuid,boolean) ---------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.record_domain_check(domain_id uuid, proved boolean)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  checked public.custom_domains;
  given_up boolean;
begin
  select * into strict checked from public.custom_domains d where d.id = domain_id for update;
  if checked.status = 'released' then return 'released'; end if;
  if proved is null then
    update public.custom_domains d set checked_at = now() where d.id = domain_id;
    return checked.status;
  end if;
  if proved and checked.status = 'pending' and exists (select from public.custom_domains d
    where d.hostname = checked.hostname and d.id <> checked.id
      and (d.status in ('verified', 'failing') or d.released_at > now() - interval '30 days')) then
    proved := false;
  end if;
  given_up := not proved and checked.failing_since < now() - interval '7 days';
  update public.custom_domains d set checked_at = now(),
    verified_at = case when proved then coalesce(d.verified_at, now()) else d.verified_at end,
    failing_since = case when proved or given_up then null when d.status <> 'pending' then coalesce(d.failing_since, now()) end,
    released_at = case when given_up then now() when not proved then d.released_at end,
    status = case when proved then 'verified' when given_up or d.status = 'pending' then 'pending' else 'failing' end
  where d.id = domain_id returning d.* into checked;
  return checked.status;
exception when unique_violation or sqlstate 'PT402' then
  -- Another tenant was faster, or the plan has no room: the next check comes in its turn.
  update public.custom_domains d set checked_at = now() where d.id = domain_id;
  return checked.status;
end $function$;
alter function private.record_domain_check(uuid,boolean) owner to lapel_definer;
grant execute on function private.record_domain_check(uuid,boolean) to service_role;
comment on function private.record_domain_check(uuid,boolean) is 'Job: keeps the result of a DNS check; null when no name server answered, which says nothing of the domain. A domain that fails for 7 days must be proved again; a hostname has one holder.';

-- private.record_invoice(uuid,text,integer,text,timestamp with time zone,timestamp with time zone,jsonb) --------------

CREATE OR REPLACE FUNCTION private.record_invoice(organization_id uuid, number text, amount integer, currency text, period_start timestamp with time zone, period_end timestamp with time zone, lines jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  payer public.billing_accounts;
  recorded uuid;
begin
  select * into payer from public.billing_accounts a where a.organization_id = record_invoice.organization_id
  order by a.created_at, a.id limit 1;
  if payer.id is null then perform private.fail('NOT_FOUND', 'This organization has no billing account.'); end if;
  insert into public.invoices as i (organization_id, billing_account_id, number, amount, currency, period_start, period_end, lines)
  values (payer.organization_id, payer.id, record_invoice.number, record_invoice.amount, record_invoice.currency,
    record_invoice.period_start, record_invoice.period_end, record_invoice.lines)
  on conflict on constraint invoices_number_key do nothing returning i.id into recorded;
  return recorded;
end $function$;
alter function private.record_invoice(uuid,text,integer,text,timestamp with time zone,timestamp with time zone,jsonb) owner to lapel_definer;
grant execute on function private.record_invoice(uuid,text,integer,text,timestamp with time zone,timestamp with time zone,jsonb) to service_role;
comment on function private.record_invoice(uuid,text,integer,text,timestamp with time zone,timestamp with time zone,jsonb) is 'Billing provider: records an invoice once; null if the number is known already.';

-- private.record_limit_hits(private.effective_limit,text,date,text,integer) -------------------------------------------

CREATE OR REPLACE FUNCTION private.record_limit_hits(bound private.effective_limit, limit_type text, period date, kind text, times integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  once text;
begin
  if times < 1 then return; end if;
  insert into public.limit_hits as h (scope_id, organization_id, limit_type, period, kind, hits)
  values (bound.scope_id, bound.organization_id, record_limit_hits.limit_type, record_limit_hits.period, record_limit_hits.kind, times)
  on conflict on constraint limit_hits_pkey do update set hits = h.hits + times, last_at = now();
  once := concat_ws(':', 'limit', bound.scope_id, record_limit_hits.limit_type, record_limit_hits.period);
  if kind = 'flagged' and not exists (select from public.events e where e.idempotency_hash = once) then
    -- Events belong to a workspace: an organization's go to its first. One whose own limits are being changed is passed by,
    -- because who changes them waits for the audit chain or a counter held here; with none left the next hit raises it.
    insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload, idempotency_hash)
    select w.organization_id, w.id, 'limit', bound.scope_id, 'limit.exceeded',
      jsonb_build_object('limit_type', record_limit_hits.limit_type, 'limit_value', bound.limit_value),
      once
    from public.workspaces w where w.organization_id = bound.organization_id
    order by w.id <> bound.scope_id, w.created_at, w.id limit 1 for key share skip locked
    on conflict (idempotency_hash) where idempotency_hash is not null do nothing;
  end if;
end $function$;
alter function private.record_limit_hits(private.effective_limit,text,date,text,integer) owner to lapel_definer;
comment on function private.record_limit_hits(private.effective_limit,text,date,text,integer) is 'Counts runs into a limit. Going above the value also raises an event, once per period.';

-- private.record_widget_events(text,jsonb) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.record_widget_events(public_id text, events jsonb)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with live as (
    select i.id, i.widget_id, i.workspace_id, i.organization_id
    from public.widget_instances i
    join public.organizations o on o.id = i.organization_id and o.status = 'active'
    join public.widgets w on w.id = i.widget_id and w.status = 'active'
    where i.public_id = record_widget_events.public_id and i.status = 'published' and (i.expires_at is null or i.expires_at > now())
  ), stored as (
    insert into public.widget_events (organization_id, workspace_id, widget_id, widget_instance_id, type, meta)
    select l.organization_id, l.workspace_id, l.widget_id, l.id, e ->> 'type', coalesce(e -> 'meta', '{}')
    from live l, jsonb_array_elements(case jsonb_typeof(events) when 'array' then events else '[]' end) with ordinality as x(e, n)
    -- A browser's odd event is left out; it does not take the batch with it.
    where n <= 50 and e ->> 'type' in ('view', 'start', 'step', 'submit', 'error', 'dismiss')
      and pg_column_size(coalesce(e -> 'meta', '{}')) <= 2048
    returning 1
  ) select count(*)::int from stored
$function$;
alter function private.record_widget_events(text,jsonb) owner to lapel_definer;
grant execute on function private.record_widget_events(text,jsonb) to service_role;
comment on function private.record_widget_events(text,jsonb) is 'Stores a batch of at most 50 funnel events of one live instance, leaving out what is none; says how many.';

-- private.recount_limit(text,uuid) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.recount_limit(limit_type text, organization_id uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  changed int;
begin
  execute format($q$
    insert into public.usage_counters as c (scope_id, organization_id, limit_type, period, used)
    select o.id, o.id, $1, $2, coalesce(sum(t.used), 0)::int
    from public.organizations o left join lateral (%s) as t (workspace_id, used) on true
    where $3 is null or o.id = $3
    group by o.id
    having coalesce(sum(t.used), 0) > 0 or exists (select from public.usage_counters k where k.scope_id = o.id and k.limit_type = $1)
    order by o.id
    on conflict (scope_id, limit_type, period) do update set used = excluded.used where c.used <> excluded.used
  $q$, (select replace(k.query, '$1', 'o.id') from private.counted_tables k where k.limit_type = recount_limit.limit_type))
  using recount_limit.limit_type, private.limit_period(recount_limit.limit_type), recount_limit.organization_id;
  get diagnostics changed = row_count;
  return changed;
end $function$;
alter function private.recount_limit(text,uuid) owner to lapel_definer;
comment on function private.recount_limit(text,uuid) is 'Makes the counter of a limit that counts per organization equal to what exists, of one organization or (null) of all; says how many differed.';

-- private.refresh_core_tables(uuid[],boolean) -------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.refresh_core_tables(organization_ids uuid[] DEFAULT NULL::uuid[], dry_run boolean DEFAULT false)
 RETURNS TABLE(organization_id uuid, schema_name text, object text, problem text, outcome text)
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  found_one private.core_deviation;
  in_vain jsonb;
  repaired boolean;
begin
  if not dry_run then perform private.take_schema_lock(); end if;
  -- Again after every round that repaired something: a repair may make another one possible, and the last round proves them all.
  for round in 1..4 loop
    in_vain := '[]';
    repaired := false;
    for found_one in select * from private.core_deviations(organization_ids) d order by d.schema_name, d.step, d.object loop
      select found_one.organization_id, found_one.schema_name, found_one.object, found_one.problem,
        case when not dry_run then private.apply_repair(found_one.repair) when found_one.repair is null then 'needs a person' else 'would be repaired' end
        into refresh_core_tables.organization_id, refresh_core_tables.schema_name, object, problem, outcome;
      repaired := repaired or outcome = 'repaired';
      if outcome = 'repaired' then return next;
      else in_vain := in_vain || jsonb_build_array(jsonb_build_array(found_one.organization_id, found_one.schema_name, object, problem, outcome));
      end if;
    end loop;
    exit when not repaired;
  end loop;
  return query select (r ->> 0)::uuid, r ->> 1, r ->> 2, r ->> 3, r ->> 4 from jsonb_array_elements(in_vain) r;
end $function$;
comment on function private.refresh_core_tables(uuid[],boolean) is 'Adds what tenant schemas (null: all) lack, and says per deviation: repaired, would be repaired, needs a person, or failed and why.';

-- private.refresh_rollups() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.refresh_rollups()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  view_name text;
  began timestamptz;
  counted bigint;
begin
  foreach view_name in array array['workspace_usage_daily', 'widget_funnel_daily'] loop
    began := clock_timestamp();
    execute format('refresh materialized view concurrently private.%I', view_name);
    execute format('select count(*) from private.%I', view_name) into counted;
    insert into public.materialized_view_refresh_log (view_name, started_at, duration_ms, rows)
    values (view_name, began, extract(epoch from clock_timestamp() - began) * 1000, counted);
  end loop;
  delete from public.materialized_view_refresh_log l where l.started_at < now() - interval '90 days';
  return 2;
end $function$;
alter function private.refresh_rollups() owner to lapel_definer;
grant execute on function private.refresh_rollups() to service_role;
comment on function private.refresh_rollups() is 'Job: brings the daily figures up to date and notes how long it took.';

-- private.refusal_verdict(text,text,text,jsonb) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.refusal_verdict(state text, message text, detail text, limits jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  -- A plan limit speaks in a sentence, everything else in a code.
  select private.verdict(case state when 'PT402' then 'PLAN_LIMIT_REACHED' else message end, null, limits)
    || jsonb_build_object('detail', case state when 'PT402' then message else nullif(detail, '') end)
$function$;
grant execute on function private.refusal_verdict(text,text,text,jsonb) to lapel_definer;
comment on function private.refusal_verdict(text,text,text,jsonb) is 'A rule violation that private.fail raised, as a verdict.';

-- private.refuse_config(jsonb) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.refuse_config(problems jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if problems <> '[]' then
    perform private.fail('VALIDATION_FAILED', (problems #>> '{0,pointer}') || ': ' || (problems #>> '{0,detail}'), left(problems::text, 8000));
  end if;
end $function$;
grant execute on function private.refuse_config(jsonb) to lapel_definer, service_role;
comment on function private.refuse_config(jsonb) is 'Refuses a config that has problems: the first one is the detail, the hint has all of them as JSON.';

-- private.refuse_limit(text) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.refuse_limit(limit_type text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'PT402', detail = 'PLAN_LIMIT_REACHED', hint = limit_type,
    message = format('Max %s reached - upgrade your plan.', replace(limit_type, '_', ' '));
end $function$;
grant execute on function private.refuse_limit(text) to lapel_definer;
comment on function private.refuse_limit(text) is 'Refuses a write over a hard limit, in the words customers know: Max users reached - upgrade your plan.';

-- private.refuse_notification(text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.refuse_notification(ip text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_visitor_rate('notifications', 30, 60, ip);
begin
  return private.verdict(case when taken @> '[{"allowed": false}]' then 'RATE_LIMITED' else 'UNAUTHENTICATED' end, null, taken);
end $function$;
alter function private.refuse_notification(text) owner to lapel_definer;
grant execute on function private.refuse_notification(text) to service_role;
comment on function private.refuse_notification(text) is 'Endpoint: counts a notification that nobody we know has signed, thirty a minute per address.';

-- private.release_delivery(uuid,integer) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.release_delivery(delivery_id uuid, attempt integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update public.webhook_deliveries d set leased_until = null, attempt = d.attempt - 1,
    status = case e.status when 'active' then 'pending' else 'failed' end, next_attempt_at = case e.status when 'active' then now() end
  from public.webhook_endpoints e
  where e.id = d.endpoint_id and d.id = release_delivery.delivery_id and d.attempt = release_delivery.attempt and d.status = 'sending'
$function$;
alter function private.release_delivery(uuid,integer) owner to lapel_definer;
grant execute on function private.release_delivery(uuid,integer) to service_role;
comment on function private.release_delivery(uuid,integer) is 'Worker: gives back an attempt that it does not finish because it stops. It does not count, and is due at once.';

-- private.release_sync_job(uuid,integer) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.release_sync_job(job_id uuid, attempt integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update public.sync_jobs j set status = 'pending', next_attempt_at = now(), leased_until = null
  where j.id = job_id and j.status = 'running' and j.attempts = attempt
$function$;
alter function private.release_sync_job(uuid,integer) owner to lapel_definer;
grant execute on function private.release_sync_job(uuid,integer) to service_role;
comment on function private.release_sync_job(uuid,integer) is 'Worker: gives a run back that it does not go on with, to let others have their turn or because it stops.';

-- private.remember_request(text,text) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.remember_request(request_id text, ip text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select set_config('lapel.request_id', coalesce(request_id, ''), true), set_config('lapel.client_ip', coalesce(ip, ''), true)
$function$;
grant execute on function private.remember_request(text,text) to service_role;
comment on function private.remember_request(text,text) is 'Tells the audit trigger which request this transaction answers and from which address it came, as the server knows them.';

-- private.repair_usage(uuid,text[]) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.repair_usage(organization_id uuid, only_types text[] DEFAULT NULL::text[])
 RETURNS TABLE(limit_type text, scope_id uuid, period date, difference integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  counted private.counted_tables;
begin
  -- One at a time, or two would both make up for the same difference; and before any counter, as everyone takes them.
  perform private.hold_audit_chain(repair_usage.organization_id);
  if not exists (select from public.organizations o where o.id = repair_usage.organization_id) then return; end if;
  for counted in select * from private.counted_tables t where only_types is null or t.limit_type = any (only_types) order by 1 loop
    limit_type := counted.limit_type;
    for scope_id, period, difference in
      select d.scope_id, d.period, d.difference from private.usage_differences(repair_usage.organization_id, counted) d
    loop
      -- The difference is added, not the truth set: whoever writes meanwhile moves rows and counter alike.
      insert into public.usage_counters as c (scope_id, organization_id, limit_type, period, used)
      values (repair_usage.scope_id, repair_usage.organization_id, repair_usage.limit_type, repair_usage.period, greatest(repair_usage.difference, 0))
      on conflict on constraint usage_counters_pkey do update set used = greatest(c.used + repair_usage.difference, 0);
      return next;
    end loop;
  end loop;
end $function$;
alter function private.repair_usage(uuid,text[]) owner to lapel_definer;
comment on function private.repair_usage(uuid,text[]) is 'Makes an organization''s counters equal to the record, while others write; gives each one that differed.';

-- private.report_fetch_error(text,text,text,text,text) ----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.report_fetch_error(public_id text, code text, detail text, page text, sdk_version text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.widget_fetch_errors as e (organization_id, workspace_id, public_id, code, detail, page, sdk_version)
  select i.organization_id, i.workspace_id, i.public_id, left(report_fetch_error.code, 60),
    left(report_fetch_error.detail, 500), left(substring(report_fetch_error.page from '^[^?#]*'), 500),
    left(report_fetch_error.sdk_version, 40)
  from public.widget_instances i where i.public_id = report_fetch_error.public_id
  on conflict (public_id, code, page) do update set hits = e.hits + 1, last_at = now(), detail = excluded.detail,
    sdk_version = excluded.sdk_version
$function$;
alter function private.report_fetch_error(text,text,text,text,text) owner to lapel_definer;
grant execute on function private.report_fetch_error(text,text,text,text,text) to service_role;
comment on function private.report_fetch_error(text,text,text,text,text) is 'Counts one failure to load or show a known instance. Of the page''s address, what may name a visitor is dropped.';

-- private.require_feature(uuid,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.require_feature(organization_id uuid, feature_key text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not private.has_feature(organization_id, feature_key) then
    perform private.fail('FORBIDDEN', 'The plan does not have this feature.', feature_key);
  end if;
end $function$;
alter function private.require_feature(uuid,text) owner to lapel_definer;
comment on function private.require_feature(uuid,text) is 'Fails with FORBIDDEN unless the organization''s plan has the feature; the hint names it.';

-- private.require_holding(uuid,text[]) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.require_holding(organization_id uuid, permissions text[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  missing text := (select min(p) from unnest(permissions) p
    where p not in (select private.organization_permissions(require_holding.organization_id, auth.uid())));
begin
  if missing is not null then
    perform private.fail('FORBIDDEN', format('You cannot grant %s, which you do not hold yourself.', missing));
  end if;
end $function$;
alter function private.require_holding(uuid,text[]) owner to lapel_definer;
comment on function private.require_holding(uuid,text[]) is 'Refuses escalation: the caller must hold every permission that is being granted.';

-- private.require_permission(uuid,text) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.require_permission(organization_id uuid, permission text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- `is not true`: asking for no organization at all is not a way past the question.
  if (require_permission.organization_id in (select private.my_organization_ids())) is not true then
    perform private.fail('NOT_FOUND', 'No such organization.');
  elsif (require_permission.organization_id in (select private.organizations_where_i_can(permission))) is not true then
    if exists (select from public.organizations o where o.id = require_permission.organization_id and o.status <> 'active')
      and not private.holds_while_closed(permission) then
      perform private.fail('FORBIDDEN', 'This organization is suspended or being deleted: it can only be read.');
    end if;
    perform private.fail('FORBIDDEN', format('This needs the permission %s.', permission));
  end if;
end $function$;
alter function private.require_permission(uuid,text) owner to lapel_definer;
comment on function private.require_permission(uuid,text) is 'Fails unless the caller holds a permission in the organization; strangers learn nothing.';

-- private.require_permission_or_staff(uuid,text,text) -----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.require_permission_or_staff(organization_id uuid, permission text, at_least text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if private.is_staff() and (require_permission_or_staff.organization_id in (select private.my_organization_ids())) is not true then
    perform private.require_staff(at_least);
    if not exists (select from public.organizations o where o.id = require_permission_or_staff.organization_id) then
      perform private.fail('NOT_FOUND', 'No such organization.');
    end if;
    return true;
  end if;
  perform private.require_permission(require_permission_or_staff.organization_id, permission);
  return false;
end $function$;
alter function private.require_permission_or_staff(uuid,text,text) owner to lapel_definer;
comment on function private.require_permission_or_staff(uuid,text,text) is 'Fails unless the caller holds a permission in the organization, or is staff of at least a role; says whether it was as staff.';

-- private.require_staff(text) -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.require_staff(at_least text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  ranks constant text[] := array['viewer', 'support', 'admin'];
begin
  if coalesce(array_position(ranks, private.staff_role()), 0) < array_position(ranks, at_least) then
    perform private.fail('FORBIDDEN', format('This needs the staff role %s.', at_least));
  end if;
end $function$;
alter function private.require_staff(text) owner to lapel_definer;
comment on function private.require_staff(text) is 'Fails with FORBIDDEN unless the caller is staff of at least this role.';

-- private.require_step_up() -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.require_step_up()
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  methods jsonb := auth.jwt() -> 'amr';
  proved_at timestamptz;
begin
  -- Not staff_role(): who acts in a tenant's name is no less staff.
  if private.held_staff_role() is null or not private.has_second_factor() then return; end if;
  if jsonb_typeof(methods) = 'array' then
    select max(to_timestamp((m ->> 'timestamp')::double precision)) into proved_at
    from jsonb_array_elements(methods) m where m ->> 'method' in ('totp', 'mfa/phone', 'mfa/webauthn');
  end if;
  if (proved_at > now() - interval '30 minutes') is not true then
    perform private.fail('FORBIDDEN', 'This needs a recent code of the second factor.', 'step_up');
  end if;
end $function$;
alter function private.require_step_up() owner to lapel_definer;
comment on function private.require_step_up() is 'Before what is dangerous: fails with FORBIDDEN, hint step_up, when staff who have a second factor proved it more than half an hour ago. The console asks after ten minutes; what many rows take then may go on. Of those without one the auth server keeps no such moment.';

-- private.reset_lead_quotas() -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.reset_lead_quotas()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  due uuid[] := array(select o.id from public.organizations o where o.quota_reset_date <= now() and (o.current_leads_month > 0
    or exists (select from public.campaigns c where c.organization_id = o.id and c.status = 'quota_reached')) order by o.id limit 1000);
  reset int;
begin
  -- Campaigns before organizations, as everywhere. Whoever attaches a lead meanwhile has begun the new month already.
  perform from public.campaigns c where c.organization_id = any (due) and c.status = 'quota_reached' order by c.id for no key update;
  update public.campaigns c set status = 'running' where c.organization_id = any (due) and c.status = 'quota_reached';
  update public.organizations o set current_leads_month = 0, quota_reset_date = date_trunc('month', now(), 'UTC') + interval '1 month'
  where o.id = any (due) and o.quota_reset_date <= now();
  get diagnostics reset = row_count;
  return reset;
end $function$;
alter function private.reset_lead_quotas() owner to lapel_definer;
grant execute on function private.reset_lead_quotas() to service_role;
comment on function private.reset_lead_quotas() is 'Job: begins the month anew for tenants that used their quota, so that it shows, and their campaigns run, before the next lead comes. Says how many.';

-- private.resolve_tenant(text,text) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.resolve_tenant(hostname text, base_domain text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with asked as (select lower(trim(trailing '.' from resolve_tenant.hostname)) as host, '.' || lower(resolve_tenant.base_domain) as base)
  select o.id from asked a
  join public.organizations o on o.status <> 'deleting' and (
    right(a.host, length(a.base)) = a.base and o.slug = left(a.host, -length(a.base))
    or o.id = (select d.organization_id from public.custom_domains d where d.hostname = a.host and d.status in ('verified', 'failing')))
$function$;
alter function private.resolve_tenant(text,text) owner to lapel_definer;
grant execute on function private.resolve_tenant(text,text) to service_role;
comment on function private.resolve_tenant(text,text) is 'Which organization a request''s host name stands for: its slug below the platform''s domain, or a domain it has proved. Says whose page to show, never what may be seen.';

-- private.rotate_identity_secret(uuid) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.rotate_identity_secret(workspace_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  home uuid := private.identified_workspace(rotate_identity_secret.workspace_id);
  secret text := private.random_id('ids_');
  forgotten uuid;
begin
  select i.previous_secret_id into forgotten from public.identity_secrets i where i.workspace_id = home for update;
  insert into public.identity_secrets as i (workspace_id, organization_id, secret_id)
  select w.id, w.organization_id, vault.create_secret(secret, 'identity:' || private.random_id(''), 'Signs the ids of a site''s users')
  from public.workspaces w where w.id = home
  on conflict on constraint identity_secrets_pkey do update set previous_secret_id = i.secret_id, secret_id = excluded.secret_id, rotated_at = now();
  delete from vault.secrets s where s.id = forgotten;
  return secret;
end $function$;
alter function private.rotate_identity_secret(uuid) owner to lapel_definer;
comment on function private.rotate_identity_secret(uuid) is 'Makes the secret that signs users'' ids in a workspace, or a new one; the one before holds for 24 hours.';

-- private.rotate_identity_secret_as(uuid,uuid,text) -------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.rotate_identity_secret_as(user_id uuid, workspace_id uuid, ip text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_account_rates('identitysecrets', user_id, ip);
  secret text;
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    secret := private.rotate_identity_secret(workspace_id);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('secret', secret), taken);
end $function$;
alter function private.rotate_identity_secret_as(uuid,uuid,text) owner to lapel_definer;
grant execute on function private.rotate_identity_secret_as(uuid,uuid,text) to service_role;
comment on function private.rotate_identity_secret_as(uuid,uuid,text) is 'A workspace''s first or next secret for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates. It is told this once.';

-- private.rotate_webhook_secret_as(uuid,uuid,text) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.rotate_webhook_secret_as(user_id uuid, endpoint_id uuid, ip text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_account_rates('webhooksecrets', user_id, ip);
  secret text := 'whsec_' || encode(extensions.gen_random_bytes(24), 'base64');
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    perform private.set_webhook_secret((private.writable_endpoint(endpoint_id)).id, secret);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('secret', secret), taken);
end $function$;
alter function private.rotate_webhook_secret_as(uuid,uuid,text) owner to lapel_definer;
grant execute on function private.rotate_webhook_secret_as(uuid,uuid,text) to service_role;
comment on function private.rotate_webhook_secret_as(uuid,uuid,text) is 'A new signing secret for an endpoint of a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates. It is told this once.';

-- private.run_privacy_request(uuid) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.run_privacy_request(request_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  request public.privacy_requests;
  result jsonb;
begin
  -- Before the request itself: an erasure takes all requests about its subject.
  select * into request from public.privacy_requests r where r.id = request_id and r.status = 'pending';
  if request.kind = 'erase' and request.subject_type <> 'organization' then
    perform private.hold_copies(request.organization_id::text, true);
    perform private.hold_copies('everything', true);
  elsif request.kind = 'export' then
    perform private.hold_copies(request.organization_id::text, false);
  end if;
  -- What another worker has under way is none of ours.
  select * into request from public.privacy_requests r where r.id = request_id and r.status = 'pending' for update skip locked;
  if request.id is null then return 'done'; end if;
  perform set_config('lapel.reason', 'Privacy request ' || request.id, true);
  if request.kind = 'export' then
    result := private.continue_data_export(request);
    if result is null then return 'more'; end if;
  elsif request.subject_type = 'organization' then
    update public.organizations o set status = 'deleting' where o.id = request.organization_id and o.status <> 'deleting';
    result := jsonb_build_object('organizations', 1);
  else
    result := private.erase_subject(request);
  end if;
  update public.privacy_requests r set status = 'done', finished_at = now(),
    certificate = jsonb_build_object('kind', request.kind, 'subject_type', request.subject_type, 'tables', result, 'finished_at', now())
  where r.id = request.id;
  return 'done';
end $function$;
alter function private.run_privacy_request(uuid) owner to lapel_definer;
grant execute on function private.run_privacy_request(uuid) to service_role;
comment on function private.run_privacy_request(uuid) is 'Worker: carries a privacy request out and keeps its certificate; of an export one piece at a time, and says more until the last. An organization is closed at once and deleted by a job.';

-- private.same_elements(jsonb,jsonb) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.same_elements(one jsonb, other jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select array(select distinct e from jsonb_array_elements(one) e order by e)
    = array(select distinct e from jsonb_array_elements(other) e order by e)
$function$;
grant execute on function private.same_elements(jsonb,jsonb) to lapel_definer;
comment on function private.same_elements(jsonb,jsonb) is 'Whether two JSON arrays hold the same elements, in whatever order and number.';

-- private.schedule_syncs() --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.schedule_syncs()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with due as (
    select c.id, c.organization_id, c.workspace_id from public.integration_connections c
    join public.organizations o on o.id = c.organization_id and o.status = 'active'
    where c.next_sync_at <= now() and c.status <> 'disabled' order by c.next_sync_at limit 1000 for update of c skip locked
  ), planned as (
    update public.integration_connections c set next_sync_at = now() + make_interval(mins => c.every_minutes) from due d where c.id = d.id
  ), made as (
    insert into public.sync_jobs (organization_id, workspace_id, connection_id) select d.organization_id, d.workspace_id, d.id from due d
    on conflict (connection_id) where status in ('pending', 'running') do nothing returning 1
  ) select count(*) from made
$function$;
alter function private.schedule_syncs() owner to lapel_definer;
grant execute on function private.schedule_syncs() to service_role;
comment on function private.schedule_syncs() is 'Job: asks for the runs that are due by their connection''s schedule. Says how many.';

-- private.schema_problems(jsonb,jsonb,jsonb,text) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.schema_problems(given jsonb, schema jsonb, defs jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  shape jsonb := case when schema ? '$ref' then defs -> split_part(schema ->> '$ref', '/', 3) else schema end;
  kind text := case when jsonb_typeof(given) = 'number' and shape ->> 'type' = 'integer' and given::numeric = trunc(given::numeric)
    then 'integer' else jsonb_typeof(given) end;
  branches jsonb := coalesce(shape -> 'oneOf', shape -> 'anyOf');
begin
  if branches is not null then return private.branch_problems(given, branches, defs, pointer); end if;
  if shape ->> 'type' <> kind then return private.config_problem(pointer, 'invalid_type', format('This must be of the type %s.', shape ->> 'type')); end if;
  if shape -> 'const' <> given or not shape -> 'enum' @> given then
    return private.config_problem(pointer, 'invalid_value', format('Use %s.', coalesce(shape -> 'const', shape -> 'enum')));
  end if;
  return case kind when 'string' then private.text_problems(given #>> '{}', shape, pointer)
    when 'object' then private.object_problems(given, shape, defs, pointer)
    when 'array' then private.list_problems(given, shape, defs, pointer)
    when 'boolean' then '[]'
    else private.number_problems(given::numeric, shape, pointer) end;
end $function$;
grant execute on function private.schema_problems(jsonb,jsonb,jsonb,text) to lapel_definer, service_role;
comment on function private.schema_problems(jsonb,jsonb,jsonb,text) is 'Every way in which a value breaks a schema.';

-- private.seal_partition(regclass,boolean) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.seal_partition(partition regclass, append_only boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  tenant_column name;
begin
  execute format('alter table %s enable row level security', partition);
  execute format('alter table %s force row level security', partition);
  -- Policies compare these with a set that the planner cannot see and takes for ten values. With many tenants it would
  -- expect next to nothing and read all that a large tenant has; so it is to expect a tenth.
  for tenant_column in select a.attname from pg_catalog.pg_attribute a
    where a.attrelid = partition and a.attname in ('organization_id', 'workspace_id') loop
    execute format('alter table %s alter column %I set (n_distinct = 100)', partition, tenant_column);
  end loop;
  if append_only then
    execute format('create trigger trg_refuse_truncate before truncate on %s
      for each statement execute function private.fn_refuse_change()', partition);
  end if;
end $function$;
grant execute on function private.seal_partition(regclass,boolean) to lapel_definer;
comment on function private.seal_partition(regclass,boolean) is 'Closes a new partition to direct access, by row level security without a policy, and tells the planner what to expect of one.';

-- private.search_by_id(uuid) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.search_by_id(id uuid)
 RETURNS TABLE(kind text, record_id uuid, organization_id uuid, title text, detail text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select 'organization', o.id, o.id, o.name, o.slug from public.organizations o where o.id = search_by_id.id
  union all
  select 'workspace', w.id, w.organization_id, w.name, o.name from public.workspaces w join public.organizations o on o.id = w.organization_id
    where w.id = search_by_id.id
  union all
  select 'widget', g.id, g.organization_id, g.name, o.name from public.widgets g join public.organizations o on o.id = g.organization_id
    where g.id = search_by_id.id
  union all
  select 'instance', i.id, i.organization_id, i.name, o.name from public.widget_instances i join public.organizations o on o.id = i.organization_id
    where i.id = search_by_id.id
$function$;
alter function private.search_by_id(uuid) owner to lapel_definer;
comment on function private.search_by_id(uuid) is 'What has this id, among what staff open.';

-- private.search_by_text(text,integer) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.search_by_text(part text, most integer)
 RETURNS TABLE(kind text, record_id uuid, organization_id uuid, title text, detail text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  (select 'organization', o.id, o.id, o.name, o.slug from public.organizations o
    where lower(o.name) like '%' || part || '%' or o.slug like '%' || part || '%'
    order by (lower(o.name) like part || '%' or o.slug like part || '%') desc, o.name, o.id limit most)
  union all
  (select 'workspace', w.id, w.organization_id, w.name, o.name from public.workspaces w join public.organizations o on o.id = w.organization_id
    where lower(w.name) like '%' || part || '%' order by w.name, w.id limit most)
  union all
  (select 'domain', d.organization_id, d.organization_id, d.hostname, o.name from public.custom_domains d join public.organizations o on o.id = d.organization_id
    where d.hostname like '%' || part || '%' and d.status <> 'released' order by d.hostname, d.id limit most)
  union all
  (select 'member', m.organization_id, m.organization_id, p.email, o.name from public.profiles p
    join lateral (select x.organization_id from public.organization_members x where x.user_id = p.user_id and x.status <> 'removed'
      union select y.organization_id from public.workspace_members y where y.user_id = p.user_id and y.status <> 'removed') m on true
    join public.organizations o on o.id = m.organization_id
    where lower(p.email) like '%' || part || '%' order by p.email, o.name limit most)
$function$;
alter function private.search_by_text(text,integer) owner to lapel_definer;
comment on function private.search_by_text(text,integer) is 'Tenants by a part of their names, domains and members'' addresses. The text is a pattern: its caller escapes it.';

-- private.set_limit_triggers(boolean,uuid[],text,boolean) -------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.set_limit_triggers(enabled boolean, organization_ids uuid[] DEFAULT NULL::uuid[], reason text DEFAULT 'Limits switched by the operator'::text, dry_run boolean DEFAULT false)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  counting record;
  switched int := 0;
begin
  if not dry_run then
    perform private.take_schema_lock();
    perform private.switch_setting('limits_enforced', to_jsonb(enabled), reason);
  end if;
  for counting in
    select null::uuid as organization_id, 'public.organization_members'::regclass as target, 'trg_organization_members_enforce_max_users' as name, 'users' as limit_type
    where coalesce(cardinality(set_limit_triggers.organization_ids), 0) = 0
    union all
    select t.organization_id, t.table_id, p.name, p.counts_limit
    from private.tenant_core_tables t join private.core_parts p on p.table_name = t.table_name and p.counts_limit is not null
    where set_limit_triggers.organization_ids is null or t.organization_id = any (set_limit_triggers.organization_ids)
  loop
    continue when not exists (select from pg_catalog.pg_trigger g
      where g.tgrelid = counting.target and g.tgname = counting.name and (g.tgenabled <> 'D') <> enabled);
    switched := switched + 1;
    continue when dry_run;
    execute format('alter table %s %s trigger %I', counting.target, case when enabled then 'enable' else 'disable' end, counting.name);
    -- The table is locked until the end of the transaction: nothing slips in between the trigger and the recount.
    if enabled then perform private.recount_limit(counting.limit_type, counting.organization_id); end if;
  end loop;
  return switched;
end $function$;
comment on function private.set_limit_triggers(boolean,uuid[],text,boolean) is 'Operator: switches the triggers of the limits users and sites off or on, in public and in tenant schemas (null: all of them; none: public only). Recounts what it switches on. Says how many it switched, or would switch.';

-- private.set_reason(text) --------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.set_reason(reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if length(trim(coalesce(reason, ''))) < 3 then
    perform private.fail('REASON_REQUIRED', 'Give a reason of at least three characters; it is kept in the audit log.');
  end if;
  perform set_config('lapel.reason', left(trim(reason), 1000), true);
end $function$;
grant execute on function private.set_reason(text) to lapel_definer;
comment on function private.set_reason(text) is 'Keeps the reason of a change for the audit trigger of the same transaction. Refuses an empty one.';

-- private.set_webhook_secret(uuid,text) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.set_webhook_secret(endpoint_id uuid, secret text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  target public.webhook_endpoints;
begin
  select * into strict target from public.webhook_endpoints e where e.id = set_webhook_secret.endpoint_id for update;
  if target.previous_secret_id is not null then delete from vault.secrets s where s.id = target.previous_secret_id; end if;
  update public.webhook_endpoints e set previous_secret_id = e.secret_id, rotated_at = now(),
    secret_id = vault.create_secret(set_webhook_secret.secret, 'webhook:' || private.random_id(''), 'Signing secret of a webhook endpoint')
  where e.id = target.id;
end $function$;
alter function private.set_webhook_secret(uuid,text) owner to lapel_definer;
grant execute on function private.set_webhook_secret(uuid,text) to service_role;
comment on function private.set_webhook_secret(uuid,text) is 'Service role: sets or rotates a signing secret; the one before signs along for 24 hours.';

-- private.settle_delivery(uuid,integer,integer,text,text,integer,integer) ---------------------------------------------

CREATE OR REPLACE FUNCTION private.settle_delivery(delivery_id uuid, attempt integer, response_status integer, response_excerpt text, error text, duration_ms integer, retry_after integer DEFAULT NULL::integer)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  settled public.webhook_deliveries;
  -- No status at all: nobody answered.
  arrived boolean := coalesce(response_status between 200 and 299, false);
  over boolean;
  wait interval := private.webhook_delay(settle_delivery.attempt + 1) * (0.8 + random() * 0.4);
begin
  over := arrived or wait is null or settle_delivery.response_status is not distinct from 410;
  update public.webhook_deliveries d set response_status = settle_delivery.response_status, leased_until = null,
    response_excerpt = left(settle_delivery.response_excerpt, 1000), error = left(settle_delivery.error, 500),
    duration_ms = settle_delivery.duration_ms, delivered_at = case when arrived then now() end,
    status = case when arrived then 'delivered' when over then 'failed' else 'pending' end,
    next_attempt_at = case when over then null
      else now() + greatest(wait, make_interval(secs => least(coalesce(settle_delivery.retry_after, 0), 86400))) end
  where d.id = settle_delivery.delivery_id and d.attempt = settle_delivery.attempt and d.status = 'sending'
  returning * into settled;
  if settled.id is null then return 'lost'; end if;
  update public.webhook_endpoints e set
    failing_since = case when arrived then null else coalesce(e.failing_since, now()) end,
    status = case when arrived then e.status
      when settle_delivery.response_status = 410 or e.failing_since < now() - interval '5 days' then 'disabled' else e.status end,
    disabled_reason = case when arrived then null when settle_delivery.response_status = 410 then 'The receiver answered 410 Gone.'
      when e.failing_since < now() - interval '5 days' then 'Nothing arrived for five days.' else e.disabled_reason end
  where e.id = settled.endpoint_id;
  -- Switched off while this attempt was on its way: there is no next one.
  update public.webhook_deliveries d set status = 'failed', next_attempt_at = null
  from public.webhook_endpoints e
  where d.id = settled.id and d.status = 'pending' and e.id = settled.endpoint_id and e.status = 'disabled';
  return (select d.status from public.webhook_deliveries d where d.id = settled.id);
end $function$;
alter function private.settle_delivery(uuid,integer,integer,text,text,integer,integer) owner to lapel_definer;
grant execute on function private.settle_delivery(uuid,integer,integer,text,text,integer,integer) to service_role;
comment on function private.settle_delivery(uuid,integer,integer,text,text,integer,integer) is 'Worker: keeps how an attempt went and when the next is due. 410, or five days without success, switches the endpoint off.';

-- private.settle_upload(uuid,integer,text) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.settle_upload(upload_id uuid, bytes integer, sha256 text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if bytes is null then
    delete from public.widget_uploads u where u.id = upload_id and u.status = 'pending';
    return false;
  end if;
  update public.widget_uploads u set status = 'stored', stored_bytes = bytes, sha256 = settle_upload.sha256, secret_hash = null
  where u.id = upload_id and u.status = 'pending';
  return found;
end $function$;
alter function private.settle_upload(uuid,integer,text) owner to lapel_definer;
grant execute on function private.settle_upload(uuid,integer,text) to service_role;
comment on function private.settle_upload(uuid,integer,text) is 'Notes that the bytes in a storage are what was announced; without a length, that they are not, and forgets the upload.';

-- private.share_windows(private.submission_attempt[],private.rate_window[]) -------------------------------------------

CREATE OR REPLACE FUNCTION private.share_windows(attempts private.submission_attempt[], windows private.rate_window[])
 RETURNS private.submission_attempt[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  told record;
begin
  -- All were counted everywhere. Whom an earlier policy refuses gives the later ones back; nobody saw it, the rows are locked.
  for told in
    with asked as (
      select a.n, a.visitor, a.instance_id, a.workspace_id,
        i.hits - count(*) over (partition by a.visitor) + row_number() over (partition by a.visitor order by a.n) as ip_taken
      from unnest(attempts) a
      left join private.submission_rate_window i on i.scope = 'ip:' || a.visitor and i.window_start = windows[2].starts
      where a.instance_left is not null
    ), after_ip as (
      select a.n, a.workspace_id, w.hits - m.counted + row_number() over (partition by a.instance_id order by a.n) as instance_taken
      from asked a
      join (select instance_id, count(*) as counted from asked group by 1) m on m.instance_id = a.instance_id
      join private.submission_rate_window w on w.scope = 'instance:' || a.instance_id and w.window_start = windows[1].starts
      where coalesce(a.ip_taken <= windows[2].quota, true)
    ), after_instance as (
      select a.n, w.hits - m.counted + row_number() over (partition by a.workspace_id order by a.n) as workspace_taken
      from after_ip a
      join (select workspace_id, count(*) as counted from asked group by 1) m on m.workspace_id = a.workspace_id
      join private.submission_rate_window w on w.scope = 'workspace:' || a.workspace_id and w.window_start = windows[3].starts
      where a.instance_taken <= windows[1].quota
    ), given_back as (
      update private.submission_rate_window w set hits = w.hits - b.places
      from (
        select 'instance:' || a.instance_id as scope, windows[1].starts, count(*) as places from asked a
        where a.n not in (select p.n from after_ip p) group by 1
        union all
        select 'workspace:' || a.workspace_id, windows[3].starts, count(*) from asked a where a.n not in (select p.n from after_instance p) group by 1
      ) b
      where w.scope = b.scope and w.window_start = b.starts
    )
    select a.n, a.ip_taken, i.instance_taken, w.workspace_taken
    from asked a left join after_ip i on i.n = a.n left join after_instance w on w.n = a.n
  loop
    attempts[told.n].ip_left := windows[2].quota - told.ip_taken;
    attempts[told.n].instance_left := windows[1].quota - told.instance_taken;
    attempts[told.n].workspace_left := windows[3].quota - told.workspace_taken;
    attempts[told.n].verdict := case when told.workspace_taken <= windows[3].quota then attempts[told.n].refusal else 'RATE_LIMITED' end;
  end loop;
  return attempts;
end $function$;
grant execute on function private.share_windows(private.submission_attempt[],private.rate_window[]) to lapel_definer;
comment on function private.share_windows(private.submission_attempt[],private.rate_window[]) is 'Of windows that do not hold a whole batch, the first in line get the places. A request counts against a policy only if those before it let it through.';

-- private.shown_instance(private.live_instances) ----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.shown_instance(live private.live_instances)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('public_id', live.public_id, 'instance_id', live.id, 'workspace_id', live.workspace_id, 'type', live.type,
    'allowed_origins', to_jsonb(live.allowed_origins), 'revision', live.revision, 'config', live.config)
    || case when live.variant_weights = '{}' then '{}' else jsonb_build_object('variants', live.variant_weights) end
$function$;
grant execute on function private.shown_instance(private.live_instances) to lapel_definer;
comment on function private.shown_instance(private.live_instances) is 'A live instance as the embed endpoints need it.';

-- private.sign_up_data(jsonb) -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.sign_up_data(raw jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  -- The auth server stores an object; Supabase Lite stores the object's text as a JSON string.
  return case jsonb_typeof(raw) when 'string' then (raw #>> '{}')::jsonb else raw end;
exception when invalid_text_representation then
  return null;
end $function$;
grant execute on function private.sign_up_data(jsonb) to lapel_definer;
comment on function private.sign_up_data(jsonb) is 'What the sign-up form sent along, as an object.';

-- private.staff_role() ------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.staff_role()
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held text := private.held_staff_role();
begin
  if held is null or private.lacks_second_factor() or exists (select from private.my_impersonation() s where s.id is not null) then return null; end if;
  return held;
end $function$;
alter function private.staff_role() owner to lapel_definer;
comment on function private.staff_role() is 'The caller''s staff role, or null. Null too while the caller looks at a tenant as its members do: then staff see and may what those do, and no more. Null with the password alone where the account has a second factor: a stolen one opens nothing.';

-- private.step_problems(jsonb,jsonb,boolean) --------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.step_problems(steps jsonb, fields jsonb, in_order boolean)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/steps', 'custom', 'Two steps share a key.') -> 0
    from jsonb_array_elements(steps) s having count(*) > count(distinct s ->> 'key')
    union all
    select problem from jsonb_array_elements(steps) with ordinality s (step, place),
      jsonb_array_elements(private.condition_problems(step -> 'showIf', '/steps/' || place - 1, case when in_order then
        array(select f ->> 'key' from jsonb_array_elements(fields) with ordinality earlier (f, n)
          where n < (select min(m) from jsonb_array_elements(fields) with ordinality own (o, m) where step -> 'fields' ? (o ->> 'key'))) end)) problem) found (problem)
$function$;
grant execute on function private.step_problems(jsonb,jsonb,boolean) to lapel_definer, service_role;
comment on function private.step_problems(jsonb,jsonb,boolean) is 'Of steps: keys used twice, and conditions that ask what comes in the step or after it.';

-- private.stop_sync_job(public.sync_jobs,integer,text) ----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.stop_sync_job(job public.sync_jobs, stored integer, reason text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.sync_jobs j set status = 'error', last_error = reason, rows_stored = j.rows_stored + stored, leased_until = null, finished_at = now()
  where j.id = job.id;
  update public.integration_connections c set status = 'error' where c.id = job.connection_id and c.status <> 'disabled';
$function$;
grant execute on function private.stop_sync_job(public.sync_jobs,integer,text) to lapel_definer;
comment on function private.stop_sync_job(public.sync_jobs,integer,text) is 'Ends a run whose next attempt would end the same. The schedule makes the next one.';

-- private.store_integration_credential(uuid,text) ---------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.store_integration_credential(connection_id uuid, credential text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  connection public.integration_connections;
  secret uuid;
begin
  select * into connection from public.integration_connections c where c.id = connection_id for update;
  if connection.id is null then perform private.fail('NOT_FOUND', 'No such connection.'); end if;
  if length(coalesce(credential, '')) not between 1 and 8192 then
    perform private.fail('VALIDATION_FAILED', 'A credential has 1 to 8192 characters.');
  end if;
  if not exists (select from vault.secrets s where s.id = connection.vault_secret_id) then
    secret := vault.create_secret(credential, 'integration:' || connection.id, 'Credential of an integration connection');
    update public.integration_connections c set vault_secret_id = secret, next_sync_at = now() where c.id = connection.id;
    return secret;
  end if;
  perform vault.update_secret(connection.vault_secret_id, credential);
  update public.integration_connections c set next_sync_at = now() where c.id = connection.id;
  return connection.vault_secret_id;
end $function$;
alter function private.store_integration_credential(uuid,text) owner to lapel_definer;
grant execute on function private.store_integration_credential(uuid,text) to service_role;
comment on function private.store_integration_credential(uuid,text) is 'Service role: keeps a connection''s credential in the vault, replacing an earlier one. The connection runs at once.';

-- private.store_integration_credential_as(uuid,uuid,text,text) --------------------------------------------------------

CREATE OR REPLACE FUNCTION private.store_integration_credential_as(user_id uuid, connection_id uuid, credential text, ip text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken jsonb := private.take_account_rates('credentials', user_id, ip);
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    perform private.store_integration_credential((select c.id from public.integration_connections c
      where c.id = store_integration_credential_as.connection_id
        and c.workspace_id in (select private.workspaces_where_i_can('integrations.manage'))), credential);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('connection_id', connection_id), taken);
end $function$;
alter function private.store_integration_credential_as(uuid,uuid,text,text) owner to lapel_definer;
grant execute on function private.store_integration_credential_as(uuid,uuid,text,text) to service_role;
comment on function private.store_integration_credential_as(uuid,uuid,text,text) is 'store_integration_credential for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates.';

-- private.store_measurements(public.metric_events[],integer) ----------------------------------------------------------

CREATE OR REPLACE FUNCTION private.store_measurements(page public.metric_events[], new_ones integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  stored int;
begin
  insert into public.metric_events
  select (k.m).* from (
    select m, e.id is not null as known, row_number() over (partition by e.id is not null order by m.recorded_at, m.metric_key, m.source_id) as place
    from unnest(page) m left join public.metric_events e
      on e.store_id = m.store_id and e.metric_key = m.metric_key and e.source_id = m.source_id and e.recorded_at = m.recorded_at
  ) k where k.known or k.place <= new_ones
  on conflict (store_id, metric_key, source_id, recorded_at)
    do update set value = excluded.value, currency = excluded.currency, dimensions = excluded.dimensions;
  get diagnostics stored = row_count;
  return stored;
end $function$;
grant execute on function private.store_measurements(public.metric_events[],integer) to lapel_definer;
comment on function private.store_measurements(public.metric_events[],integer) is 'Stores what is known with its new values, and of what is new so many, the oldest first.';

-- private.store_of_run(uuid) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.store_of_run(job_id uuid)
 RETURNS public.stores
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select s from public.stores s where s.id = (select c.store_id from public.integration_connections c
    join public.sync_jobs j on j.connection_id = c.id where j.id = job_id) for no key update
$function$;
grant execute on function private.store_of_run(uuid) to lapel_definer;
comment on function private.store_of_run(uuid) is 'Locks the store of a run, so that of two connections of a store each counts what is new. It comes before its connections, as with who deletes it.';

-- private.store_submissions(private.submission_attempt[],jsonb) -------------------------------------------------------

CREATE OR REPLACE FUNCTION private.store_submissions(attempts private.submission_attempt[], requests jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  second timestamptz := date_trunc('second', now());
  stored int;
begin
  with kept as materialized (
    select a.*, requests -> (a.n - 1) as request from unnest(attempts) a where a.verdict is null
  ), submissions as (
    insert into public.widget_submissions (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, revision,
      client_submission_id, payload, payload_hash, ts_second, ip, ua, status, spam_reasons, score, meta)
    select k.submission_id, k.received_at, k.organization_id, k.workspace_id, k.widget_id, k.instance_id,
      (k.request ->> 'revision')::int, (k.request ->> 'id')::uuid, k.request -> 'payload', k.payload_hash,
      second, case when k.keeps_ip then left(k.request ->> 'ip', 64) else k.visitor end,
      left(k.request ->> 'user_agent', 500), case k.spam_reasons when '{}' then 'accepted' else 'spam' end, k.spam_reasons,
      cardinality(k.spam_reasons), coalesce(k.request -> 'meta', '{}')
    from kept k
  ), used as (
    insert into public.usage_events (organization_id, workspace_id, event_type, quantity)
    select k.organization_id, k.workspace_id, 'submission', count(*) from kept k where k.spam_reasons = '{}' group by 1, 2
  )
  -- A submission's first event has its id.
  insert into public.events (id, organization_id, workspace_id, entity_type, entity_id, event_type, payload)
  select k.submission_id, k.organization_id, k.workspace_id, 'widget_submission', k.submission_id,
    case k.spam_reasons when '{}' then 'submission.accepted' else 'submission.quarantined' end, k.about
  from kept k;
  get diagnostics stored = row_count;
  return stored;
end $function$;
grant execute on function private.store_submissions(private.submission_attempt[],jsonb) to lapel_definer;
comment on function private.store_submissions(private.submission_attempt[],jsonb) is 'Writes the submissions that nothing refused with their domain events, and what each workspace used as one usage event; says how many.';

-- private.store_sync_page(uuid,integer,jsonb,text,text) ---------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.store_sync_page(job_id uuid, attempt integer, measurements jsonb, next_cursor text, resume_from text DEFAULT NULL::text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  job public.sync_jobs;
  store public.stores := private.store_of_run(job_id);
  page public.metric_events[];
  wanted int;
  given int;
  stored int;
begin
  perform private.lock_connection(job_id);
  select * into job from public.sync_jobs j where j.id = job_id for update;
  -- A worker that was taken for dead writes nothing any more.
  if job.status is distinct from 'running' or job.attempts <> attempt then
    perform private.fail('CONFLICT', 'This run belongs to another worker now.');
  end if;
  -- A time without a zone is the store's.
  perform set_config('timezone', store.timezone, true);
  page := array(select m from private.measured(measurements, store) m);
  wanted := private.unknown_measurements(page);
  given := private.take_measurements(store, wanted);
  stored := private.store_measurements(page, given);
  if given < wanted then
    perform private.stop_sync_job(job, stored, 'Max metric events month reached - upgrade your plan.');
    return null;
  end if;
  update public.sync_jobs j set cursor = next_cursor, rows_stored = j.rows_stored + stored, pages = j.pages + 1, failures = 0, last_error = null,
    status = case when next_cursor is null then 'success' else 'running' end,
    leased_until = case when next_cursor is not null then clock_timestamp() + private.sync_lease() end,
    finished_at = case when next_cursor is null then now() end
  where j.id = job.id;
  update public.integration_connections c set
    status = case when next_cursor is null then 'success' when c.status in ('success', 'error') then c.status else 'running' end,
    last_synced_at = case when next_cursor is null then now() else c.last_synced_at end,
    -- After a failure for good the schedule waits: a run that somebody asked for and that succeeds resumes it.
    next_sync_at = case when next_cursor is null then coalesce(c.next_sync_at, now() + make_interval(mins => c.every_minutes)) else c.next_sync_at end,
    resume_from = coalesce(store_sync_page.resume_from, c.resume_from)
  where c.id = job.connection_id and c.status <> 'disabled';
  return stored;
end $function$;
alter function private.store_sync_page(uuid,integer,jsonb,text,text) owner to lapel_definer;
grant execute on function private.store_sync_page(uuid,integer,jsonb,text,text) to service_role;
comment on function private.store_sync_page(uuid,integer,jsonb,text,text) is 'Worker: stores one page of measurements and the cursor behind it in one transaction. A null cursor ends the run, and resume_from is where the next one begins. Null when the plan had not room for all that is new: what fitted is stored, and the run is over.';

-- private.stray_months(private.partitioned_tables) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.stray_months(of_table private.partitioned_tables)
 RETURNS SETOF date
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query execute format($q$ select distinct date_trunc('month', %1$I, 'UTC')::date from partitions.%2$I
    where %1$I >= now() - make_interval(months => %3$L) and %1$I < now() + make_interval(months => %4$L) $q$,
    private.partition_key(of_table.parent), (select c.relname from pg_catalog.pg_class c where c.oid = of_table.parent) || '_default',
    coalesce(of_table.retain_months, 120), of_table.months_ahead);
end $function$;
alter function private.stray_months(private.partitioned_tables) owner to lapel_definer;
comment on function private.stray_months(private.partitioned_tables) is 'Months, within what a table keeps, of which its default partition holds rows.';

-- private.stray_rows() ------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.stray_rows()
 RETURNS TABLE(parent text, rows bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  for parent in select c.relname from private.partitioned_tables t join pg_catalog.pg_class c on c.oid = t.parent order by 1 loop
    execute format('select count(*) from partitions.%I', parent || '_default') into rows;
    if rows > 0 then return next; end if;
  end loop;
end $function$;
alter function private.stray_rows() owner to lapel_definer;
grant execute on function private.stray_rows() to service_role;
comment on function private.stray_rows() is 'Rows that no monthly partition took: a clock or an import is wrong.';

-- private.stronger_role(text,text) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.stronger_role(one text, other text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select r.role from unnest(array['owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer']) with ordinality r (role, n)
  where r.role in (one, other) order by r.n limit 1
$function$;
grant execute on function private.stronger_role(text,text) to lapel_definer;
comment on function private.stronger_role(text,text) is 'The role that allows more. A workspace role adds to the organization''s and never takes away.';

-- private.subject_hash(uuid,text) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.subject_hash(organization_id uuid, subject text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select encode(sha256(convert_to(organization_id::text || ':' || lower(subject), 'UTF8')), 'hex')
$function$;
grant execute on function private.subject_hash(uuid,text) to lapel_definer;
comment on function private.subject_hash(uuid,text) is 'A person''s pseudonym within one organization.';

-- private.subject_rows(private.privacy_register,text) -----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.subject_rows(entry private.privacy_register, subject_type text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case subject_type
    when 'visitor' then coalesce(entry.visitor_rows, case when entry.free_text <> '{}'
      then format('private.names_address(concat_ws('' '', %s), $2)', array_to_string(entry.free_text, ', ')) end)
    when 'site_user' then entry.site_user_rows
    when 'user' then entry.user_rows
    else case when entry.holds = 'tenant' then 'true' end end
$function$;
grant execute on function private.subject_rows(private.privacy_register,text) to lapel_definer;
comment on function private.subject_rows(private.privacy_register,text) is 'The condition that finds a subject''s rows in a table; null where it has none.';

-- private.submission_to_manage(uuid,timestamp with time zone,text) ----------------------------------------------------

CREATE OR REPLACE FUNCTION private.submission_to_manage(submission_id uuid, received_at timestamp with time zone, reason text)
 RETURNS public.widget_submissions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  home uuid := (select s.workspace_id from public.widget_submissions s where s.id = submission_id and s.ts = received_at);
  found_row public.widget_submissions;
begin
  if private.has_permission(home, 'submissions.manage') then
    if trim(reason) <> '' then perform private.set_reason(reason); end if;
  elsif private.is_staff() then
    perform private.require_staff('support');
    perform private.set_reason(reason);
  elsif home = any (array(select private.my_workspace_ids())) then
    perform private.fail('FORBIDDEN', 'This needs the permission submissions.manage.');
  else
    home := null;
  end if;
  select * into found_row from public.widget_submissions s
  where s.id = submission_id and s.ts = received_at and s.workspace_id = home for update;
  if found_row.id is null then perform private.fail('NOT_FOUND', 'No such submission.'); end if;
  -- Keeps the scopes of its limits from changing; before the audit chain, which who changes them takes after the workspace.
  perform from public.workspaces w where w.id = home for key share;
  return found_row;
end $function$;
alter function private.submission_to_manage(uuid,timestamp with time zone,text) owner to lapel_definer;
comment on function private.submission_to_manage(uuid,timestamp with time zone,text) is 'The submission, locked, for a caller who may manage it: a member with submissions.manage, or staff of support with a reason. Strangers learn nothing.';

-- private.submitted_company(jsonb,text) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.submitted_company(payload jsonb, mail_domain text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  host text := substring(lower(trim(payload ->> 'website')) from '^https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#:]|$)');
  of_company text := case when mail_domain not in (select p.domain from private.mail_providers p) then mail_domain else host end;
  company uuid := private.known_company(payload ->> 'linkedin_url', of_company);
begin
  if company is null and of_company is not null then
    -- Every tenant sees the company: nothing that a visitor typed goes there but the domain.
    insert into public.leads (domain, name) values (of_company, of_company) on conflict (domain) do nothing returning id into company;
    company := coalesce(company, private.known_company(null, of_company));
  end if;
  return company;
end $function$;
alter function private.submitted_company(jsonb,text) owner to lapel_definer;
comment on function private.submitted_company(jsonb,text) is 'The company of who submits: by its page if it is known, by the domain of the address, or of the website where the address is a mail provider''s.';

-- private.switch_maintenance(boolean,text) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.switch_maintenance("on" boolean, reason text)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.switch_setting('maintenance_all', to_jsonb(switch_maintenance."on"), reason)
$function$;
grant execute on function private.switch_maintenance(boolean,text) to lapel_definer;
comment on function private.switch_maintenance(boolean,text) is 'Operator: makes the platform read-only for tenants, or ends that. Says whether anything changed.';

-- private.switch_setting(text,jsonb,text) -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.switch_setting(key text, value jsonb, reason text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.set_reason(reason);
  update public.platform_settings s set value = switch_setting.value
  where s.key = switch_setting.key and s.value <> switch_setting.value;
  return found;
end $function$;
alter function private.switch_setting(text,jsonb,text) owner to lapel_definer;
comment on function private.switch_setting(text,jsonb,text) is 'Changes a setting of the platform; says whether it was another one. The reason goes to the audit log.';

-- private.sync_delay(integer) -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.sync_delay(failures integer)
 RETURNS interval
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select (array['30 seconds', '2 minutes', '10 minutes', '1 hour']::interval[])[least(failures, 4)]
$function$;
grant execute on function private.sync_delay(integer) to lapel_definer;
comment on function private.sync_delay(integer) is 'How long a run waits after so many failures in a row.';

-- private.sync_lease() ------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.sync_lease()
 RETURNS interval
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select interval '15 seconds'
$function$;
grant execute on function private.sync_lease() to lapel_definer;
comment on function private.sync_lease() is 'How long a worker may be silent about a run before it is taken for dead. It tells every few seconds that it is not.';

-- private.sync_source(uuid) -------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.sync_source(connection_id uuid)
 RETURNS TABLE(adapter text, config jsonb, currency text, needs_credential boolean, credential text, resume_from text, units jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select c.adapter, c.config, s.currency::text, c.vault_secret_id is not null, private.get_integration_credential(c.id), c.resume_from,
    (select jsonb_object_agg(d.key, d.unit) from public.metric_definitions d)
  from public.integration_connections c join public.stores s on s.id = c.store_id
  where c.id = sync_source.connection_id
$function$;
alter function private.sync_source(uuid) owner to lapel_definer;
grant execute on function private.sync_source(uuid) to service_role;
comment on function private.sync_source(uuid) is 'Worker: what a run of a connection needs to know. One snapshot: a credential never comes with the config of another host. units are those of every metric.';

-- private.take_account_rates(text,uuid,text) --------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_account_rates(name text, user_id uuid, ip text)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select private.take_visitor_rate(name, 60, 60, ip)
    || jsonb_build_array(private.take_rate(row('user' || name, 10, 60)::private.rate_policies, user_id::text))
$function$;
alter function private.take_account_rates(text,uuid,text) owner to lapel_definer;
comment on function private.take_account_rates(text,uuid,text) is 'Counts one request of a signed-in user: 60 a minute per address, 10 per user.';

-- private.take_api_request(uuid) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_api_request(key_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  used public.api_keys := (select k from public.api_keys k where k.id = take_api_request.key_id);
  bound int := (private.organization_limit(used.organization_id, 'api_requests_minute')).ceiling;
  per_key private.rate_policies := row('api_key', used.rate_limit_minute, 60)::private.rate_policies;
  per_tenant private.rate_policies := row('api_tenant', bound, 60)::private.rate_policies;
  taken jsonb;
begin
  if used.id is null then return private.verdict('UNAUTHENTICATED'); end if;
  -- Always in this order, so that two requests never wait for each other; stops at the first refusal.
  taken := jsonb_build_array(private.take_rate(per_key, used.id::text));
  if bound is not null and (taken #>> '{0,allowed}')::boolean then
    taken := taken || private.take_rate(per_tenant, used.organization_id::text);
  end if;
  return private.verdict(case when taken @> '[{"allowed": false}]' then 'RATE_LIMITED' else 'accepted' end, null, taken);
end $function$;
alter function private.take_api_request(uuid) owner to lapel_definer;
grant execute on function private.take_api_request(uuid) to service_role;
comment on function private.take_api_request(uuid) is 'Counts one request against its key''s rate and its tenant''s limit api_requests_minute, exact across servers; says what is left of both.';

-- private.take_billing_event(text,jsonb) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_billing_event(provider text, event jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken private.billing_events;
begin
  -- Kept, it would be in the way of whoever links the customer.
  if event ->> 'kind' = 'subscription' and ((event ->> 'began_at')::timestamptz is null
    or ((event ->> 'period_start')::timestamptz < (event ->> 'period_end')::timestamptz) is not true) then
    perform private.fail('VALIDATION_FAILED', 'A subscription has a beginning, and its period an end after its start.');
  end if;
  perform private.hold_customer(provider, event ->> 'customer');
  -- A twin that comes at the same time waits here for the first one's end.
  insert into private.billing_events as e (provider, id, customer, said_at, content)
  values (take_billing_event.provider, event ->> 'id', event ->> 'customer', (event ->> 'said_at')::timestamptz, event - '{id,customer,said_at}'::text[])
  on conflict on constraint billing_events_pkey do nothing returning * into taken;
  if taken.id is null then return jsonb_build_object('outcome', 'repeated'); end if;
  taken.outcome := private.apply_billing_event(taken);
  update private.billing_events e set outcome = taken.outcome where e.provider = taken.provider and e.id = taken.id;
  return jsonb_build_object('outcome', taken.outcome);
end $function$;
alter function private.take_billing_event(text,jsonb) owner to lapel_definer;
grant execute on function private.take_billing_event(text,jsonb) to service_role;
comment on function private.take_billing_event(text,jsonb) is 'Endpoint: a notification whose signature the endpoint has verified. Once for each id, whatever it led to.';

-- private.take_instance_rate(text,integer,integer,uuid) ---------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_instance_rate(name text, quota integer, window_seconds integer, instance_id uuid)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_array(private.take_rate(row(name, quota, window_seconds)::private.rate_policies, instance_id::text))
$function$;
alter function private.take_instance_rate(text,integer,integer,uuid) owner to lapel_definer;
comment on function private.take_instance_rate(text,integer,integer,uuid) is 'Counts one request to an instance against a rate of its own.';

-- private.take_lead(uuid) ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_lead(organization_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.organizations o
  set current_leads_month = case when o.quota_reset_date <= now() then 1 else o.current_leads_month + 1 end,
    quota_reset_date = case when o.quota_reset_date <= now() then date_trunc('month', now(), 'UTC') + interval '1 month' else o.quota_reset_date end
  where o.id = take_lead.organization_id and (o.monthly_quota = 0 or o.quota_reset_date <= now() or o.current_leads_month < o.monthly_quota);
  if not found then return false; end if;
  if private.take_limit(private.organization_limit(take_lead.organization_id, 'leads_month'), 'leads_month') = 1 then
    -- The record behind the counter. Campaigns belong to no workspace: the organization's first one stands for it.
    insert into public.usage_events (organization_id, workspace_id, event_type)
    select w.organization_id, w.id, 'lead' from public.workspaces w where w.organization_id = take_lead.organization_id
    order by w.created_at, w.id limit 1;
    return true;
  end if;
  update public.organizations o set current_leads_month = o.current_leads_month - 1 where o.id = take_lead.organization_id;
  return false;
end $function$;
alter function private.take_lead(uuid) owner to lapel_definer;
comment on function private.take_lead(uuid) is 'Takes one lead from the month''s quota (0: none set) and from the plan''s limit.';

-- private.take_limit(private.effective_limit,text,integer) ------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_limit(bound private.effective_limit, limit_type text, wanted integer DEFAULT 1)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  this_period date := private.limit_period(take_limit.limit_type);
  given int := wanted;
  now_used int;
begin
  if bound.scope_id is null then raise no_data_found using message = 'no such tenant'; end if;
  update public.usage_counters c set used = c.used + wanted
  where c.scope_id = bound.scope_id and c.limit_type = take_limit.limit_type and c.period = this_period
    and (bound.ceiling is null or c.used + wanted <= bound.ceiling)
  returning c.used into now_used;
  if now_used is null then
    -- The first of its period, or not enough room for all.
    insert into public.usage_counters (scope_id, organization_id, limit_type, period)
    values (bound.scope_id, bound.organization_id, take_limit.limit_type, this_period) on conflict do nothing;
    select case when bound.ceiling is null then wanted else least(wanted, greatest(0, bound.ceiling - c.used)) end into strict given from public.usage_counters c
    where c.scope_id = bound.scope_id and c.limit_type = take_limit.limit_type and c.period = this_period for update;
    update public.usage_counters c set used = c.used + given
    where c.scope_id = bound.scope_id and c.limit_type = take_limit.limit_type and c.period = this_period
    returning c.used into now_used;
  end if;
  if now_used >= bound.limit_value or given < wanted then
    perform private.record_limit_hits(bound, take_limit.limit_type, this_period, 'reached', (now_used - given < bound.limit_value and now_used >= bound.limit_value)::int);
    perform private.record_limit_hits(bound, take_limit.limit_type, this_period, 'flagged', now_used - greatest(bound.limit_value, now_used - given));
    perform private.record_limit_hits(bound, take_limit.limit_type, this_period, 'refused', wanted - given);
  end if;
  return given;
end $function$;
alter function private.take_limit(private.effective_limit,text,integer) owner to lapel_definer;
comment on function private.take_limit(private.effective_limit,text,integer) is 'Takes up to an amount from a limit under the counter''s row lock, and says how much it took.';

-- private.take_measurements(public.stores,integer) --------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_measurements(store public.stores, wanted integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  given int;
begin
  if wanted = 0 then return 0; end if;
  -- In everyone's order: the workspace, whose limits are not to change meanwhile, the audit chain, the counter.
  perform from public.workspaces w where w.id = store.workspace_id for key share;
  perform private.hold_audit_chain(store.organization_id);
  given := private.take_limit(private.effective_limit(store.workspace_id, 'metric_events_month'), 'metric_events_month', wanted);
  if given > 0 then
    insert into public.usage_events (organization_id, workspace_id, event_type, quantity)
    values (store.organization_id, store.workspace_id, 'metric_event', given);
  end if;
  return given;
end $function$;
grant execute on function private.take_measurements(public.stores,integer) to lapel_definer;
comment on function private.take_measurements(public.stores,integer) is 'Takes up to so many new measurements from the plan''s limit, and says how many it took.';

-- private.take_places(private.submission_attempt[]) -------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_places(attempts private.submission_attempt[])
 RETURNS private.submission_attempt[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  home record;
  given int;
begin
  -- Keeps the scopes from changing before this is written; all of them before the first counter.
  perform from public.workspaces w where w.id = any (array(select a.workspace_id from unnest(attempts) a where a.verdict is null))
    order by w.id for key share;
  for home in
    select w.bound, w.asking from (
      select private.effective_limit(a.workspace_id, 'submissions_month') as bound, array_agg(a.n order by a.n) as asking
      from unnest(attempts) a where a.verdict is null and a.spam_reasons = '{}' group by a.workspace_id offset 0
    ) w order by (w.bound).scope_id
  loop
    given := private.take_limit(home.bound, 'submissions_month', cardinality(home.asking));
    for place in given + 1 .. cardinality(home.asking) loop
      attempts[home.asking[place]].verdict := 'PLAN_LIMIT_REACHED';
    end loop;
  end loop;
  return attempts;
end $function$;
grant execute on function private.take_places(private.submission_attempt[]) to lapel_definer;
comment on function private.take_places(private.submission_attempt[]) is 'Takes the undecided requests from their plans'' limits, first come first served, and refuses those beyond. What is quarantined takes no place.';

-- private.take_rate(private.rate_policies,text) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_rate(policy private.rate_policies, scope text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  current private.rate_window := private.current_window(policy);
  taken int;
begin
  insert into private.submission_rate_window as w (scope, window_start, ends_at)
  values (policy.name || ':' || take_rate.scope, current.starts, current.starts + make_interval(secs => current.seconds))
  on conflict on constraint submission_rate_window_pkey do update set hits = w.hits + 1
  returning w.hits into taken;
  return jsonb_build_object('name', current.name, 'quota', current.quota, 'window', current.seconds, 'reset', current.reset,
    'remaining', greatest(current.quota - taken, 0), 'allowed', taken <= current.quota);
end $function$;
alter function private.take_rate(private.rate_policies,text) owner to lapel_definer;
comment on function private.take_rate(private.rate_policies,text) is 'Counts one request against a policy''s current window and says what is left.';

-- private.take_schema_lock() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_schema_lock()
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- Any constant: two operators at once take turns. A table that a tenant holds for long is reported, not waited for.
  select pg_advisory_xact_lock(7003541901), set_config('lock_timeout', '5s', true)
$function$;
comment on function private.take_schema_lock() is 'Lets one transaction at a time change tenant schemas.';

-- private.take_visitor_rate(text,integer,integer,text) ----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_visitor_rate(name text, quota integer, window_seconds integer, visitor text)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_array(private.take_rate(row(name, quota, window_seconds)::private.rate_policies,
    coalesce(private.visitor_hash(visitor), 'unknown')))
$function$;
alter function private.take_visitor_rate(text,integer,integer,text) owner to lapel_definer;
comment on function private.take_visitor_rate(text,integer,integer,text) is 'Counts one request of an address, known by hash, against a rate of its own.';

-- private.tell_of_submission(public.widget_submissions,text) ----------------------------------------------------------

CREATE OR REPLACE FUNCTION private.tell_of_submission(about public.widget_submissions, event_type text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, actor_id, payload)
  values (about.organization_id, about.workspace_id, 'widget_submission', about.id, tell_of_submission.event_type, auth.uid(),
    jsonb_build_object('widget_id', about.widget_id, 'widget_instance_id', about.widget_instance_id, 'received_at', about.ts))
$function$;
alter function private.tell_of_submission(public.widget_submissions,text) owner to lapel_definer;
comment on function private.tell_of_submission(public.widget_submissions,text) is 'Writes the domain event of what a person decided about a submission.';

-- private.tell_verdicts(private.submission_attempt[],private.rate_window[]) -------------------------------------------

CREATE OR REPLACE FUNCTION private.tell_verdicts(attempts private.submission_attempt[], windows private.rate_window[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  -- Nobody is told that they look like spam. A twin shares the fate of the first: its receipt, or its refusal.
  return json_build_object('policies', to_json(windows), 'now', now(), 'verdicts', (
    select json_agg(json_build_array(
      case when a.verdict = 'twin' then coalesce((select f.verdict from unnest(attempts) f
        where f.submission_id = a.submission_id and f.verdict is distinct from 'twin'), 'replayed') else coalesce(a.verdict, 'accepted') end,
      a.submission_id, nullif(a.received_at, now()), a.ip_left, a.instance_left, a.workspace_left))
    from unnest(attempts) a));
end $function$;
grant execute on function private.tell_verdicts(private.submission_attempt[],private.rate_window[]) to lapel_definer;
comment on function private.tell_verdicts(private.submission_attempt[],private.rate_window[]) is 'The policies, and for each request in its order: verdict, id of the submission, when it was received if not now, what is left of its rates.';

-- private.text_problems(text,jsonb,text) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.text_problems(given text, schema jsonb, pointer text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  -- What visitors read is trimmed first.
  kept text := case when schema ->> 'pattern' = '\S' then private.without_blanks(given) else given end;
  -- As JavaScript counts: two for what lies beyond the basic plane.
  units int := length(kept) + regexp_count(kept, '[\U00010000-\U0010FFFF]');
begin
  if units < (schema ->> 'minLength')::int then return private.config_problem(pointer, 'too_small', 'This is too short.'); end if;
  if units > (schema ->> 'maxLength')::int then
    return private.config_problem(pointer, 'too_big', format('At most %s characters are allowed.', schema ->> 'maxLength'));
  end if;
  if kept !~ private.portable_pattern(schema ->> 'pattern') then
    return private.config_problem(pointer, 'invalid_format', 'This does not have the form that is needed.');
  end if;
  if schema ->> 'pattern' ~ 'https:' and not private.is_address(given) then
    return private.config_problem(pointer, 'custom', 'Nobody can go to this address.');
  end if;
  return jsonb '[]';
end $function$;
grant execute on function private.text_problems(text,jsonb,text) to lapel_definer, service_role;
comment on function private.text_problems(text,jsonb,text) is 'Length and pattern of a text, and whether what has the form of an address is one.';

-- private.theme_problems(jsonb) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.theme_problems(theme jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(private.config_problem(case scheme when 'dark' then '/theme/dark/' else '/theme/' end || colour, 'custom',
    format('The contrast of %s on %s is %s; 4.5 is needed.', colour, ground, trunc(ratio::numeric, 2))) -> 0), '[]')
  from unnest(array['light', 'dark']) scheme, private.palette_of(theme, scheme) palette,
    (values ('text', 'surface'), ('onAccent', 'accent')) pair (colour, ground), private.contrast(palette ->> colour, palette ->> ground) ratio
  where coalesce(theme ->> 'scheme', 'auto') in ('auto', scheme) and ratio < 4.5
    -- What the dark scheme only inherits, the light one has told already.
    and not (scheme = 'dark' and colour = 'onAccent' and coalesce(theme ->> 'scheme', 'auto') = 'auto'
      and not coalesce(theme -> 'dark', '{}') ?| array['accent', 'onAccent'])
$function$;
grant execute on function private.theme_problems(jsonb) to lapel_definer, service_role;
comment on function private.theme_problems(jsonb) is 'Texts of a theme that cannot be read on what is behind them, in the schemes that visitors may see: WCAG 2.2 AA wants 4.5.';

-- private.time_query(text,integer) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.time_query(query text, runs integer)
 RETURNS numeric[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  began timestamptz;
  times numeric[] := array[]::numeric[];
begin
  for run in 1 .. runs loop
    began := clock_timestamp();
    execute query;
    times := times || round(extract(epoch from clock_timestamp() - began) * 1000, 3);
  end loop;
  return times;
end $function$;
alter function private.time_query(text,integer) owner to lapel_definer;
comment on function private.time_query(text,integer) is 'How many milliseconds a query took, run by run.';

-- private.todays_salt() -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.todays_salt()
 RETURNS bytea
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  today date := (now() at time zone 'UTC')::date;
  found_salt bytea := (select s.salt from private.daily_salts s where s.day = today);
begin
  if found_salt is null then
    insert into private.daily_salts (day) values (today) on conflict (day) do nothing;
    select s.salt into strict found_salt from private.daily_salts s where s.day = today;
  end if;
  return found_salt;
end $function$;
alter function private.todays_salt() owner to lapel_definer;
comment on function private.todays_salt() is 'What today''s address hashes are salted with.';

-- private.top_tenants(integer,integer) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.top_tenants(days integer, most integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- Today is asked for once, not for every row.
  select coalesce(jsonb_agg(jsonb_build_object('organization_id', x.id, 'name', x.name, 'plan_id', x.plan_id,
    'amount', x.amount, 'before', x.before) order by x.amount desc, x.name), '[]')
  from (select o.id, o.name, o.plan_id, r.amount, coalesce(r.before, 0) as before
    from (select u.organization_id, sum(u.quantity) filter (where u.day > (select private.utc_today()) - days) as amount,
        sum(u.quantity) filter (where u.day <= (select private.utc_today()) - days) as before
      from private.workspace_usage_daily u
      where u.day > (select private.utc_today()) - 2 * days and u.day <= (select private.utc_today()) and u.event_type = 'submission'
      group by 1) r
    join public.organizations o on o.id = r.organization_id
    where r.amount > 0 order by r.amount desc, o.name limit most) x
$function$;
alter function private.top_tenants(integer,integer) owner to lapel_definer;
comment on function private.top_tenants(integer,integer) is 'Who received the most submissions in the last days, and in as many days before.';

-- private.type_problems(text,jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.type_problems(type text, config jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case type when 'form' then private.question_problems(config)
    when 'lead' then private.question_problems(config) || private.lead_problems(config)
    when 'feedback' then private.feedback_problems(config)
    when 'poll' then private.choice_problems(config -> 'options', '/options')
    when 'plugin' then private.field_problems(coalesce(config -> 'fields', '[]'), false)
      || case when (select count(*) from jsonb_object_keys(config -> 'settings')) > 50
        then private.config_problem('/settings', 'custom', 'At most 50 settings are given.') else '[]' end
    else '[]' end
$function$;
grant execute on function private.type_problems(text,jsonb) to lapel_definer, service_role;
comment on function private.type_problems(text,jsonb) is 'What the schema of one type cannot say of its configs.';

-- private.unknown_measurements(public.metric_events[]) ----------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.unknown_measurements(page public.metric_events[])
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select count(*)::int from unnest(page) m where not exists (select from public.metric_events e
    where e.store_id = m.store_id and e.metric_key = m.metric_key and e.source_id = m.source_id and e.recorded_at = m.recorded_at)
$function$;
grant execute on function private.unknown_measurements(public.metric_events[]) to lapel_definer;
comment on function private.unknown_measurements(public.metric_events[]) is 'How many of a page''s measurements are not stored yet.';

-- private.unseen_events(text,jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.unseen_events(public_id text, events jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  claimed uuid[];
begin
  if not events @? '$[*].id' then return events; end if;
  -- In one order, so that batches never wait for each other in a circle. A concurrent twin waits for the first one's outcome.
  with claims as (
    insert into private.widget_event_keys (public_id, id)
    select distinct unseen_events.public_id, (e ->> 'id')::uuid from jsonb_array_elements(events) e where e ? 'id' order by 2
    on conflict on constraint widget_event_keys_pkey do nothing returning widget_event_keys.id
  ) select coalesce(array_agg(id), '{}') into claimed from claims;
  return (
    select coalesce(jsonb_agg(x.e order by x.n), '[]') from (
      select e, n, row_number() over (partition by e ->> 'id' order by n) as place from jsonb_array_elements(events) with ordinality u(e, n)
    ) x where not x.e ? 'id' or (x.place = 1 and (x.e ->> 'id')::uuid = any (claimed)));
end $function$;
alter function private.unseen_events(text,jsonb) owner to lapel_definer;
comment on function private.unseen_events(text,jsonb) is 'The events of a batch without those whose id the instance has had within a day, which it remembers from now on. Those without an id are always new.';

-- private.usage_differences(uuid,private.counted_tables) --------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.usage_differences(organization_id uuid, counted private.counted_tables)
 RETURNS TABLE(scope_id uuid, period date, difference integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  for scope_id, period, difference in execute format($q$
    with truth as (
      select (private.limit_of_row(jsonb_build_object('organization_id', $1, 'workspace_id', t.workspace_id), $2)).scope_id,
        sum(t.used)::int as used
      from (%s) as t(workspace_id, used) group by 1
    ), counters as (
      select c.scope_id, c.used from public.usage_counters c where c.organization_id = $1 and c.limit_type = $2 and c.period = $3
    )
    select scope_id, $3, coalesce(t.used, 0) - coalesce(c.used, 0)
    from (select * from truth where scope_id is not null) t full join counters c using (scope_id)
    where coalesce(t.used, 0) <> coalesce(c.used, 0) order by 1
  $q$, counted.query) using organization_id, counted.limit_type, private.limit_period(counted.limit_type) loop
    return next;
  end loop;
end $function$;
alter function private.usage_differences(uuid,private.counted_tables) owner to lapel_definer;
comment on function private.usage_differences(uuid,private.counted_tables) is 'What the counters of one limit lack or have too much, as one snapshot of rows and counters shows it.';

-- private.use_by_plan(integer) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.use_by_plan(days integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'plan_id', x.plan_id, 'amount', x.amount) order by x.day, x.sort), '[]')
  from (select u.day, p.plan_id, p.sort, sum(u.quantity) as amount from private.workspace_usage_daily u
    join public.organizations o on o.id = u.organization_id join public.plans p on p.plan_id = o.plan_id
    where u.day > (select private.utc_today()) - days and u.day <= (select private.utc_today()) and u.event_type = 'submission' group by 1, 2, 3) x
$function$;
alter function private.use_by_plan(integer) owner to lapel_definer;
comment on function private.use_by_plan(integer) is 'Submissions that counted, per day (UTC) and plan, as of the last refresh of the rollup.';

-- private.use_invitation(text,uuid,text) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.use_invitation(token text, user_id uuid, user_email text)
 RETURNS public.invitations
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  used public.invitations;
begin
  update public.invitations i set accepted_at = now(), accepted_by = use_invitation.user_id
  where i.token_hash = sha256(convert_to(coalesce(use_invitation.token, ''), 'UTF8')) and i.email = lower(user_email)
    and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
  returning * into used;
  if used.id is null then return null; end if;
  if used.workspace_id is null then
    insert into public.organization_members as m (organization_id, user_id, role, invited_by, invited_at, accepted_at)
    values (used.organization_id, use_invitation.user_id, used.role, used.invited_by, used.created_at, now())
    on conflict on constraint organization_members_organization_id_user_id_key do update
      set role = excluded.role, status = 'active', accepted_at = now() where m.status <> 'active';
  else
    insert into public.workspace_members as m (organization_id, workspace_id, user_id, role, invited_by, invited_at, accepted_at)
    values (used.organization_id, used.workspace_id, use_invitation.user_id, used.role, used.invited_by, used.created_at, now())
    on conflict on constraint workspace_members_workspace_id_user_id_key do update
      set role = excluded.role, status = 'active', accepted_at = now() where m.status <> 'active';
  end if;
  return used;
end $function$;
alter function private.use_invitation(text,uuid,text) owner to lapel_definer;
comment on function private.use_invitation(text,uuid,text) is 'Uses an invitation once, for the address it was sent to. Null when it does not hold.';

-- private.use_submission(public.widget_submissions) -------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.use_submission(used public.widget_submissions)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if private.take_limit(private.effective_limit(used.workspace_id, 'submissions_month'), 'submissions_month') = 0 then
    perform private.fail('PLAN_LIMIT_REACHED', 'Max submissions month reached - upgrade your plan.', 'submissions_month');
  end if;
  insert into public.usage_events (organization_id, workspace_id, event_type, metadata)
  values (used.organization_id, used.workspace_id, 'submission',
    jsonb_build_object('submission_id', used.id, 'widget_instance_id', used.widget_instance_id));
end $function$;
alter function private.use_submission(public.widget_submissions) owner to lapel_definer;
comment on function private.use_submission(public.widget_submissions) is 'Counts a submission that was not counted when it came. Fails with PLAN_LIMIT_REACHED when no place is left.';

-- private.use_uploads(private.submission_attempt[],jsonb) -------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.use_uploads(attempts private.submission_attempt[], requests jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update public.widget_uploads u set status = 'used', submission_id = a.submission_id
  from unnest(attempts) a cross join jsonb_array_elements(requests -> (a.n - 1) -> 'uploads') x
  where a.verdict is null and u.id = (x ->> 'id')::uuid;
end $function$;
grant execute on function private.use_uploads(private.submission_attempt[],jsonb) to lapel_definer;
comment on function private.use_uploads(private.submission_attempt[],jsonb) is 'Gives claimed uploads to the submissions that nothing refused.';

-- private.utc_today() -------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.utc_today()
 RETURNS date
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select (now() at time zone 'UTC')::date
$function$;
grant execute on function private.utc_today() to lapel_definer;
comment on function private.utc_today() is 'The date in UTC: what months and periods are counted by, whatever the session''s time zone.';

-- private.verdict(text,jsonb,jsonb) -----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.verdict(code text, receipt jsonb DEFAULT NULL::jsonb, limits jsonb DEFAULT '[]'::jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('verdict', code, 'receipt', receipt,
    'limits', coalesce((select jsonb_agg(l - 'allowed') from jsonb_array_elements(limits) l), '[]'),
    'retry_after', (select max((l ->> 'reset')::int) from jsonb_array_elements(limits) l where not (l ->> 'allowed')::boolean));
end $function$;
grant execute on function private.verdict(text,jsonb,jsonb) to lapel_definer;
comment on function private.verdict(text,jsonb,jsonb) is 'The shape in which the fate of what a visitor sent is told to the endpoint.';

-- private.verify_core_tables(uuid[]) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.verify_core_tables(organization_ids uuid[] DEFAULT NULL::uuid[])
 RETURNS TABLE(organization_id uuid, schema_name text, object text, problem text, repairable boolean)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select d.organization_id, d.schema_name, d.object, d.problem, d.repair is not null
  from private.core_deviations(organization_ids) d order by d.schema_name, d.step, d.object
$function$;
grant execute on function private.verify_core_tables(uuid[]) to lapel_definer;
comment on function private.verify_core_tables(uuid[]) is 'Every deviation of tenant schemas (null: all), and whether a refresh repairs it.';

-- private.verify_identity(jsonb) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.verify_identity(request jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if private.is_signed(request ->> 'public_id', request ->> 'user', request ->> 'signature') then return true; end if;
  perform private.accept_fetch_error(jsonb_build_object('public_id', request ->> 'public_id', 'ip', request ->> 'ip', 'page', request ->> 'page',
    'code', 'IDENTITY_UNVERIFIED', 'detail', 'A visitor was identified by a signature that is none of this workspace''s secret.'));
  return false;
end $function$;
alter function private.verify_identity(jsonb) owner to lapel_definer;
grant execute on function private.verify_identity(jsonb) to service_role;
comment on function private.verify_identity(jsonb) is 'Whether a page''s identity holds. If not, what browsers report about the widget says so, without the id.';

-- private.verify_tenant_schemas() -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.verify_tenant_schemas()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found_now int;
begin
  with found_one as materialized (
    select v.organization_id, o.name as organization, v.schema_name, v.object, v.problem, v.repairable
    from private.verify_core_tables() v join public.organizations o on o.id = v.organization_id
  )
  insert into private.schema_check as c (checked_at, total, deviations)
  select clock_timestamp(), (select count(*) from found_one), coalesce(jsonb_agg(to_jsonb(f)), '[]') from (select * from found_one limit 200) f
  on conflict on constraint schema_check_pkey do update set checked_at = excluded.checked_at, total = excluded.total, deviations = excluded.deviations
  returning c.total into found_now;
  return found_now;
end $function$;
alter function private.verify_tenant_schemas() owner to lapel_definer;
grant execute on function private.verify_tenant_schemas() to service_role;
comment on function private.verify_tenant_schemas() is 'Job: looks at all tenant schemas as `lapel tenants verify` does and keeps what it finds. Says how many deviations.';

-- private.visitor_hash(text,bytea) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.visitor_hash(ip text, salt bytea DEFAULT private.todays_salt())
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Whoever has one address of a /64 has them all.
  if ip like '%:%' and pg_input_is_valid(ip, 'inet') then
    ip := host(network(set_masklen(ip::inet, 64)));
  end if;
  return encode(sha256(salt || convert_to(ip, 'UTF8')), 'hex');
end $function$;
grant execute on function private.visitor_hash(text,bytea) to lapel_definer;
comment on function private.visitor_hash(text,bytea) is 'A daily salted hash of an address: tells visitors of one day apart without keeping who they are.';

-- private.watch_partitions() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.watch_partitions()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  raised int;
begin
  update public.platform_alerts a set resolved_at = now()
  where a.key ^@ 'partition_strays:' and a.resolved_at is null
    and a.key not in (select 'partition_strays:' || s.parent from private.stray_rows() s);
  perform private.raise_alert('partition_strays:' || s.parent, jsonb_build_object('table', s.parent, 'rows', s.rows)) from private.stray_rows() s;
  get diagnostics raised = row_count;
  return raised;
end $function$;
alter function private.watch_partitions() owner to lapel_definer;
grant execute on function private.watch_partitions() to service_role;
comment on function private.watch_partitions() is 'Job: raises an alert for every default partition that holds rows, and ends it when they are gone. Says how many hold some.';

-- private.webhook_delay(integer) --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.webhook_delay(attempt integer)
 RETURNS interval
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select (array['0 s', '5 s', '5 min', '30 min', '2 h', '5 h', '10 h', '14 h', '20 h', '24 h'])[attempt]::interval
$function$;
grant execute on function private.webhook_delay(integer) to lapel_definer;
comment on function private.webhook_delay(integer) is 'The wait before an attempt (from 1); null when the schedule is over. Svix''s schedule.';

-- private.withdraw_invitations(uuid,uuid) -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.withdraw_invitations(organization_id uuid, inviter_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.invitations i set revoked_at = now()
  where i.organization_id = withdraw_invitations.organization_id and i.invited_by = inviter_id
    and i.accepted_at is null and i.revoked_at is null;
end $function$;
alter function private.withdraw_invitations(uuid,uuid) owner to lapel_definer;
comment on function private.withdraw_invitations(uuid,uuid) is 'Revokes the open invitations of someone who lost rights: they would let in whom that person may no longer invite.';

-- private.without_address(text,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.without_address(content text, address text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select regexp_replace(content, private.address_pattern(address), '***', 'gi')
$function$;
grant execute on function private.without_address(text,text) to lapel_definer;
comment on function private.without_address(text,text) is 'A text, or the text of a JSON document, without an address.';

-- private.without_blanks(text) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.without_blanks(given text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return regexp_replace(given, format('^[%1$s]+|[%1$s]+$', private.blanks()), '', 'g');
end $function$;
grant execute on function private.without_blanks(text) to lapel_definer, service_role;
comment on function private.without_blanks(text) is 'A text without blanks around it, as the contract stores it.';

-- private.work_lead(private.lead_queue) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.work_lead(queued private.lead_queue)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.lead_from_submission(queued.submission_id, queued.received_at);
  delete from private.lead_queue q where q.submission_id = queued.submission_id;
  return true;
exception when others then
  update private.lead_queue q set attempts = q.attempts + 1, next_attempt_at = now() + make_interval(mins => (2 ^ least(q.attempts, 10))::int),
    last_error = left(sqlerrm, 500)
  where q.submission_id = queued.submission_id;
  return false;
end $function$;
alter function private.work_lead(private.lead_queue) owner to lapel_definer;
comment on function private.work_lead(private.lead_queue) is 'Makes one queued submission a lead; what fails is kept and tried again later, and its neighbours go on.';

-- private.works_in_maintenance() --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.works_in_maintenance()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  -- The settings, not current_user: inside a definer function that is always the function's owner.
  select case current_setting('role') when 'platform_staff' then true
    when 'none' then session_user = 'lapel_worker' or pg_has_role(session_user, 'lapel_definer', 'member') else false end
$function$;
grant execute on function private.works_in_maintenance() to lapel_definer;
comment on function private.works_in_maintenance() is 'Whether the session is staff''s or the job worker''s, or belongs to whoever runs the migrations.';

-- private.workspace_limit(uuid,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.workspace_limit(workspace_id uuid, limit_type text)
 RETURNS private.effective_limit
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  bound private.effective_limit;
begin
  -- No scope when nothing is set for the workspace itself: then the organization's limit holds.
  select case when v.id is not null or a.workspace_id is not null or l.plan_id is not null then w.id end, w.organization_id,
    case when v.id is not null then v.limit_value when a.workspace_id is not null then (a.limits ->> workspace_limit.limit_type)::int
      else l.limit_value end,
    case when o.plan_status = 'upgrading' then null
      when v.id is not null then case v.enforcement when 'hard' then v.limit_value + v.grace_amount end
      when a.workspace_id is not null then (a.limits ->> workspace_limit.limit_type)::int
      when l.enforcement = 'hard' then l.limit_value + l.grace_amount end,
    case when v.id is not null then 'override' when a.workspace_id is not null then 'allocation'
      when l.plan_id is not null then 'workspace plan' end
  into bound
  from public.workspaces w
  join public.organizations o on o.id = w.organization_id
  left join public.limit_overrides v on v.organization_id = w.organization_id and v.workspace_id = w.id
    and v.limit_type = workspace_limit.limit_type and (v.expires_at is null or v.expires_at > now())
  left join public.workspace_allocations a on a.workspace_id = w.id and a.limits ? workspace_limit.limit_type
  left join public.plan_limits l on l.plan_id = w.plan_id and l.limit_type = workspace_limit.limit_type
  where w.id = workspace_limit.workspace_id;
  return bound;
end $function$;
alter function private.workspace_limit(uuid,text) owner to lapel_definer;
comment on function private.workspace_limit(uuid,text) is 'The limit set for a workspace itself: override, allocation or own plan; without a scope when none is.';

-- private.workspaces_where_i_can(text) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.workspaces_where_i_can(permission text)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  though_closed constant boolean := private.holds_while_closed(permission);
  though_archived constant boolean := permission like '%.read';
  looks constant boolean := (private.my_impersonation()).id is not null;
  me constant uuid := private.me();
begin
  return query
  select w.id from public.workspaces w
  where w.organization_id = any (array(select private.organizations_where_i_can(permission)))
    and (w.status = 'active' or though_archived)
  union
  select w.id
  from public.workspace_members m
  join public.workspaces w on w.id = m.workspace_id and (w.status = 'active' or though_archived)
  join public.organizations o on o.id = w.organization_id and (o.status = 'active' or though_closed)
  join public.roles r on r.organization_id is null and r.key = m.role
  join public.role_permissions p on p.role_id = r.id and p.permission_key = permission
  where m.user_id = me and m.status = 'active' and not looks
  union
  select w.id
  from public.member_roles a
  join public.workspaces w on w.id = a.workspace_id and (w.status = 'active' or though_archived)
  join public.organizations o on o.id = w.organization_id and (o.status = 'active' or though_closed)
  join public.organization_members m on m.organization_id = a.organization_id and m.user_id = a.user_id and m.status = 'active'
  join public.role_permissions p on p.role_id = a.role_id and p.permission_key = permission
  where a.user_id = me and not looks;
end $function$;
alter function private.workspaces_where_i_can(text) owner to lapel_definer;
grant execute on function private.workspaces_where_i_can(text) to authenticated;
comment on function private.workspaces_where_i_can(text) is 'Workspaces in which the caller holds a permission, through the organization or the workspace. An archived one can only be read.';

-- private.writable_endpoint(uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.writable_endpoint(endpoint_id uuid)
 RETURNS public.webhook_endpoints
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.webhook_endpoints := (select e from public.webhook_endpoints e where e.id = endpoint_id
    and e.workspace_id in (select private.workspaces_where_i_can('webhooks.manage')));
begin
  if held.id is null then perform private.fail('NOT_FOUND', 'No such endpoint.'); end if;
  return held;
end $function$;
alter function private.writable_endpoint(uuid) owner to lapel_definer;
comment on function private.writable_endpoint(uuid) is 'An endpoint of a workspace whose webhooks the caller manages.';

-- private.writable_instance(uuid,text) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.writable_instance(instance_id uuid, permission text)
 RETURNS public.widget_instances
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found_instance public.widget_instances;
begin
  -- Its key stays free: visitors submit while somebody publishes.
  select * into found_instance from public.widget_instances i where i.id = instance_id for no key update;
  if found_instance.id is null or found_instance.workspace_id not in (select private.my_workspace_ids()) then
    perform private.fail('NOT_FOUND', 'No such instance.');
  elsif not private.has_permission(found_instance.workspace_id, permission) then
    perform private.fail('FORBIDDEN', format('This needs the permission %s.', permission));
  end if;
  -- Before the audit chain, which who changes the workspace or its limits takes after it.
  perform from public.workspaces w where w.id = found_instance.workspace_id for share;
  return found_instance;
end $function$;
alter function private.writable_instance(uuid,text) owner to lapel_definer;
comment on function private.writable_instance(uuid,text) is 'Locks an instance for a change the caller may make; strangers learn nothing.';

-- private.writable_token(uuid) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.writable_token(token_id uuid)
 RETURNS public.embed_tokens
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held public.embed_tokens := (select t from public.embed_tokens t where t.id = token_id and t.revoked_at is null
    and t.workspace_id in (select private.my_workspace_ids()));
begin
  if held.id is null then perform private.fail('NOT_FOUND', 'No such token.'); end if;
  perform private.writable_instance(held.widget_instance_id, 'widgets.write');
  return held;
end $function$;
alter function private.writable_token(uuid) owner to lapel_definer;
comment on function private.writable_token(uuid) is 'A live token of an instance the caller may change.';

-- private.write_export(private.export_requests) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.write_export(request private.export_requests)
 RETURNS private.export_requests
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  row_at timestamptz;
  row_id uuid;
  line text;
  part int := (select coalesce(max(p.part) + 1, 0) from private.export_parts p where p.request_id = request.id);
  lines text[] := case when part = 0 then array[private.export_header(request.kind)] else array[]::text[] end;
  before bigint := request.rows;
begin
  for row_at, row_id, line in execute private.export_query(request) loop
    lines := array_append(lines, line);
    request.rows := request.rows + 1;
    request.after_at := row_at;
    request.after_id := row_id;
    if cardinality(lines) >= 2000 then
      insert into private.export_parts (request_id, part, content) values (request.id, part, array_to_string(lines, ''));
      part := part + 1;
      lines := array[]::text[];
    end if;
  end loop;
  if lines <> '{}' then
    insert into private.export_parts (request_id, part, content) values (request.id, part, array_to_string(lines, ''));
  end if;
  if request.rows < before + 10000 or request.rows >= 1000000 then
    request.status := 'done';
    request.finished_at := now();
  end if;
  return request;
end $function$;
alter function private.write_export(private.export_requests) owner to lapel_definer;
comment on function private.write_export(private.export_requests) is 'Writes the next ten thousand rows of an export, which is done after the last or the millionth one; gives it as it is then.';

-- private.write_place(public.privacy_requests,private.data_export_progress,private.export_place,integer) --------------

CREATE OR REPLACE FUNCTION private.write_place(request public.privacy_requests, progress private.data_export_progress, place private.export_place, room integer, OUT kept integer, OUT last_key jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  rows_of refcursor;
  after jsonb := case when progress.place = place.name then progress.after end;
  -- What opens something stays here, hashed or not.
  keys constant text[] := array['hash', 'token_hash', 'secret_hash', 'checksum', 'public_key', 'verification_token', 'secret_id', 'previous_secret_id', 'vault_secret_id'];
begin
  if place.in_schema then
    open rows_of for execute private.export_piece(place.target, place.condition, after) using request.subject, request.organization_id, array[]::text[], after, room;
  else
    open rows_of for execute private.export_piece(place.target, place.condition, after) using request.organization_id, request.subject, keys, after, room;
  end if;
  select k.kept, k.last_key into kept, last_key from private.keep_rows(progress.export_id, place.name, rows_of) k;
  close rows_of;
end $function$;
grant execute on function private.write_place(public.privacy_requests,private.data_export_progress,private.export_place,integer) to lapel_definer;
comment on function private.write_place(public.privacy_requests,private.data_export_progress,private.export_place,integer) is 'Writes the next rows of one table into an export, as many as there is room for.';
