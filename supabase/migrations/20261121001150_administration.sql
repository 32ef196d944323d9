-- Administration: what owners and admins change of their organization and its workspaces, and how a tenant closes.
-- Everything goes through these functions, asks for a permission, and is audited with the reason where one is given.
-- Closing is slow on purpose: a deletion that was asked for can be called off for a week.

create function private.has_feature(organization_id uuid, feature_key text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.organizations o join public.plan_features f on f.plan_id = o.plan_id
    where o.id = has_feature.organization_id and f.feature_key = has_feature.feature_key and f.enabled)
$$;
comment on function private.has_feature is 'Whether an organization''s plan switches a feature on.';

create function private.require_feature(organization_id uuid, feature_key text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.has_feature(organization_id, feature_key) then
    perform private.fail('FORBIDDEN', 'The plan does not have this feature.', feature_key);
  end if;
end $$;
comment on function private.require_feature is 'Fails with FORBIDDEN unless the organization''s plan has the feature; the hint names it.';

create function private.fn_need_feature() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- After the policies: nobody learns from here what another tenant's plan has. What is there when a plan shrinks stays.
  if auth.uid() is not null then perform private.require_feature(new.organization_id, tg_argv[0]); end if;
  return null;
end $$;
comment on function private.fn_need_feature is 'Refuses people a row for which the plan of its organization lacks the feature.';

-- The organization ----------------------------------------------------------------------------------------------------

create function public.update_organization(organization_id uuid, name text default null, slug text default null, settings jsonb default null)
returns public.organizations language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.update_organization is 'Changes an organization''s name, short name or settings; what is not given stays.';

create function public.set_branding(organization_id uuid, config jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.set_branding is 'Replaces an organization''s own branding (logo, colours, theme, words of its mails). Needs the feature white_label; an empty object takes it back on any plan.';

create function public.request_organization_deletion(organization_id uuid, reason text) returns timestamptz
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.request_organization_deletion is 'Closes an organization at once and says when it will be deleted for good. Until then it can be called off. An owner or a staff admin.';

create function public.cancel_organization_deletion(organization_id uuid, reason text) returns text
language plpgsql security definer set search_path = '' as $$
declare
  kept public.organizations;
begin
  perform private.require_permission_or_staff(cancel_organization_deletion.organization_id, 'organization.delete', 'admin');
  perform private.set_reason(reason);
  update public.organizations o set status = case when o.suspended_at is null then 'active' else 'suspended' end
  where o.id = cancel_organization_deletion.organization_id and o.status = 'deleting' returning o.* into kept;
  if kept.id is null then perform private.fail('CONFLICT', 'No deletion was asked for.'); end if;
  return kept.status;
end $$;
comment on function public.cancel_organization_deletion is 'Calls a deletion off and says what the organization is again: active, or suspended as before.';

create function public.set_organization_status(organization_ids uuid[], status text, reason text) returns int
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.set_organization_status is 'Staff admin: suspends organizations or makes them active again; says how many changed. The reason goes to each audit log.';

create function private.fn_stamp_organization_status() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.status = 'suspended' then new.suspended_at := coalesce(new.suspended_at, now()); end if;
  if new.status = 'active' then new.suspended_at := null; end if;
  new.deleted_at := case when new.status = 'deleting' then coalesce(new.deleted_at, now()) end;
  return new;
end $$;
comment on function private.fn_stamp_organization_status is 'Notes since when an organization is suspended or being deleted.';

-- Workspaces ----------------------------------------------------------------------------------------------------------

create function public.create_workspace(organization_id uuid, name text, slug text default null, kind text default 'business',
  parent_workspace_id uuid default null, settings jsonb default '{}') returns public.workspaces
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.create_workspace is 'Adds a workspace, or a client''s workspace below an agency''s. Without a short name one is made from the name.';

create function public.update_workspace(workspace_id uuid, name text default null, slug text default null, settings jsonb default null)
returns public.workspaces language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.update_workspace is 'Changes a workspace''s name, short name or settings; what is not given stays.';

create function public.archive_workspace(workspace_id uuid, reason text) returns void
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.archive_workspace is 'Makes a workspace read-only, takes what it publishes offline and frees its place under the plan.';

create function public.restore_workspace(workspace_id uuid) returns public.workspaces
language plpgsql security definer set search_path = '' as $$
declare
  target public.workspaces := private.managed_workspace(workspace_id);
begin
  if exists (select from public.workspaces p where p.id = target.parent_workspace_id and p.status = 'archived') then
    perform private.fail('CONFLICT', 'Restore its agency''s workspace first.');
  end if;
  update public.workspaces w set status = 'active' where w.id = target.id and w.status = 'archived' returning w.* into target;
  if not found then perform private.fail('CONFLICT', 'The workspace is not archived.'); end if;
  return target;
end $$;
comment on function public.restore_workspace is 'Makes an archived workspace usable again, if the plan has a place. What it published stays offline until somebody publishes it.';

create function private.fn_stamp_workspace_status() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.archived_at := case new.status when 'archived' then now() end;
  return new;
end $$;
comment on function private.fn_stamp_workspace_status is 'Notes since when a workspace is archived.';

create function private.fn_take_offline() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.widget_instances i set status = 'inactive' where i.workspace_id = new.id and i.status = 'published';
  return null;
end $$;
comment on function private.fn_take_offline is 'What an archived workspace published is shown no more.';

create function private.fn_refuse_in_archive() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Waits for who is archiving the workspace, and keeps others from it until this is done.
  perform from public.workspaces w where w.id = new.workspace_id and w.status = 'active' for share;
  if not found then perform private.fail('CONFLICT', 'The workspace is archived. Restore it first.'); end if;
  return new;
end $$;
comment on function private.fn_refuse_in_archive is 'Nothing is published in an archived workspace, also by who was on the way while it was archived.';

create trigger trg_widget_instances_refuse_in_archive before insert or update of status, workspace_id on public.widget_instances
  for each row when (new.status = 'published') execute function private.fn_refuse_in_archive();
create trigger trg_organizations_stamp_status before update of status on public.organizations
  for each row when (old.status is distinct from new.status) execute function private.fn_stamp_organization_status();
create trigger trg_workspaces_stamp_status before update of status on public.workspaces
  for each row when (old.status is distinct from new.status) execute function private.fn_stamp_workspace_status();
create trigger trg_workspaces_take_offline after update of status on public.workspaces
  for each row when (old.status = 'active' and new.status = 'archived') execute function private.fn_take_offline();

alter function private.has_feature owner to lapel_definer;
alter function private.require_feature owner to lapel_definer;
alter function private.fn_need_feature owner to lapel_definer;
alter function public.update_organization owner to lapel_definer;
alter function public.set_branding owner to lapel_definer;
alter function public.request_organization_deletion owner to lapel_definer;
alter function public.cancel_organization_deletion owner to lapel_definer;
alter function public.set_organization_status owner to lapel_definer;
alter function public.create_workspace owner to lapel_definer;
alter function public.update_workspace owner to lapel_definer;
alter function public.archive_workspace owner to lapel_definer;
alter function public.restore_workspace owner to lapel_definer;
alter function private.fn_take_offline owner to lapel_definer;
alter function private.fn_refuse_in_archive owner to lapel_definer;
grant execute on function private.fn_stamp_organization_status, private.fn_stamp_workspace_status to lapel_definer;
grant execute on function public.update_organization, public.set_branding, public.request_organization_deletion,
  public.cancel_organization_deletion, public.create_workspace, public.update_workspace, public.archive_workspace,
  public.restore_workspace to authenticated;
grant execute on function public.set_organization_status to platform_staff;
