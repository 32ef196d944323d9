-- Roles and permissions: what a member may do, beyond seeing.
-- Six built-in roles and an organization's own roles are sets of permissions. Permissions of an organization flow
-- down to its workspaces; a workspace role adds, never removes. Nobody grants what they do not hold themselves.

create table public.permissions (
  key text primary key check (key ~ '^[a-z_]+\.[a-z_]+$'),
  description text not null
);
comment on table public.permissions is 'Everything that can be allowed.';

create table public.roles (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid references public.organizations (id) on delete cascade,
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name text not null check (length(name) between 1 and 80),
  description text check (length(description) <= 500),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (organization_id, key),
  unique (id, organization_id)
);
comment on table public.roles is 'Named sets of permissions: built in (no organization) or an organization''s own.';

create table public.role_permissions (
  role_id uuid not null references public.roles (id) on delete cascade,
  permission_key text not null references public.permissions (key) on delete cascade,
  organization_id uuid,
  primary key (role_id, permission_key),
  foreign key (role_id, organization_id) references public.roles (id, organization_id) on delete cascade
);
comment on table public.role_permissions is 'What a role allows.';
create index role_permissions_organization_idx on public.role_permissions (organization_id);
create index role_permissions_permission_idx on public.role_permissions (permission_key);

create table public.member_roles (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  user_id uuid not null,
  role_id uuid not null,
  workspace_id uuid,
  created_at timestamptz not null default now(),
  unique nulls not distinct (organization_id, user_id, role_id, workspace_id),
  foreign key (organization_id, user_id) references public.organization_members (organization_id, user_id) on delete cascade,
  foreign key (role_id, organization_id) references public.roles (id, organization_id) on delete cascade,
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.member_roles is 'Roles of the organization''s own that a member has besides the built-in one, everywhere or in one workspace.';
create index member_roles_user_idx on public.member_roles (user_id);
create index member_roles_role_idx on public.member_roles (role_id, organization_id);
create index member_roles_workspace_idx on public.member_roles (workspace_id, organization_id);

-- Asking --------------------------------------------------------------------------------------------------------------

-- In plpgsql, as all that policies ask, and without a function in SQL below: each call of one is planned anew.

create function private.organization_permissions(organization_id uuid, user_id uuid) returns setof text
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function private.organization_permissions is 'What a user may do everywhere in an organization.';

create function private.holds_while_closed(permission text) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return permission like '%.read' or permission in ('organization.delete', 'privacy.manage', 'billing.manage');
end $$;
comment on function private.holds_while_closed is 'Whether a permission holds in an organization that is suspended or being deleted: reading, paying, and taking one''s data along do.';

create function private.organizations_where_i_can(permission text) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function private.organizations_where_i_can is 'Organizations in which the caller holds a permission; one that is suspended or being deleted can be read and little else. While the caller impersonates as staff, that tenant at most.';

create function private.workspaces_where_i_can(permission text) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function private.workspaces_where_i_can is 'Workspaces in which the caller holds a permission, through the organization or the workspace. An archived one can only be read.';

create function private.has_permission(workspace_id uuid, permission text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return has_permission.workspace_id in (select private.workspaces_where_i_can(permission));
end $$;
comment on function private.has_permission is 'Whether the caller holds a permission in a workspace.';

create function public.my_permissions() returns jsonb
language sql stable security definer set search_path = '' as $$
  with held as (
    select 'organizations' as kind, o as id, k.key from public.permissions k, private.organizations_where_i_can(k.key) o
    union all
    select 'workspaces', w, k.key from public.permissions k, private.workspaces_where_i_can(k.key) w
  ), by_place as (
    select h.kind, h.id, jsonb_agg(h.key order by h.key) as keys from held h group by 1, 2
  )
  select '{"organizations": {}, "workspaces": {}}' || coalesce(jsonb_object_agg(k.kind, k.places), '{}')
  from (select p.kind, jsonb_object_agg(p.id, p.keys) as places from by_place p group by 1) k
$$;
comment on function public.my_permissions is 'What the signed-in user may do, by organization and by workspace, so that a client offers what works. Every act asks again.';

create function private.require_permission(organization_id uuid, permission text) returns void
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function private.require_permission is 'Fails unless the caller holds a permission in the organization; strangers learn nothing.';

create function private.require_permission_or_staff(organization_id uuid, permission text, at_least text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
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
end $$;
comment on function private.require_permission_or_staff is 'Fails unless the caller holds a permission in the organization, or is staff of at least a role; says whether it was as staff.';

create function private.require_holding(organization_id uuid, permissions text[]) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  missing text := (select min(p) from unnest(permissions) p
    where p not in (select private.organization_permissions(require_holding.organization_id, auth.uid())));
begin
  if missing is not null then
    perform private.fail('FORBIDDEN', format('You cannot grant %s, which you do not hold yourself.', missing));
  end if;
end $$;
comment on function private.require_holding is 'Refuses escalation: the caller must hold every permission that is being granted.';

create function private.built_in_permissions(role_key text) returns text[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(p.permission_key), '{}')
  from public.roles r join public.role_permissions p on p.role_id = r.id
  where r.organization_id is null and r.key = role_key
$$;
comment on function private.built_in_permissions is 'What a built-in role allows.';

-- Changing ------------------------------------------------------------------------------------------------------------

create function public.save_role(organization_id uuid, key text, name text, permissions text[], description text default null)
returns public.roles language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.save_role is 'Makes or changes a role of the organization. Nobody gives a role what they do not hold.';

create function public.delete_role(role_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  doomed public.roles := (select r from public.roles r where r.id = role_id and r.organization_id is not null);
begin
  if doomed.id is null then perform private.fail('NOT_FOUND', 'No such role.'); end if;
  perform private.require_permission(doomed.organization_id, 'roles.manage');
  perform private.require_holding(doomed.organization_id,
    array(select p.permission_key from public.role_permissions p where p.role_id = doomed.id));
  delete from public.roles r where r.id = doomed.id;
end $$;
comment on function public.delete_role is 'Deletes a role of the organization and takes it from everyone who had it. It may not exceed the caller''s own rights.';

create function public.assign_role(role_id uuid, user_id uuid, workspace_id uuid default null) returns void
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.assign_role is 'Gives a member a role of the organization, everywhere or in one workspace.';

create function public.unassign_role(role_id uuid, user_id uuid, workspace_id uuid default null) returns void
language plpgsql security definer set search_path = '' as $$
declare
  taken public.roles := (select r from public.roles r where r.id = unassign_role.role_id and r.organization_id is not null);
begin
  if taken.id is null then perform private.fail('NOT_FOUND', 'No such role.'); end if;
  perform private.require_permission(taken.organization_id, 'members.manage');
  perform private.require_holding(taken.organization_id,
    array(select p.permission_key from public.role_permissions p where p.role_id = taken.id));
  delete from public.member_roles a where a.role_id = taken.id and a.user_id = unassign_role.user_id
    and a.workspace_id is not distinct from unassign_role.workspace_id;
end $$;
comment on function public.unassign_role is 'Takes a role of the organization from a member. It may not exceed the caller''s own rights.';

create function public.change_member_role(organization_id uuid, user_id uuid, role text) returns void
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.change_member_role is 'Changes a member''s built-in role. Neither the old nor the new role may exceed the caller''s own.';

create function private.hold_belongings(organization_id uuid, user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  -- Before the audit chain: who changes one of these alone takes the row first, and then waits for that.
  perform from public.invitations i where i.organization_id = hold_belongings.organization_id and i.invited_by = hold_belongings.user_id
    and i.accepted_at is null and i.revoked_at is null order by i.id for update;
  perform from public.member_roles a where a.organization_id = hold_belongings.organization_id and a.user_id = hold_belongings.user_id
    order by a.id for update;
  perform from public.workspace_members w where w.organization_id = hold_belongings.organization_id and w.user_id = hold_belongings.user_id
    order by w.id for update;
end $$;
comment on function private.hold_belongings is 'Locks what goes with a member''s rights: the invitations they sent, their roles, their places in single workspaces.';

create function private.withdraw_invitations(organization_id uuid, inviter_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.invitations i set revoked_at = now()
  where i.organization_id = withdraw_invitations.organization_id and i.invited_by = inviter_id
    and i.accepted_at is null and i.revoked_at is null;
end $$;
comment on function private.withdraw_invitations is 'Revokes the open invitations of someone who lost rights: they would let in whom that person may no longer invite.';

create function public.remove_member(organization_id uuid, user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.remove_member is 'Removes a member, or lets a member leave. Access ends with the commit. Nobody removes who holds more than themselves.';

create function public.change_workspace_member_role(workspace_id uuid, user_id uuid, role text) returns void
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.change_workspace_member_role is 'Changes the role of a member of a single workspace. Neither the old nor the new role may exceed the caller''s own.';

create function public.remove_workspace_member(workspace_id uuid, user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.remove_workspace_member is 'Removes a member of a single workspace, or lets one leave. Access ends with the commit.';

-- What comes built in -------------------------------------------------------------------------------------------------

insert into public.permissions (key, description) values
  ('organization.manage', 'Change the organization''s name, branding and settings'),
  ('organization.delete', 'Delete the organization'),
  ('billing.manage', 'See invoices and change the plan'),
  ('members.manage', 'Invite, change and remove members'),
  ('roles.manage', 'Make and change roles'),
  ('workspaces.manage', 'Make and change workspaces'),
  ('widgets.write', 'Make and change widgets'),
  ('widgets.publish', 'Publish, roll back and take widgets offline'),
  ('submissions.read', 'Read submissions'),
  ('submissions.manage', 'Restore, delete and export submissions'),
  ('leads.read', 'Read campaigns, leads and contacts'),
  ('leads.write', 'Change campaigns, leads and contacts'),
  ('metrics.read', 'Read stores and metrics'),
  ('integrations.manage', 'Connect stores and other systems'),
  ('webhooks.manage', 'Change webhook endpoints and replay deliveries'),
  ('api_keys.manage', 'Make and revoke API keys'),
  ('audit.read', 'Read the audit log'),
  ('privacy.manage', 'Export and erase personal data, set retention');

insert into public.roles (key, name, description) values
  ('owner', 'Owner', 'Everything, including deleting the organization'),
  ('admin', 'Admin', 'Everything except billing and deleting the organization'),
  ('super_editor', 'Super editor', 'Builds and publishes widgets, handles submissions, leads and integrations'),
  ('editor', 'Editor', 'Builds and publishes widgets, reads submissions, works on leads'),
  ('collaborator', 'Collaborator', 'Builds widgets without publishing them, reads submissions and leads'),
  ('viewer', 'Viewer', 'Reads submissions, leads and metrics');

insert into public.role_permissions (role_id, permission_key)
select r.id, p.key
from public.roles r
cross join public.permissions p
where r.organization_id is null and case r.key
  when 'owner' then true
  when 'admin' then p.key not in ('billing.manage', 'organization.delete')
  when 'super_editor' then p.key in ('widgets.write', 'widgets.publish', 'submissions.read', 'submissions.manage', 'leads.read',
    'leads.write', 'metrics.read', 'integrations.manage', 'webhooks.manage')
  when 'editor' then p.key in ('widgets.write', 'widgets.publish', 'submissions.read', 'leads.read', 'leads.write', 'metrics.read')
  when 'collaborator' then p.key in ('widgets.write', 'submissions.read', 'leads.read', 'metrics.read')
  else p.key in ('submissions.read', 'leads.read', 'metrics.read') end;

create trigger trg_roles_touch before update on public.roles for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.permissions', 'key');
select private.audit_table('public.roles');
select private.audit_table('public.role_permissions', 'role_id,permission_key');
select private.audit_table('public.member_roles');

alter table public.permissions enable row level security;
alter table public.permissions force row level security;
alter table public.roles enable row level security;
alter table public.roles force row level security;
alter table public.role_permissions enable row level security;
alter table public.role_permissions force row level security;
alter table public.member_roles enable row level security;
alter table public.member_roles force row level security;
-- The catalog of permissions says nothing about any tenant.
create policy "Everyone signed in reads the permission catalog" on public.permissions for select to authenticated using (true);
create policy "Built-in roles and one's own are readable" on public.roles for select to authenticated
  using (organization_id is null or organization_id = any (array(select private.my_organization_ids())));
create policy "What readable roles allow is readable" on public.role_permissions for select to authenticated
  using (organization_id is null or organization_id = any (array(select private.my_organization_ids())));
create policy "Members see who has which role" on public.member_roles for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see roles" on public.roles for select to platform_staff using ((select private.is_staff()));
create policy "Staff see what roles allow" on public.role_permissions for select to platform_staff using ((select private.is_staff()));
create policy "Staff see who has which role" on public.member_roles for select to platform_staff using ((select private.is_staff()));

create policy "Who may, reads the audit log" on public.audit_logs for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('audit.read'))));

grant select on public.permissions, public.roles, public.role_permissions, public.member_roles to authenticated;
alter function private.organization_permissions owner to lapel_definer;
alter function private.organizations_where_i_can owner to lapel_definer;
alter function private.workspaces_where_i_can owner to lapel_definer;
alter function private.has_permission owner to lapel_definer;
alter function private.require_permission owner to lapel_definer;
alter function private.require_permission_or_staff owner to lapel_definer;
alter function private.require_holding owner to lapel_definer;
alter function private.built_in_permissions owner to lapel_definer;
alter function public.save_role owner to lapel_definer;
alter function public.delete_role owner to lapel_definer;
alter function public.assign_role owner to lapel_definer;
alter function public.unassign_role owner to lapel_definer;
alter function public.change_member_role owner to lapel_definer;
alter function private.hold_belongings owner to lapel_definer;
alter function private.withdraw_invitations owner to lapel_definer;
alter function public.remove_member owner to lapel_definer;
alter function public.my_permissions owner to lapel_definer;
alter function public.change_workspace_member_role owner to lapel_definer;
alter function public.remove_workspace_member owner to lapel_definer;
grant execute on function private.holds_while_closed to lapel_definer;
grant execute on function private.organizations_where_i_can, private.workspaces_where_i_can, private.has_permission to authenticated;
grant execute on function public.save_role, public.delete_role, public.assign_role, public.unassign_role,
  public.change_member_role, public.remove_member, public.change_workspace_member_role, public.remove_workspace_member,
  public.my_permissions to authenticated;
