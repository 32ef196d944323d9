-- Tenancy: organizations, their workspaces, and the people in them.
-- The organization is the tenant. Permissions of an organization flow down to its workspaces; a workspace
-- membership adds access to that workspace only. Membership is read from these tables, never from a token.

create table public.organizations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 120),
  slug text not null check (slug ~ '^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$'),
  plan_id text not null default 'free' references public.plans (plan_id),
  plan_status text not null default 'active' check (plan_status in ('trialing', 'active', 'upgrading', 'past_due', 'canceled')),
  status text not null default 'active' check (status in ('active', 'suspended', 'deleting')),
  schema_name text check (schema_name ~ '^tenant_[a-z0-9_]{1,50}$'),
  feature_flags jsonb not null default '{}',
  white_label_config jsonb not null default '{}',
  settings jsonb not null default '{}',
  metadata jsonb not null default '{}',
  icp jsonb not null default '{}',
  company_profile jsonb not null default '{}',
  monthly_quota int not null default 0 check (monthly_quota >= 0),
  current_leads_month int not null default 0 check (current_leads_month >= 0),
  quota_reset_date timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  suspended_at timestamptz,
  deleted_at timestamptz,
  constraint organizations_documents_are_small_objects check (pg_column_size(settings) + pg_column_size(white_label_config) <= 65536
    and jsonb_typeof(settings) = 'object' and jsonb_typeof(white_label_config) = 'object'),
  constraint organizations_lead_documents_are_small_objects check (pg_column_size(icp) + pg_column_size(company_profile) <= 65536
    and jsonb_typeof(icp) = 'object' and jsonb_typeof(company_profile) = 'object'),
  constraint organizations_slug_not_reserved check (slug <> all (array['admin', 'api', 'app', 'assets', 'auth', 'billing',
    'blog', 'cdn', 'console', 'dashboard', 'docs', 'embed', 'examples', 'functions', 'help', 'lapel', 'login', 'mail',
    'rest', 'sdk', 'signup', 'static', 'status', 'support', 'www']))
);
comment on table public.organizations is 'The tenants: who signs the contract, holds the plan and owns everything below.';
comment on column public.organizations.slug is 'Unique short name, used as a subdomain.';
comment on column public.organizations.suspended_at is 'Since when staff keep it suspended; also kept while it is being deleted, so that calling that off does not free it.';
comment on column public.organizations.deleted_at is 'When its deletion was asked for; a job deletes it a week later.';
comment on column public.organizations.schema_name is 'The dedicated schema, null until one is provisioned.';
create index organizations_plan_idx on public.organizations (plan_id);
-- Partial, though they leave nothing out: foreign keys cannot refer to a partial index, and so a change of these columns does
-- not lock out those who refer to the row.
create unique index organizations_slug_key on public.organizations (slug) where slug is not null;
create unique index organizations_schema_name_key on public.organizations (schema_name) where schema_name is not null;

create table private.given_up_slugs (
  slug text primary key,
  organization_id uuid,
  held_until timestamptz not null default now() + interval '90 days'
);
comment on table private.given_up_slugs is 'Short names that organizations gave up or left behind. For ninety days nobody else gets one, whose links would lead there.';
comment on column private.given_up_slugs.organization_id is 'Who may have it back; null when the organization is gone.';

create function private.fn_keep_slugs() returns trigger
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function private.fn_keep_slugs is 'Holds a short name for the organization that gave it up.';
create trigger trg_organizations_claim_slug after insert on public.organizations
  for each row execute function private.fn_keep_slugs();
create trigger trg_organizations_keep_slug after update of slug on public.organizations
  for each row when (old.slug <> new.slug) execute function private.fn_keep_slugs();
create trigger trg_organizations_leave_slug after delete on public.organizations
  for each row execute function private.fn_keep_slugs();
alter table private.given_up_slugs enable row level security;
alter function private.fn_keep_slugs owner to lapel_definer;

create table public.workspaces (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  name text not null check (length(name) between 1 and 120),
  slug text not null check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'),
  kind text not null default 'business' check (kind in ('agency', 'business')),
  parent_workspace_id uuid,
  plan_id text references public.plans (plan_id),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 32768),
  status text not null default 'active' check (status in ('active', 'archived')),
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, organization_id),
  foreign key (parent_workspace_id, organization_id) references public.workspaces (id, organization_id),
  check (parent_workspace_id is null or kind = 'business'),
  check (parent_workspace_id <> id)
);
comment on table public.workspaces is 'Where widgets live. An agency''s workspace may have client workspaces below it, one level deep.';
comment on column public.workspaces.status is 'An archived workspace is read-only, shows nothing to the outside and does not count against the plan.';
comment on column public.workspaces.plan_id is 'Overrides the organization''s plan for this workspace.';
-- Partial for the same reason as the organizations'.
create unique index workspaces_slug_key on public.workspaces (organization_id, slug) where slug is not null;
create index workspaces_organization_idx on public.workspaces (organization_id);
create index workspaces_plan_idx on public.workspaces (plan_id);
create index workspaces_parent_idx on public.workspaces (parent_workspace_id) where parent_workspace_id is not null;

create table public.organization_members (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer')),
  status text not null default 'active' check (status in ('active', 'invited', 'removed')),
  invited_by uuid references auth.users (id) on delete set null,
  invited_at timestamptz not null default now(),
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  unique (organization_id, user_id)
);
comment on table public.organization_members is 'Who belongs to an organization, in which role. Only status active counts.';
create index organization_members_user_idx on public.organization_members (user_id, organization_id, status);
create index organization_members_inviter_idx on public.organization_members (invited_by);

create table public.workspace_members (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer')),
  status text not null default 'active' check (status in ('active', 'invited', 'removed')),
  invited_by uuid references auth.users (id) on delete set null,
  invited_at timestamptz not null default now(),
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, user_id),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.workspace_members is 'Who belongs to a single workspace, for example a client of an agency.';
create index workspace_members_organization_idx on public.workspace_members (organization_id);
create index workspace_members_user_idx on public.workspace_members (user_id, workspace_id, status);
create index workspace_members_inviter_idx on public.workspace_members (invited_by);

create table public.profiles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  name text check (length(name) <= 120),
  company text check (length(company) <= 120),
  email text,
  active_organization_id uuid references public.organizations (id) on delete set null,
  created_by uuid references auth.users (id) on delete set null,
  created_source text not null default 'signup_form' check (created_source in ('signup_form', 'invitation', 'staff', 'seed')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.profiles is 'One per auth user: the name and address that colleagues and staff see.';
comment on column public.profiles.active_organization_id is 'The organization the user works in now, when chosen.';
create index profiles_active_organization_idx on public.profiles (active_organization_id);
create index profiles_creator_idx on public.profiles (created_by);
create index profiles_email_idx on public.profiles (lower(email));

create table public.user_creation_audit (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  organization_id uuid,
  workspace_id uuid,
  source text not null,
  created_ip inet,
  created_user_agent text check (length(created_user_agent) <= 200),
  created_at timestamptz not null default now()
);
create index user_creation_audit_user_idx on public.user_creation_audit (user_id);
create index user_creation_audit_origin_idx on public.user_creation_audit (created_at) where created_ip is not null or created_user_agent is not null;
comment on column public.user_creation_audit.created_ip is 'The network (/24, or /48 of IPv6) that the sign-up came from, for ninety days. Here and not in the profile, which colleagues read.';
comment on column public.user_creation_audit.created_user_agent is 'What the browser called itself, for ninety days.';
comment on table public.user_creation_audit is 'How each user came to exist and what was provisioned for them. Kept after the user is gone.';

-- Impersonation -------------------------------------------------------------------------------------------------------

create table public.impersonation_sessions (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  staff_id uuid not null references auth.users (id) on delete cascade,
  reason text not null check (length(reason) >= 3),
  read_only boolean not null default true,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '1 hour',
  ended_at timestamptz,
  check (expires_at <= started_at + interval '1 hour')
);
comment on table public.impersonation_sessions is 'Staff who look at a tenant as its members do, for at most an hour. The tenant sees who, when and why.';
create index impersonation_sessions_staff_idx on public.impersonation_sessions (staff_id, expires_at desc);
create index impersonation_sessions_organization_idx on public.impersonation_sessions (organization_id, started_at desc);

-- What policies ask is plpgsql: it plans once per connection. The same in SQL is planned in every statement, ten times the
-- work of the lookup itself.

create function private.my_impersonation() returns public.impersonation_sessions
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function private.my_impersonation is 'The caller''s running impersonation session, if any. It lasts no longer than the staff role it needs, and is none for who lacks the second factor.';

-- Who am I a member of -------------------------------------------------------------------------------------------------

-- Staff who look at a tenant as its members do see what those see and nothing else: what they belong to themselves waits
-- until the session is over, as their being staff does.

create function private.my_organization_ids() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  looking_at uuid := (private.my_impersonation()).organization_id;
begin
  if looking_at is not null then
    return next looking_at;
    return;
  end if;
  return query select organization_id from public.organization_members
  where user_id = (select private.me()) and status = 'active';
end $$;
comment on function private.my_organization_ids is 'Organizations the caller is an active member of; while the caller impersonates as staff, that tenant alone.';

create function private.my_administered_organization_ids() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if (private.my_impersonation()).id is not null then return; end if;
  return query select organization_id from public.organization_members
  where user_id = (select private.me()) and status = 'active' and role in ('owner', 'admin');
end $$;
comment on function private.my_administered_organization_ids is 'Organizations the caller administers as owner or admin; none while the caller impersonates as staff.';

create function private.my_workspace_ids() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function private.my_workspace_ids is 'Workspaces the caller may see, by own membership or through the organization; while the caller impersonates as staff, that tenant''s alone.';

create function private.my_colleague_ids() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select user_id from public.organization_members
  where organization_id = any (array(select private.my_organization_ids())) and status = 'active'
  union
  select user_id from public.workspace_members
  where workspace_id = any (array(select private.my_workspace_ids())) and status = 'active'
  union
  select (select auth.uid());
end $$;
comment on function private.my_colleague_ids is 'People whose profile the caller may see: colleagues and oneself.';

create function private.my_plan_ids() returns setof text
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select plan_id from public.organizations where id = any (array(select private.my_organization_ids()))
  union
  select plan_id from public.workspaces where id = any (array(select private.my_workspace_ids())) and plan_id is not null;
end $$;
comment on function private.my_plan_ids is 'Plans that the caller''s own organizations and workspaces have.';

create function private.stronger_role(one text, other text) returns text
language sql immutable set search_path = '' as $$
  select r.role from unnest(array['owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer']) with ordinality r (role, n)
  where r.role in (one, other) order by r.n limit 1
$$;
comment on function private.stronger_role is 'The role that allows more. A workspace role adds to the organization''s and never takes away.';

create function public.my_access() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function public.my_access is 'What the signed-in user may enter: staff role, organizations and workspaces, each with the role that holds there. Staff who look at a tenant as its members do are told of that tenant alone, and of the session.';

-- Rules ---------------------------------------------------------------------------------------------------------------

create function private.fn_keep_an_owner() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Two owners who leave at once wait for each other here; under repeatable read the audit chain then fails the second.
  -- Submissions, which refer to the organization, do not wait. No row: the organization itself is going.
  perform from public.organizations where id = old.organization_id for no key update;
  if found and not exists (select from public.organization_members m where m.organization_id = old.organization_id
    and m.id <> old.id and m.role = 'owner' and m.status = 'active') then
    perform private.fail('LAST_OWNER', 'An organization keeps at least one owner. Make someone else owner first.');
  end if;
  return coalesce(new, old);
end $$;
comment on function private.fn_keep_an_owner is 'Refuses to remove, demote or move an organization''s last owner.';

create trigger trg_organization_members_keep_owner before delete on public.organization_members
  for each row when (old.role = 'owner' and old.status = 'active') execute function private.fn_keep_an_owner();
create trigger trg_organization_members_keep_owner_role before update on public.organization_members
  for each row when (old.role = 'owner' and old.status = 'active' and (new.role <> 'owner' or new.status <> 'active'
    or new.organization_id <> old.organization_id)) execute function private.fn_keep_an_owner();

create function private.fn_check_workspace_parent() returns trigger
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function private.fn_check_workspace_parent is 'Client workspaces hang under an agency''s workspace, one level deep.';

create trigger trg_workspaces_check_parent before insert or update of parent_workspace_id, kind on public.workspaces
  for each row execute function private.fn_check_workspace_parent();

create function public.start_impersonation(organization_id uuid, reason text, read_only boolean default true) returns public.impersonation_sessions
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.start_impersonation is 'Staff: looks at a tenant as its members do, for an hour. Ends an earlier session. Writing needs the role admin.';

create function public.end_impersonation() returns void
language sql security definer set search_path = '' as $$
  update public.impersonation_sessions s set ended_at = now()
  where s.staff_id = auth.uid() and s.ended_at is null and s.expires_at > now()
$$;
comment on function public.end_impersonation is 'Staff: ends the running session.';

create trigger trg_organizations_touch before update on public.organizations
  for each row execute function private.fn_touch_updated_at();
create trigger trg_workspaces_touch before update on public.workspaces
  for each row execute function private.fn_touch_updated_at();
create trigger trg_profiles_touch before update on public.profiles
  for each row execute function private.fn_touch_updated_at();

-- Row level security --------------------------------------------------------------------------------------------------

alter table public.organizations enable row level security;
alter table public.organizations force row level security;
alter table public.workspaces enable row level security;
alter table public.workspaces force row level security;
alter table public.organization_members enable row level security;
alter table public.organization_members force row level security;
alter table public.workspace_members enable row level security;
alter table public.workspace_members force row level security;
alter table public.impersonation_sessions enable row level security;
alter table public.impersonation_sessions force row level security;
alter table public.profiles enable row level security;
alter table public.profiles force row level security;
alter table public.user_creation_audit enable row level security;
alter table public.user_creation_audit force row level security;

create policy "Members see their organization" on public.organizations for select to authenticated
  using (id = any (array(select private.my_organization_ids())));
create policy "Staff see organizations" on public.organizations for select to platform_staff
  using ((select private.is_staff()));
create policy "Members see their workspaces" on public.workspaces for select to authenticated
  using (id = any (array(select private.my_workspace_ids())));
create policy "Staff see workspaces" on public.workspaces for select to platform_staff
  using ((select private.is_staff()));
create policy "Members see fellow members" on public.organization_members for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see organization members" on public.organization_members for select to platform_staff
  using ((select private.is_staff()));
create policy "Members see fellow workspace members" on public.workspace_members for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see workspace members" on public.workspace_members for select to platform_staff
  using ((select private.is_staff()));
create policy "Owners and admins see who looked in" on public.impersonation_sessions for select to authenticated
  using (organization_id = any (array(select private.my_administered_organization_ids())));
create policy "Staff see impersonation" on public.impersonation_sessions for select to platform_staff
  using ((select private.is_staff()));
create policy "Colleagues see profiles" on public.profiles for select to authenticated
  using (user_id = any (array(select private.my_colleague_ids())));
create policy "Staff see profiles" on public.profiles for select to platform_staff
  using ((select private.is_staff()));
create policy "Staff see how users were created" on public.user_creation_audit for select to platform_staff
  using ((select private.is_staff()));
create policy "Public plans and one's own are readable" on public.plans for select to authenticated
  using (public or plan_id = any (array(select private.my_plan_ids())));

grant select on public.organizations, public.workspaces, public.organization_members, public.workspace_members,
  public.profiles, public.impersonation_sessions to authenticated;
grant select on public.user_creation_audit to platform_staff;
alter function private.my_impersonation owner to lapel_definer;
alter function public.start_impersonation owner to lapel_definer;
alter function public.end_impersonation owner to lapel_definer;
grant execute on function public.start_impersonation, public.end_impersonation to platform_staff;
alter function private.my_organization_ids owner to lapel_definer;
alter function private.my_administered_organization_ids owner to lapel_definer;
alter function private.my_workspace_ids owner to lapel_definer;
alter function private.my_colleague_ids owner to lapel_definer;
alter function private.my_plan_ids owner to lapel_definer;
alter function public.my_access owner to lapel_definer;
alter function private.fn_keep_an_owner owner to lapel_definer;
alter function private.fn_check_workspace_parent owner to lapel_definer;
grant execute on function private.stronger_role to lapel_definer;
grant execute on function private.my_organization_ids, private.my_administered_organization_ids, private.my_workspace_ids,
  private.my_colleague_ids, private.my_plan_ids, public.my_access to authenticated;
