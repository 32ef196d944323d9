-- Tenancy: organizations, their workspaces, and the people in them.
-- The organization is the tenant. Permissions of an organization flow down to its workspaces; a workspace
-- membership adds access to that workspace only. Membership is read from these tables, never from a token.

create table public.organizations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 120),
  slug text not null unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$'),
  plan_id text not null default 'free' references public.plans (plan_id),
  plan_status text not null default 'active' check (plan_status in ('trialing', 'active', 'upgrading', 'past_due', 'canceled')),
  status text not null default 'active' check (status in ('active', 'suspended', 'deleting')),
  schema_name text unique check (schema_name ~ '^tenant_[a-z0-9_]{1,50}$'),
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
  deleted_at timestamptz,
  constraint organizations_slug_not_reserved check (slug <> all (array['admin', 'api', 'app', 'assets', 'auth', 'billing',
    'blog', 'cdn', 'console', 'dashboard', 'docs', 'embed', 'examples', 'functions', 'help', 'lapel', 'login', 'mail',
    'rest', 'sdk', 'signup', 'static', 'status', 'support', 'www']))
);
comment on table public.organizations is 'The tenants: who signs the contract, holds the plan and owns everything below.';
comment on column public.organizations.slug is 'Unique short name, used as a subdomain.';
comment on column public.organizations.schema_name is 'The dedicated schema, null until one is provisioned.';
create index organizations_plan_idx on public.organizations (plan_id);

create table public.workspaces (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  name text not null check (length(name) between 1 and 120),
  slug text not null check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'),
  kind text not null default 'business' check (kind in ('agency', 'business')),
  parent_workspace_id uuid,
  plan_id text references public.plans (plan_id),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, slug),
  unique (id, organization_id),
  foreign key (parent_workspace_id, organization_id) references public.workspaces (id, organization_id),
  check (parent_workspace_id is null or kind = 'business'),
  check (parent_workspace_id <> id)
);
comment on table public.workspaces is 'Where widgets live. An agency''s workspace may have client workspaces below it, one level deep.';
comment on column public.workspaces.plan_id is 'Overrides the organization''s plan for this workspace.';
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
  subscription_status text not null default 'trial',
  created_by uuid references auth.users (id) on delete set null,
  created_source text not null default 'signup_form' check (created_source in ('signup_form', 'invitation', 'staff', 'seed')),
  created_ip inet,
  created_user_agent text check (length(created_user_agent) <= 500),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.profiles is 'One per auth user: the name and address that colleagues and staff see.';
create index profiles_creator_idx on public.profiles (created_by);
create index profiles_email_idx on public.profiles (lower(email));

create table public.user_creation_audit (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  organization_id uuid,
  workspace_id uuid,
  source text not null,
  created_at timestamptz not null default now()
);
comment on table public.user_creation_audit is 'How each user came to exist and what was provisioned for them. Kept after the user is gone.';

-- Who am I a member of -------------------------------------------------------------------------------------------------

create function private.my_organization_ids() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select organization_id from public.organization_members
  where user_id = (select auth.uid()) and status = 'active'
$$;
comment on function private.my_organization_ids is 'Organizations the caller is an active member of.';

create function private.my_administered_organization_ids() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select organization_id from public.organization_members
  where user_id = (select auth.uid()) and status = 'active' and role in ('owner', 'admin')
$$;
comment on function private.my_administered_organization_ids is 'Organizations the caller administers as owner or admin.';

create function private.my_workspace_ids() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select workspace_id from public.workspace_members
  where user_id = (select auth.uid()) and status = 'active'
  union
  select id from public.workspaces where organization_id in (select private.my_organization_ids())
$$;
comment on function private.my_workspace_ids is 'Workspaces the caller may see: by own membership, or through the organization.';

create function private.my_colleague_ids() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select user_id from public.organization_members
  where organization_id in (select private.my_organization_ids()) and status = 'active'
  union
  select user_id from public.workspace_members
  where workspace_id in (select private.my_workspace_ids()) and status = 'active'
  union
  select (select auth.uid())
$$;
comment on function private.my_colleague_ids is 'People whose profile the caller may see: colleagues and oneself.';

create function private.my_plan_ids() returns setof text
language sql stable security definer set search_path = '' as $$
  select plan_id from public.organizations where id in (select private.my_organization_ids())
  union
  select plan_id from public.workspaces where id in (select private.my_workspace_ids()) and plan_id is not null
$$;
comment on function private.my_plan_ids is 'Plans that the caller''s own organizations and workspaces have.';

create function public.my_access() returns jsonb
language sql stable security definer set search_path = '' as $$
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
$$;
comment on function public.my_access is 'What the signed-in user may enter: staff role, organizations and workspaces with roles.';

-- Sign-up -------------------------------------------------------------------------------------------------------------

create function private.free_slug(wanted text) returns text
language sql volatile set search_path = '' as $$
  select case when base ~ '^[a-z0-9].*[a-z0-9]$' then base else 'team' end || '-' || substr(gen_random_uuid()::text, 1, 6)
  from trim('-' from left(regexp_replace(lower(coalesce(wanted, '')), '[^a-z0-9]+', '-', 'g'), 40)) as base
$$;
comment on function private.free_slug is 'A slug made from a name, with a random ending so that it does not say which names are taken.';

create function private.given_text(metadata jsonb, key text) returns text
language sql immutable set search_path = '' as $$
  select nullif(left(trim(regexp_replace(left(metadata ->> key, 1000), '[[:cntrl:][:space:]]+', ' ', 'g')), 120), '')
  where jsonb_typeof(metadata -> key) = 'string'
$$;
comment on function private.given_text is 'One line of text that a sign-up form sent, or null for anything else.';

create function private.provision_tenant(owner_id uuid, organization_name text) returns uuid
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function private.provision_tenant is 'Makes an organization on the free plan with a first workspace, owned by this user.';

create function private.sign_up_data(raw jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  -- The auth server stores an object; Supabase Lite stores the object's text as a JSON string.
  return case jsonb_typeof(raw) when 'string' then (raw #>> '{}')::jsonb else raw end;
exception when invalid_text_representation then
  return null;
end $$;
comment on function private.sign_up_data is 'What the sign-up form sent along, as an object.';

create function private.fn_handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function private.fn_handle_new_user is 'Sign-up: profile, organization, workspace and owner membership in the transaction that makes the user.';

create function private.fn_copy_email() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.profiles set email = new.email where user_id = new.id;
  return new;
end $$;
comment on function private.fn_copy_email is 'Keeps the profile''s address equal to the account''s.';

create trigger trg_users_provision after insert on auth.users
  for each row execute function private.fn_handle_new_user();
create trigger trg_users_copy_email after update of email on auth.users
  for each row when (old.email is distinct from new.email) execute function private.fn_copy_email();

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
create policy "Colleagues see profiles" on public.profiles for select to authenticated
  using (user_id = any (array(select private.my_colleague_ids())));
create policy "Staff see profiles" on public.profiles for select to platform_staff
  using ((select private.is_staff()));
create policy "Staff see how users were created" on public.user_creation_audit for select to platform_staff
  using ((select private.is_staff()));
create policy "Members read their own plan" on public.plans for select to authenticated
  using (plan_id = any (array(select private.my_plan_ids())));

grant select on public.organizations, public.workspaces, public.organization_members, public.workspace_members,
  public.profiles to authenticated;
grant select on public.user_creation_audit to platform_staff;
alter function private.my_organization_ids owner to lapel_definer;
alter function private.my_administered_organization_ids owner to lapel_definer;
alter function private.my_workspace_ids owner to lapel_definer;
alter function private.my_colleague_ids owner to lapel_definer;
alter function private.my_plan_ids owner to lapel_definer;
alter function public.my_access owner to lapel_definer;
alter function private.provision_tenant owner to lapel_definer;
alter function private.fn_handle_new_user owner to lapel_definer;
alter function private.fn_copy_email owner to lapel_definer;
alter function private.fn_keep_an_owner owner to lapel_definer;
alter function private.fn_check_workspace_parent owner to lapel_definer;
grant execute on function private.free_slug, private.sign_up_data, private.given_text to lapel_definer;
grant execute on function private.my_organization_ids, private.my_administered_organization_ids, private.my_workspace_ids,
  private.my_colleague_ids, private.my_plan_ids, public.my_access to authenticated;
