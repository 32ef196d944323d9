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
alter default privileges grant execute on functions to postgres;
alter default privileges in schema private grant delete, insert, select, update on tables to lapel_definer;
alter default privileges in schema public grant delete, insert, select, update on tables to lapel_definer;
alter default privileges in schema public grant select on tables to service_role;
CREATE TRIGGER trg_users_copy_email AFTER UPDATE OF email ON auth.users FOR EACH ROW WHEN (((old.email)::text IS DISTINCT FROM (new.email)::text)) EXECUTE FUNCTION private.fn_copy_email();
CREATE TRIGGER trg_users_provision AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION private.fn_handle_new_user();
grant select (email) on auth.users to lapel_definer;
grant select (id) on auth.users to lapel_definer;

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
CREATE INDEX audit_logs_chain_idx ON ONLY public.audit_logs USING btree (organization_id, seq);
CREATE INDEX audit_logs_created_idx ON ONLY public.audit_logs USING btree (created_at DESC);
CREATE INDEX audit_logs_organization_idx ON ONLY public.audit_logs USING btree (organization_id, created_at DESC);
alter table public.audit_logs enable row level security, force row level security;
create policy "Owners and admins read their audit log" on public.audit_logs for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_administered_organization_ids() AS my_administered_organization_ids))));
create policy "Staff read the audit log" on public.audit_logs for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit_logs_refuse_change BEFORE DELETE OR UPDATE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION private.fn_refuse_change();
CREATE TRIGGER trg_audit_logs_refuse_truncate BEFORE TRUNCATE ON public.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_change();
grant select on public.audit_logs to authenticated;
grant select on public.audit_logs to service_role;
comment on column public.audit_logs.before is 'The changed columns as they were; the whole row for a delete.';
comment on column public.audit_logs.after is 'The changed columns as they became; the whole row for an insert.';
comment on column public.audit_logs.seq is 'Position in the organization''s chain, from 1.';

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
  constraint events_pkey PRIMARY KEY (id),
  constraint events_idempotency_hash_key UNIQUE (idempotency_hash),
  constraint events_workspace_id_organization_id_fkey FOREIGN KEY (workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id) ON DELETE CASCADE,
  constraint events_entity_type_check CHECK (((length(entity_type) >= 1) AND (length(entity_type) <= 60))),
  constraint events_event_type_check CHECK ((event_type ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$'::text))
);
CREATE INDEX events_organization_idx ON public.events USING btree (organization_id, created_at DESC);
CREATE INDEX events_workspace_idx ON public.events USING btree (workspace_id, created_at DESC);
alter table public.events enable row level security, force row level security;
create policy "Members see events of their workspaces" on public.events for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see events" on public.events for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.events to authenticated;
grant delete, insert, select, update on public.events to lapel_definer;
grant select on public.events to service_role;
comment on column public.events.idempotency_hash is 'Makes an event happen once, however often it is reported.';

-- public.limit_hits ---------------------------------------------------------------------------------------------------

-- Who ran into which limit, how often: flagged above the value, refused above value and grace.
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
  constraint limit_hits_kind_check CHECK ((kind = ANY (ARRAY['flagged'::text, 'refused'::text])))
);
CREATE INDEX limit_hits_organization_idx ON public.limit_hits USING btree (organization_id, last_at DESC);
alter table public.limit_hits enable row level security, force row level security;
create policy "Members see their limit hits" on public.limit_hits for select to authenticated
  using ((organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see limit hits" on public.limit_hits for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.limit_hits to authenticated;
grant delete, insert, select, update on public.limit_hits to lapel_definer;
grant select on public.limit_hits to service_role;

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
CREATE TRIGGER trg_organization_members_keep_owner BEFORE DELETE ON public.organization_members FOR EACH ROW WHEN (((old.role = 'owner'::text) AND (old.status = 'active'::text))) EXECUTE FUNCTION private.fn_keep_an_owner();
CREATE TRIGGER trg_organization_members_keep_owner_role BEFORE UPDATE ON public.organization_members FOR EACH ROW WHEN (((old.role = 'owner'::text) AND (old.status = 'active'::text) AND ((new.role <> 'owner'::text) OR (new.status <> 'active'::text) OR (new.organization_id <> old.organization_id)))) EXECUTE FUNCTION private.fn_keep_an_owner();
grant select on public.organization_members to authenticated;
grant delete, insert, select, update on public.organization_members to lapel_definer;
grant select on public.organization_members to service_role;

-- public.organization_summaries ---------------------------------------------------------------------------------------

-- Organizations with their size and this month's submissions.
create view public.organization_summaries with (security_invoker=true) as
 SELECT id,
    name,
    slug,
    plan_id,
    plan_status,
    status,
    created_at,
    ( SELECT count(*) AS count
           FROM public.workspaces w
          WHERE (w.organization_id = o.id)) AS workspaces,
    ( SELECT count(*) AS count
           FROM public.organization_members m
          WHERE ((m.organization_id = o.id) AND (m.status = 'active'::text))) AS members,
    COALESCE(( SELECT c.used
           FROM public.usage_counters c
          WHERE ((c.scope_id = o.id) AND (c.limit_type = 'submissions_month'::text) AND (c.period = (date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date))), 0) AS submissions_month,
    ( SELECT l.limit_value
           FROM public.plan_limits l
          WHERE ((l.plan_id = o.plan_id) AND (l.limit_type = 'submissions_month'::text))) AS submissions_limit
   FROM public.organizations o;
grant select on public.organization_summaries to authenticated;
grant delete, insert, select, update on public.organization_summaries to lapel_definer;
grant select on public.organization_summaries to service_role;

-- public.organization_usage -------------------------------------------------------------------------------------------

-- What an organization uses now beside what its plan allows; no limit_value is unlimited.
create view public.organization_usage with (security_invoker=true) as
 SELECT o.id AS organization_id,
    u.limit_type,
    u.used,
    l.limit_value,
    l.enforcement,
    l.grace_amount
   FROM ((public.organizations o
     CROSS JOIN LATERAL ( VALUES ('submissions_month'::text,(COALESCE(( SELECT c.used
                   FROM public.usage_counters c
                  WHERE ((c.scope_id = o.id) AND (c.limit_type = 'submissions_month'::text) AND (c.period = (date_trunc('month'::text, (now() AT TIME ZONE 'UTC'::text)))::date))), 0))::bigint), ('users'::text,( SELECT count(*) AS count
                   FROM public.organization_members m
                  WHERE ((m.organization_id = o.id) AND (m.status = 'active'::text)))), ('workspaces'::text,( SELECT count(*) AS count
                   FROM public.workspaces w
                  WHERE (w.organization_id = o.id))), ('widgets'::text,( SELECT count(*) AS count
                   FROM public.widgets w
                  WHERE ((w.organization_id = o.id) AND (w.status = 'active'::text)))), ('published_instances'::text,( SELECT count(*) AS count
                   FROM public.widget_instances i
                  WHERE ((i.organization_id = o.id) AND (i.status = 'published'::text))))) u(limit_type, used))
     LEFT JOIN public.plan_limits l ON (((l.plan_id = o.plan_id) AND (l.limit_type = u.limit_type))));
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
  deleted_at timestamp with time zone,
  constraint organizations_pkey PRIMARY KEY (id),
  constraint organizations_schema_name_key UNIQUE (schema_name),
  constraint organizations_slug_key UNIQUE (slug),
  constraint organizations_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id),
  constraint organizations_current_leads_month_check CHECK ((current_leads_month >= 0)),
  constraint organizations_monthly_quota_check CHECK ((monthly_quota >= 0)),
  constraint organizations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint organizations_plan_status_check CHECK ((plan_status = ANY (ARRAY['trialing'::text, 'active'::text, 'upgrading'::text, 'past_due'::text, 'canceled'::text]))),
  constraint organizations_schema_name_check CHECK ((schema_name ~ '^tenant_[a-z0-9_]{1,50}$'::text)),
  constraint organizations_slug_check CHECK ((slug ~ '^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$'::text)),
  constraint organizations_slug_not_reserved CHECK ((slug <> ALL (ARRAY['admin'::text, 'api'::text, 'app'::text, 'assets'::text, 'auth'::text, 'billing'::text, 'blog'::text, 'cdn'::text, 'console'::text, 'dashboard'::text, 'docs'::text, 'embed'::text, 'examples'::text, 'functions'::text, 'help'::text, 'lapel'::text, 'login'::text, 'mail'::text, 'rest'::text, 'sdk'::text, 'signup'::text, 'static'::text, 'status'::text, 'support'::text, 'www'::text]))),
  constraint organizations_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'deleting'::text])))
);
CREATE INDEX organizations_plan_idx ON public.organizations USING btree (plan_id);
alter table public.organizations enable row level security, force row level security;
create policy "Members see their organization" on public.organizations for select to authenticated
  using ((id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))));
create policy "Staff see organizations" on public.organizations for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_organizations_touch BEFORE UPDATE ON public.organizations FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.organizations to authenticated;
grant delete, insert, select, update on public.organizations to lapel_definer;
grant select on public.organizations to service_role;
comment on column public.organizations.slug is 'Unique short name, used as a subdomain.';
comment on column public.organizations.schema_name is 'The dedicated schema, null until one is provisioned.';

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
  constraint plan_limits_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id) ON DELETE CASCADE,
  constraint plan_limits_check CHECK ((((limit_value)::bigint + grace_amount) <= 2147483647)),
  constraint plan_limits_enforcement_check CHECK ((enforcement = ANY (ARRAY['soft'::text, 'hard'::text]))),
  constraint plan_limits_grace_amount_check CHECK ((grace_amount >= 0)),
  constraint plan_limits_limit_type_check CHECK ((limit_type = ANY (ARRAY['users'::text, 'sites'::text, 'workspaces'::text, 'widgets'::text, 'published_instances'::text, 'submissions_month'::text, 'leads_month'::text, 'storage_mb'::text, 'api_requests_minute'::text, 'webhook_endpoints'::text, 'custom_domains'::text]))),
  constraint plan_limits_limit_value_check CHECK ((limit_value >= 0))
);
alter table public.plan_limits enable row level security, force row level security;
create policy "Limits of readable plans" on public.plan_limits for select to authenticated
  using ((plan_id IN ( SELECT p.plan_id
   FROM public.plans p)));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.plan_limits FOR EACH ROW EXECUTE FUNCTION private.fn_audit('plan_id,limit_type');
CREATE TRIGGER trg_plan_limits_mirror_removed AFTER DELETE ON public.plan_limits FOR EACH ROW WHEN ((old.limit_type = ANY (ARRAY['users'::text, 'sites'::text]))) EXECUTE FUNCTION private.fn_mirror_plan_limit();
CREATE TRIGGER trg_plan_limits_mirror_users AFTER INSERT OR UPDATE ON public.plan_limits FOR EACH ROW WHEN ((new.limit_type = ANY (ARRAY['users'::text, 'sites'::text]))) EXECUTE FUNCTION private.fn_mirror_plan_limit();
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
create policy "Members read their own plan" on public.plans for select to authenticated
  using ((plan_id = ANY (ARRAY( SELECT private.my_plan_ids() AS my_plan_ids))));
create policy "Public plans are readable" on public.plans for select to authenticated
  using (public);
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

-- public.profiles -----------------------------------------------------------------------------------------------------

-- One per auth user: the name and address that colleagues and staff see.
create table public.profiles (
  user_id uuid not null,
  name text,
  company text,
  email text,
  subscription_status text not null default 'trial'::text,
  created_by uuid,
  created_source text not null default 'signup_form'::text,
  created_ip inet,
  created_user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint profiles_pkey PRIMARY KEY (user_id),
  constraint profiles_created_by_fkey FOREIGN KEY (created_by) REFERENCES auth.users(id) ON DELETE SET NULL,
  constraint profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE,
  constraint profiles_company_check CHECK ((length(company) <= 120)),
  constraint profiles_created_source_check CHECK ((created_source = ANY (ARRAY['signup_form'::text, 'invitation'::text, 'staff'::text, 'seed'::text]))),
  constraint profiles_created_user_agent_check CHECK ((length(created_user_agent) <= 500)),
  constraint profiles_name_check CHECK ((length(name) <= 120))
);
CREATE INDEX profiles_creator_idx ON public.profiles USING btree (created_by);
CREATE INDEX profiles_email_idx ON public.profiles USING btree (lower(email));
alter table public.profiles enable row level security, force row level security;
create policy "Colleagues see profiles" on public.profiles for select to authenticated
  using ((user_id = ANY (ARRAY( SELECT private.my_colleague_ids() AS my_colleague_ids))));
create policy "Staff see profiles" on public.profiles for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_profiles_touch BEFORE UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.profiles to authenticated;
grant delete, insert, select, update on public.profiles to lapel_definer;
grant select on public.profiles to service_role;

-- public.usage_counters -----------------------------------------------------------------------------------------------

-- Use per limit and month. The scope is the organization, or a workspace that has a plan of its own.
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
comment on column public.usage_counters.period is 'First day of the month (UTC).';

-- public.usage_events -------------------------------------------------------------------------------------------------

-- Every use that counts, by month. The record behind the counters.
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
CREATE INDEX usage_events_type_idx ON ONLY public.usage_events USING btree (event_type, created_at DESC);
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
  created_at timestamp with time zone not null default now(),
  constraint user_creation_audit_pkey PRIMARY KEY (id)
);
alter table public.user_creation_audit enable row level security, force row level security;
create policy "Staff see how users were created" on public.user_creation_audit for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant delete, insert, select, update on public.user_creation_audit to lapel_definer;
grant select on public.user_creation_audit to platform_staff;
grant select on public.user_creation_audit to service_role;

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
  published_revision_id uuid,
  allowed_origins text[] not null default '{}'::text[],
  settings jsonb not null default '{}'::jsonb,
  claimed_at timestamp with time zone,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint widget_instances_pkey PRIMARY KEY (id),
  constraint widget_instances_id_widget_id_workspace_id_organization_id_key UNIQUE (id, widget_id, workspace_id, organization_id),
  constraint widget_instances_public_id_key UNIQUE (public_id),
  constraint widget_instances_published_revision_id_widget_id_fkey FOREIGN KEY (published_revision_id, widget_id) REFERENCES public.widget_revisions(id, widget_id),
  constraint widget_instances_widget_id_workspace_id_organization_id_fkey FOREIGN KEY (widget_id, workspace_id, organization_id) REFERENCES public.widgets(id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint widget_instances_allowed_origins_check CHECK ((cardinality(allowed_origins) <= 100)),
  constraint widget_instances_check CHECK (((status <> 'published'::text) OR (published_revision_id IS NOT NULL))),
  constraint widget_instances_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint widget_instances_public_id_check CHECK ((public_id ~ '^w_[0-9A-Za-z]{16,40}$'::text)),
  constraint widget_instances_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'inactive'::text])))
);
CREATE INDEX widget_instances_organization_idx ON public.widget_instances USING btree (organization_id);
CREATE INDEX widget_instances_widget_idx ON public.widget_instances USING btree (widget_id);
CREATE INDEX widget_instances_workspace_idx ON public.widget_instances USING btree (workspace_id, created_at DESC);
alter table public.widget_instances enable row level security, force row level security;
create policy "Members see instances" on public.widget_instances for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see instances" on public.widget_instances for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.widget_instances FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_widget_instances_announce AFTER INSERT OR DELETE OR UPDATE ON public.widget_instances FOR EACH ROW EXECUTE FUNCTION private.fn_announce_instance();
CREATE TRIGGER trg_widget_instances_touch BEFORE UPDATE ON public.widget_instances FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.widget_instances to authenticated;
grant delete, insert, select, update on public.widget_instances to lapel_definer;
grant select on public.widget_instances to service_role;
comment on column public.widget_instances.allowed_origins is 'Origins that may load and submit, like https://shop.example, https://*.shop.example or http://localhost:*. Empty: any.';
comment on column public.widget_instances.settings is 'Privacy and delivery choices; store_ip keeps visitors'' addresses instead of a daily salted hash.';

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
  score real,
  meta jsonb not null default '{}'::jsonb,
  constraint widget_submissions_pkey PRIMARY KEY (id, ts),
  constraint widget_submissions_widget_instance_id_widget_id_workspace__fkey FOREIGN KEY (widget_instance_id, widget_id, workspace_id, organization_id) REFERENCES public.widget_instances(id, widget_id, workspace_id, organization_id) ON DELETE CASCADE,
  constraint widget_submissions_ip_check CHECK ((length(ip) <= 64)),
  constraint widget_submissions_meta_check CHECK ((pg_column_size(meta) <= 8192)),
  constraint widget_submissions_payload_check CHECK ((pg_column_size(payload) <= 32768)),
  constraint widget_submissions_status_check CHECK ((status = ANY (ARRAY['accepted'::text, 'partial'::text, 'spam'::text, 'deleted'::text]))),
  constraint widget_submissions_ua_check CHECK ((length(ua) <= 500))
) partition by RANGE (ts);
alter table public.widget_submissions owner to lapel_definer;
CREATE INDEX widget_submissions_instance_idx ON ONLY public.widget_submissions USING btree (widget_instance_id, ts DESC);
CREATE INDEX widget_submissions_organization_idx ON ONLY public.widget_submissions USING btree (organization_id, ts DESC);
CREATE INDEX widget_submissions_ts_idx ON ONLY public.widget_submissions USING btree (ts DESC);
CREATE INDEX widget_submissions_workspace_idx ON ONLY public.widget_submissions USING btree (workspace_id, ts DESC);
alter table public.widget_submissions enable row level security, force row level security;
create policy "Members see submissions" on public.widget_submissions for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see submissions" on public.widget_submissions for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
grant select on public.widget_submissions to authenticated;
grant select on public.widget_submissions to service_role;
comment on column public.widget_submissions.ip is 'A daily salted hash, unless the instance''s settings keep addresses.';
comment on column public.widget_submissions.meta is 'Where it came from, as the page reported it. Never trusted.';

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
  created_by uuid,
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
  constraint widgets_type_check CHECK ((type = 'form'::text))
);
CREATE INDEX widgets_creator_idx ON public.widgets USING btree (created_by);
CREATE INDEX widgets_organization_idx ON public.widgets USING btree (organization_id);
CREATE INDEX widgets_workspace_idx ON public.widgets USING btree (workspace_id, created_at DESC);
alter table public.widgets enable row level security, force row level security;
create policy "Members see widgets" on public.widgets for select to authenticated
  using ((workspace_id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see widgets" on public.widgets for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.widgets FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_widgets_touch BEFORE UPDATE ON public.widgets FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.widgets to authenticated;
grant delete, insert, select, update on public.widgets to lapel_definer;
grant select on public.widgets to service_role;

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
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint workspaces_pkey PRIMARY KEY (id),
  constraint workspaces_id_organization_id_key UNIQUE (id, organization_id),
  constraint workspaces_organization_id_slug_key UNIQUE (organization_id, slug),
  constraint workspaces_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE,
  constraint workspaces_parent_workspace_id_organization_id_fkey FOREIGN KEY (parent_workspace_id, organization_id) REFERENCES public.workspaces(id, organization_id),
  constraint workspaces_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plans(plan_id),
  constraint workspaces_check CHECK (((parent_workspace_id IS NULL) OR (kind = 'business'::text))),
  constraint workspaces_check1 CHECK ((parent_workspace_id <> id)),
  constraint workspaces_kind_check CHECK ((kind = ANY (ARRAY['agency'::text, 'business'::text]))),
  constraint workspaces_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint workspaces_slug_check CHECK ((slug ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'::text))
);
CREATE INDEX workspaces_organization_idx ON public.workspaces USING btree (organization_id);
CREATE INDEX workspaces_parent_idx ON public.workspaces USING btree (parent_workspace_id) WHERE (parent_workspace_id IS NOT NULL);
CREATE INDEX workspaces_plan_idx ON public.workspaces USING btree (plan_id);
alter table public.workspaces enable row level security, force row level security;
create policy "Members see their workspaces" on public.workspaces for select to authenticated
  using ((id = ANY (ARRAY( SELECT private.my_workspace_ids() AS my_workspace_ids))));
create policy "Staff see workspaces" on public.workspaces for select to platform_staff
  using (( SELECT private.is_staff() AS is_staff));
CREATE TRIGGER trg_audit AFTER INSERT OR DELETE OR UPDATE ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_audit('id');
CREATE TRIGGER trg_workspaces_check_parent BEFORE INSERT OR UPDATE OF parent_workspace_id, kind ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_check_workspace_parent();
CREATE TRIGGER trg_workspaces_touch BEFORE UPDATE ON public.workspaces FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at();
grant select on public.workspaces to authenticated;
grant delete, insert, select, update on public.workspaces to lapel_definer;
grant select on public.workspaces to service_role;
comment on column public.workspaces.plan_id is 'Overrides the organization''s plan for this workspace.';

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

-- private.daily_salts -------------------------------------------------------------------------------------------------

-- Salts of address hashes. A day's salt is deleted two days later, and with it the way back.
create table private.daily_salts (
  day date not null,
  salt bytea not null default extensions.gen_random_bytes(32),
  constraint daily_salts_pkey PRIMARY KEY (day)
);
alter table private.daily_salts enable row level security;
grant delete, insert, select, update on private.daily_salts to lapel_definer;

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

-- private.submission_keys ---------------------------------------------------------------------------------------------

-- What makes a submission happen once: the client's id, or for pages without script the same payload from the same visitor in the same second.
create table private.submission_keys (
  widget_instance_id uuid not null,
  key text not null,
  payload_hash text not null,
  submission_id uuid not null,
  status text not null,
  received_at timestamp with time zone not null default now(),
  constraint submission_keys_pkey PRIMARY KEY (widget_instance_id, key),
  constraint submission_keys_widget_instance_id_fkey FOREIGN KEY (widget_instance_id) REFERENCES public.widget_instances(id) ON DELETE CASCADE
);
CREATE INDEX submission_keys_received_idx ON private.submission_keys USING btree (received_at);
alter table private.submission_keys enable row level security;
grant delete, insert, select, update on private.submission_keys to lapel_definer;

-- private.submission_rate_window --------------------------------------------------------------------------------------

-- Exact counters of the running windows.
create table private.submission_rate_window (
  scope text not null,
  window_start timestamp with time zone not null,
  hits integer not null default 1,
  constraint submission_rate_window_pkey PRIMARY KEY (scope, window_start)
);
CREATE INDEX submission_rate_window_start_idx ON private.submission_rate_window USING btree (window_start);
alter table private.submission_rate_window enable row level security;
grant delete, insert, select, update on private.submission_rate_window to lapel_definer;

-- public.my_access() --------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.my_access()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'user_id', auth.uid(),
    'email', (select p.email from public.profiles p where p.user_id = auth.uid()),
    'staff_role', private.staff_role(),
    'organizations', coalesce((
      select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'role', m.role) order by m.created_at, o.name)
      from public.organization_members m join public.organizations o on o.id = m.organization_id
      where m.user_id = auth.uid() and m.status = 'active'), '[]'),
    'workspaces', coalesce((
      select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name, 'organization_id', w.organization_id,
        'role', coalesce(wm.role, om.role)) order by w.created_at, w.name)
      from public.workspaces w
      left join public.workspace_members wm on wm.workspace_id = w.id and wm.user_id = auth.uid() and wm.status = 'active'
      left join public.organization_members om
        on om.organization_id = w.organization_id and om.user_id = auth.uid() and om.status = 'active'
      where wm.id is not null or om.id is not null), '[]'))
$function$;
alter function public.my_access() owner to lapel_definer;
grant execute on function public.my_access() to authenticated;
comment on function public.my_access() is 'What the signed-in user may enter: staff role, organizations and workspaces with roles.';

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
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The limit type, value, enforcement or grace amount is not allowed.');
  return null;
end $function$;
alter function public.set_plan_limit(text,text,integer,text,integer,text) owner to lapel_definer;
grant execute on function public.set_plan_limit(text,text,integer,text,integer,text) to platform_staff;
comment on function public.set_plan_limit(text,text,integer,text,integer,text) is 'Staff admin: sets one limit of a plan. The reason goes to the audit log.';

-- public.submissions_per_day(integer) ---------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.submissions_per_day(days integer DEFAULT 30)
 RETURNS TABLE(day date, submissions bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with span as (
    select (now() at time zone 'UTC')::date as today, least(greatest(coalesce(days, 30), 1), 366) as days
  ), counted as (
    select (s.ts at time zone 'UTC')::date as day, count(*) as submissions
    from public.widget_submissions s
    where s.ts >= (select (today - span.days + 1)::timestamp at time zone 'UTC' from span) and s.status in ('accepted', 'partial')
    group by 1
  )
  select d::date, coalesce(c.submissions, 0)
  from span, generate_series(span.today - span.days + 1, span.today, interval '1 day') d
  left join counted c on c.day = d::date
  order by 1
$function$;
grant execute on function public.submissions_per_day(integer) to authenticated;
comment on function public.submissions_per_day(integer) is 'Submissions the caller may see, per day (UTC), oldest first, empty days included; at most a year.';

-- public.verify_audit_chain(uuid) -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION public.verify_audit_chain(organization_id uuid)
 RETURNS TABLE(entries bigint, valid boolean, first_broken bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if (private.is_staff() or verify_audit_chain.organization_id in (select private.my_administered_organization_ids())) is not true then
    perform private.fail('FORBIDDEN', 'Only staff, owners and admins verify an audit chain.');
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

-- private.accept_submission(jsonb) ------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.accept_submission(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  live jsonb := private.embed_instance(request ->> 'public_id');
  instance public.widget_instances;
  claim record;
  limits jsonb;
  refusal text;
begin
  if live is null then return private.verdict('INSTANCE_NOT_FOUND'); end if;
  if (request ->> 'origin_allowed')::boolean is not true then return private.verdict('ORIGIN_NOT_ALLOWED'); end if;
  if pg_column_size(request -> 'payload') > 32768 or pg_column_size(request -> 'meta') > 8192 then
    return private.verdict('PAYLOAD_TOO_LARGE');
  end if;
  -- The caller may remember an older revision for a few seconds: its findings about the fields are then worth nothing.
  if (request ->> 'checked_revision')::int <> (live ->> 'revision')::int then return private.verdict('CHECK_AGAIN'); end if;
  select * into strict instance from public.widget_instances i where i.id = (live ->> 'instance_id')::uuid;

  claim := private.claim_key(request, instance.id);
  if (claim.key).submission_id is null then return private.verdict('IDEMPOTENCY_MISMATCH'); end if;
  if claim.replayed then return private.verdict('replayed', private.receipt(claim.key)); end if;

  limits := private.take_rates(private.visitor_hash(request ->> 'ip'), instance.id, instance.workspace_id);
  refusal := case when limits @> '[{"allowed": false}]' then 'RATE_LIMITED'
    else private.refusal(request, instance, (live ->> 'revision')::int) end;
  if refusal is null and not private.consume_limit(instance.workspace_id, 'submissions_month', 1) then
    refusal := 'PLAN_LIMIT_REACHED';
  end if;
  if refusal is not null then
    delete from private.submission_keys k where k.widget_instance_id = instance.id and k.key = (claim.key).key;
    return private.verdict(refusal, null, limits);
  end if;

  perform private.store_submission(request, instance, claim.key);
  return private.verdict('accepted', private.receipt(claim.key), limits);
end $function$;
alter function private.accept_submission(jsonb) owner to lapel_definer;
grant execute on function private.accept_submission(jsonb) to service_role;
comment on function private.accept_submission(jsonb) is 'Decides one submission and stores it, or nothing, in one transaction. Answers with a verdict, never with an exception for what a visitor did.';

-- private.append_audit(public.audit_logs) -----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.append_audit(entry public.audit_logs)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
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

-- private.audit_hash(public.audit_logs) -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.audit_hash(entry public.audit_logs)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select sha256(entry.prev_hash || convert_to(jsonb_build_array(
    entry.id, extract(epoch from entry.created_at), entry.organization_id, entry.workspace_id, entry.actor_id,
    entry.actor_role, entry.on_behalf_of, entry.action, entry.entity, entry.entity_id, entry.before, entry.after,
    entry.reason, entry.request_id, host(entry.ip), entry.seq)::text, 'UTF8'))
$function$;
grant execute on function private.audit_hash(public.audit_logs) to lapel_definer;
comment on function private.audit_hash(public.audit_logs) is 'SHA-256 over the previous hash and every column of the entry.';

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

-- private.changed_columns(jsonb,jsonb) --------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.changed_columns(of_row jsonb, other_row jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_object_agg(key, value) from jsonb_each(of_row)
  where other_row is null or (other_row -> key is distinct from value and key <> 'updated_at')
$function$;
grant execute on function private.changed_columns(jsonb,jsonb) to lapel_definer;
comment on function private.changed_columns(jsonb,jsonb) is 'The columns of one row version that differ from the other version.';

-- private.claim_key(jsonb,uuid) ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.claim_key(request jsonb, instance_id uuid, OUT key private.submission_keys, OUT replayed boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  content_hash text := encode(sha256(convert_to((request -> 'payload')::text, 'UTF8')), 'hex');
  name text := coalesce('id:' || (request ->> 'id')::uuid, 'hash:' || encode(sha256(convert_to(concat_ws('|', content_hash,
    request ->> 'ip', request ->> 'user_agent', date_trunc('second', now())), 'UTF8')), 'hex'));
begin
  -- A concurrent twin waits here for the first one's outcome.
  insert into private.submission_keys (widget_instance_id, key, payload_hash, submission_id, status)
  values (instance_id, name, content_hash, gen_random_uuid(),
    case when (request ->> 'spam')::boolean then 'spam' else 'accepted' end)
  on conflict on constraint submission_keys_pkey do nothing
  returning * into key;
  replayed := key.submission_id is null;
  if replayed then
    select * into strict key from private.submission_keys k where k.widget_instance_id = instance_id and k.key = name;
    if key.payload_hash <> content_hash then key.submission_id := null; end if;
  end if;
end $function$;
alter function private.claim_key(jsonb,uuid) owner to lapel_definer;
comment on function private.claim_key(jsonb,uuid) is 'Claims a submission''s key, or finds the earlier submission that has it; a null id says that one differed.';

-- private.consume_limit(uuid,text,integer) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.consume_limit(workspace_id uuid, limit_type text, amount integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  bound record;
  this_month date := date_trunc('month', now() at time zone 'UTC')::date;
  now_used int;
begin
  select * into strict bound from private.effective_limit(consume_limit.workspace_id, consume_limit.limit_type);
  insert into public.usage_counters (scope_id, organization_id, limit_type, period)
  values (bound.scope_id, bound.organization_id, consume_limit.limit_type, this_month) on conflict do nothing;
  update public.usage_counters c set used = c.used + amount
  where c.scope_id = bound.scope_id and c.limit_type = consume_limit.limit_type and c.period = this_month
    and (bound.ceiling is null or c.used + amount <= bound.ceiling)
  returning c.used into now_used;
  if now_used is null or now_used > bound.limit_value then
    perform private.record_limit_hit(bound.scope_id, bound.organization_id, consume_limit.limit_type, this_month,
      case when now_used is null then 'refused' else 'flagged' end);
  end if;
  return now_used is not null;
end $function$;
alter function private.consume_limit(uuid,text,integer) owner to lapel_definer;
comment on function private.consume_limit(uuid,text,integer) is 'Takes an amount from a monthly limit under the counter''s row lock. False: refused, nothing taken.';

-- private.effective_limit(uuid,text) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.effective_limit(workspace_id uuid, limit_type text)
 RETURNS TABLE(scope_id uuid, organization_id uuid, limit_value integer, ceiling integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  -- ceiling: what a write may reach; null never refuses. Limits of a tenant that is upgrading wait for the new plan.
  select case when w.plan_id is null then o.id else w.id end, o.id, l.limit_value,
    case when l.enforcement = 'hard' and o.plan_status <> 'upgrading' then l.limit_value + l.grace_amount end
  from public.workspaces w
  join public.organizations o on o.id = w.organization_id
  left join public.plan_limits l on l.plan_id = coalesce(w.plan_id, o.plan_id) and l.limit_type = effective_limit.limit_type
  where w.id = effective_limit.workspace_id
$function$;
alter function private.effective_limit(uuid,text) owner to lapel_definer;
comment on function private.effective_limit(uuid,text) is 'The limit that holds for a workspace: its own plan''s, else its organization''s.';

-- private.embed_instance(text) ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.embed_instance(public_id text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('public_id', i.public_id, 'instance_id', i.id, 'workspace_id', i.workspace_id, 'type', w.type,
    'allowed_origins', to_jsonb(i.allowed_origins), 'revision', r.number, 'config', r.config)
  from public.widget_instances i
  join public.widgets w on w.id = i.widget_id and w.status = 'active'
  join public.organizations o on o.id = i.organization_id and o.status = 'active'
  join public.widget_revisions r on r.id = i.published_revision_id
  where i.public_id = embed_instance.public_id and i.status = 'published' and (i.expires_at is null or i.expires_at > now())
$function$;
alter function private.embed_instance(text) owner to lapel_definer;
grant execute on function private.embed_instance(text) to service_role;
comment on function private.embed_instance(text) is 'What the embed endpoints need of a published instance; null for unknown, draft, inactive, expired and suspended alike.';

-- private.ensure_partitions(regclass,date,date) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.ensure_partitions(parent regclass, first_month date, last_month date)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  month date := date_trunc('month', first_month)::date;
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
      execute format('create table %s partition of %s for values from (%L) to (%L)',
        partition, parent, month, (month + interval '1 month')::date);
      perform private.seal_partition(partition::regclass, append_only);
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end $function$;
alter function private.ensure_partitions(regclass,date,date) owner to lapel_definer;
comment on function private.ensure_partitions(regclass,date,date) is 'Makes the missing monthly partitions of a table for a span of months; says how many.';

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
  entry.organization_id := case when tg_table_name = 'organizations' then any_row ->> 'id' else any_row ->> 'organization_id' end;
  entry.workspace_id := case when tg_table_name = 'workspaces' then any_row ->> 'id' else any_row ->> 'workspace_id' end;
  entry.actor_id := auth.uid();
  entry.actor_role := coalesce(private.staff_role(), nullif(auth.role(), ''), session_user);
  entry.action := lower(tg_op);
  entry.entity := tg_table_name;
  entry.entity_id := (select string_agg(any_row ->> k, '/') from unnest(string_to_array(tg_argv[0], ',')) k);
  entry.reason := nullif(current_setting('lapel.reason', true), '');
  entry.request_id := nullif(current_setting('lapel.request_id', true), '');
  perform private.append_audit(entry);
  return null;
end $function$;
alter function private.fn_audit() owner to lapel_definer;
comment on function private.fn_audit() is 'Writes the audit entry of one changed row: only the columns that changed.';

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
begin
  insert into public.profiles (user_id, name, company, email)
  values (new.id, given_name, given_company, new.email);
  perform private.provision_tenant(new.id, coalesce(given_company, given_name, 'My organization'));
  return new;
end $function$;
alter function private.fn_handle_new_user() owner to lapel_definer;
comment on function private.fn_handle_new_user() is 'Sign-up: profile, organization, workspace and owner membership in the transaction that makes the user.';

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

-- private.is_staff() --------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.is_staff()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from public.platform_admins where user_id = (select auth.uid()))
$function$;
alter function private.is_staff() owner to lapel_definer;
grant execute on function private.is_staff() to platform_staff, service_role;
comment on function private.is_staff() is 'Whether the caller is platform staff of any role.';

-- private.maintain_partitions() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.maintain_partitions()
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(sum(private.ensure_partitions(t.parent, current_date,
    (current_date + make_interval(months => t.months_ahead))::date)), 0)::int
  from private.partitioned_tables t
$function$;
alter function private.maintain_partitions() owner to lapel_definer;
grant execute on function private.maintain_partitions() to service_role;
comment on function private.maintain_partitions() is 'Job: makes partitions ahead of time. Says how many it made.';

-- private.my_administered_organization_ids() --------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_administered_organization_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select organization_id from public.organization_members
  where user_id = (select auth.uid()) and status = 'active' and role in ('owner', 'admin')
$function$;
alter function private.my_administered_organization_ids() owner to lapel_definer;
grant execute on function private.my_administered_organization_ids() to authenticated;
comment on function private.my_administered_organization_ids() is 'Organizations the caller administers as owner or admin.';

-- private.my_colleague_ids() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_colleague_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select user_id from public.organization_members
  where organization_id in (select private.my_organization_ids()) and status = 'active'
  union
  select user_id from public.workspace_members
  where workspace_id in (select private.my_workspace_ids()) and status = 'active'
  union
  select (select auth.uid())
$function$;
alter function private.my_colleague_ids() owner to lapel_definer;
grant execute on function private.my_colleague_ids() to authenticated;
comment on function private.my_colleague_ids() is 'People whose profile the caller may see: colleagues and oneself.';

-- private.my_organization_ids() ---------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_organization_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select organization_id from public.organization_members
  where user_id = (select auth.uid()) and status = 'active'
$function$;
alter function private.my_organization_ids() owner to lapel_definer;
grant execute on function private.my_organization_ids() to authenticated;
comment on function private.my_organization_ids() is 'Organizations the caller is an active member of.';

-- private.my_plan_ids() -----------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_plan_ids()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select plan_id from public.organizations where id in (select private.my_organization_ids())
  union
  select plan_id from public.workspaces where id in (select private.my_workspace_ids()) and plan_id is not null
$function$;
alter function private.my_plan_ids() owner to lapel_definer;
grant execute on function private.my_plan_ids() to authenticated;
comment on function private.my_plan_ids() is 'Plans that the caller''s own organizations and workspaces have.';

-- private.my_workspace_ids() ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.my_workspace_ids()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select workspace_id from public.workspace_members
  where user_id = (select auth.uid()) and status = 'active'
  union
  select id from public.workspaces where organization_id in (select private.my_organization_ids())
$function$;
alter function private.my_workspace_ids() owner to lapel_definer;
grant execute on function private.my_workspace_ids() to authenticated;
comment on function private.my_workspace_ids() is 'Workspaces the caller may see: by own membership, or through the organization.';

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
  perform private.ensure_partitions(parent, current_date, (current_date + interval '3 months')::date);
end $function$;
comment on function private.partition_by_month(regclass,integer,boolean) is 'Registers a table for monthly partitions, with a default partition that catches strays.';

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
    on conflict (slug) do nothing returning id into new_organization;
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

-- private.prune_rate_windows() ----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.prune_rate_windows()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (
    delete from private.submission_rate_window
    where window_start < now() - make_interval(secs => (select 2 * max(window_seconds) from private.rate_policies)) returning 1
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

-- private.random_id(text) ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.random_id(prefix text)
 RETURNS text
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- Dropping + and / from random base64 leaves uniform base62: 24 characters carry 142 random bits.
  select prefix || left(translate(encode(extensions.gen_random_bytes(60), 'base64'), E'+/=\n', ''), 24)
$function$;
grant execute on function private.random_id(text) to lapel_definer;
comment on function private.random_id(text) is 'An unguessable public identifier: the prefix and 24 base62 characters.';

-- private.receipt(private.submission_keys) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.receipt(key private.submission_keys)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('id', key.submission_id, 'status', key.status,
    'received_at', to_char(key.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
$function$;
grant execute on function private.receipt(private.submission_keys) to lapel_definer;
comment on function private.receipt(private.submission_keys) is 'What the visitor''s browser keeps of a stored submission.';

-- private.record_limit_hit(uuid,uuid,text,date,text) ------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.record_limit_hit(scope_id uuid, organization_id uuid, limit_type text, period date, kind text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into public.limit_hits as h (scope_id, organization_id, limit_type, period, kind)
  values (record_limit_hit.scope_id, record_limit_hit.organization_id, record_limit_hit.limit_type, record_limit_hit.period,
    record_limit_hit.kind)
  on conflict on constraint limit_hits_pkey do update set hits = h.hits + 1, last_at = now()
$function$;
alter function private.record_limit_hit(uuid,uuid,text,date,text) owner to lapel_definer;
comment on function private.record_limit_hit(uuid,uuid,text,date,text) is 'Counts one run into a limit.';

-- private.refusal(jsonb,public.widget_instances,integer) --------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.refusal(request jsonb, instance public.widget_instances, live_revision integer)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  problems jsonb := coalesce(request -> 'field_errors', '[]');
begin
  if jsonb_array_length(problems) = 0 then return null; end if;
  if (request ->> 'revision')::int <> live_revision and problems @> '[{"code": "unknownField"}]' then
    return 'STALE_REVISION';
  end if;
  return 'VALIDATION_FAILED';
end $function$;
grant execute on function private.refusal(jsonb,public.widget_instances,integer) to lapel_definer;
comment on function private.refusal(jsonb,public.widget_instances,integer) is 'Whether the field rules refuse a submission, and why.';

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

-- private.seal_partition(regclass,boolean) ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.seal_partition(partition regclass, append_only boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  execute format('alter table %s enable row level security', partition);
  execute format('alter table %s force row level security', partition);
  if append_only then
    execute format('create trigger trg_refuse_truncate before truncate on %s
      for each statement execute function private.fn_refuse_change()', partition);
  end if;
end $function$;
grant execute on function private.seal_partition(regclass,boolean) to lapel_definer;
comment on function private.seal_partition(regclass,boolean) is 'Closes a new partition to direct access: row level security without a policy.';

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
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select role from public.platform_admins where user_id = (select auth.uid())
$function$;
alter function private.staff_role() owner to lapel_definer;
comment on function private.staff_role() is 'The caller''s staff role, or null.';

-- private.store_submission(jsonb,public.widget_instances,private.submission_keys) -------------------------------------

CREATE OR REPLACE FUNCTION private.store_submission(request jsonb, instance public.widget_instances, key private.submission_keys)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  keeps_ip boolean := instance.settings @> '{"store_ip": true}';
begin
  insert into public.widget_submissions (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, revision,
    client_submission_id, payload, payload_hash, ts_second, ip, ua, status, meta)
  values (key.submission_id, key.received_at, instance.organization_id, instance.workspace_id, instance.widget_id, instance.id,
    (request ->> 'revision')::int, (request ->> 'id')::uuid, request -> 'payload', key.payload_hash,
    date_trunc('second', key.received_at),
    case when keeps_ip then left(request ->> 'ip', 64) else private.visitor_hash(request ->> 'ip') end,
    left(request ->> 'user_agent', 500), key.status, coalesce(request -> 'meta', '{}'));
  insert into public.usage_events (organization_id, workspace_id, event_type, metadata)
  values (instance.organization_id, instance.workspace_id, 'submission',
    jsonb_build_object('submission_id', key.submission_id, 'widget_instance_id', instance.id));
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload, idempotency_hash)
  values (instance.organization_id, instance.workspace_id, 'widget_submission', key.submission_id,
    case key.status when 'spam' then 'submission.quarantined' else 'submission.accepted' end,
    jsonb_build_object('widget_id', instance.widget_id, 'widget_instance_id', instance.id), 'submission:' || key.submission_id);
end $function$;
alter function private.store_submission(jsonb,public.widget_instances,private.submission_keys) owner to lapel_definer;
comment on function private.store_submission(jsonb,public.widget_instances,private.submission_keys) is 'Writes an accepted submission, its usage event and its domain event.';

-- private.take_rate(private.rate_policies,text) -----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_rate(policy private.rate_policies, scope text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  starts timestamptz := to_timestamp(floor(extract(epoch from now()) / policy.window_seconds) * policy.window_seconds);
  taken int;
begin
  insert into private.submission_rate_window as w (scope, window_start)
  values (policy.name || ':' || take_rate.scope, starts)
  on conflict on constraint submission_rate_window_pkey do update set hits = w.hits + 1
  returning w.hits into taken;
  return jsonb_build_object('name', policy.name, 'quota', policy.quota, 'window', policy.window_seconds,
    'remaining', greatest(policy.quota - taken, 0), 'allowed', taken <= policy.quota,
    'reset', greatest(1, ceil(policy.window_seconds - extract(epoch from now() - starts))::int));
end $function$;
alter function private.take_rate(private.rate_policies,text) owner to lapel_definer;
comment on function private.take_rate(private.rate_policies,text) is 'Counts one request against a policy''s current window and says what is left.';

-- private.take_rates(text,uuid,uuid) ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.take_rates(ip_scope text, instance_id uuid, workspace_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  policy private.rate_policies;
  taken jsonb;
  answer jsonb := '[]';
begin
  -- Always in this order, so that two requests never wait for each other; stops at the first refusal.
  for policy in select * from private.rate_policies order by array_position(array['ip', 'instance', 'workspace'], name) loop
    continue when policy.name = 'ip' and ip_scope is null;
    taken := private.take_rate(policy, case policy.name when 'ip' then ip_scope
      when 'instance' then instance_id::text else workspace_id::text end);
    answer := answer || taken;
    exit when not (taken ->> 'allowed')::boolean;
  end loop;
  return answer;
end $function$;
alter function private.take_rates(text,uuid,uuid) owner to lapel_definer;
comment on function private.take_rates(text,uuid,uuid) is 'Counts one request against every rate policy.';

-- private.verdict(text,jsonb,jsonb,text) ------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.verdict(code text, receipt jsonb DEFAULT NULL::jsonb, limits jsonb DEFAULT '[]'::jsonb, detail text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('verdict', code, 'receipt', receipt, 'detail', detail,
    'limits', coalesce((select jsonb_agg(l - 'allowed') from jsonb_array_elements(limits) l), '[]'),
    'retry_after', (select max((l ->> 'reset')::int) from jsonb_array_elements(limits) l where not (l ->> 'allowed')::boolean))
$function$;
grant execute on function private.verdict(text,jsonb,jsonb,text) to lapel_definer;
comment on function private.verdict(text,jsonb,jsonb,text) is 'The shape in which a submission''s fate is told to the endpoint.';

-- private.visitor_hash(text) ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.visitor_hash(ip text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  today date := (now() at time zone 'UTC')::date;
  found_salt bytea := (select s.salt from private.daily_salts s where s.day = today);
begin
  if ip is null then return null; end if;
  if found_salt is null then
    insert into private.daily_salts (day) values (today) on conflict (day) do nothing;
    select s.salt into strict found_salt from private.daily_salts s where s.day = today;
  end if;
  return encode(sha256(found_salt || convert_to(ip, 'UTF8')), 'hex');
end $function$;
alter function private.visitor_hash(text) owner to lapel_definer;
comment on function private.visitor_hash(text) is 'A daily salted hash of an address: tells visitors of one day apart without keeping who they are.';
