-- Plugin artifacts: versions of the code of custom widgets.
-- A version never changes. It is served once an owner or admin has approved it, and only into a sandboxed frame.

create table public.plugin_artifacts (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  version text not null check (version ~ '^[0-9]+\.[0-9]+\.[0-9]+$'),
  content bytea not null check (octet_length(content) between 1 and 28672),
  bytes int generated always as (octet_length(content)) stored,
  sha256 text generated always as (encode(sha256(content), 'hex')) stored,
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  approved_by uuid references auth.users (id) on delete set null,
  approved_at timestamptz,
  created_at timestamptz not null default now(),
  -- By workspace, so that another tenant's widget fails as unknown whether or not the version exists.
  unique (workspace_id, widget_id, version),
  foreign key (widget_id, workspace_id, organization_id) references public.widgets (id, workspace_id, organization_id) on delete cascade
);
comment on table public.plugin_artifacts is 'Code of custom widgets, by version. Served only once somebody who may publish has approved it, and only into a sandboxed frame.';
create index plugin_artifacts_widget_idx on public.plugin_artifacts (widget_id);
create index plugin_artifacts_workspace_idx on public.plugin_artifacts (workspace_id, created_at desc);
create index plugin_artifacts_organization_idx on public.plugin_artifacts (organization_id);
create index plugin_artifacts_sha256_idx on public.plugin_artifacts (sha256) where approved_at is not null;
create index plugin_artifacts_created_by_idx on public.plugin_artifacts (created_by);
create index plugin_artifacts_approved_by_idx on public.plugin_artifacts (approved_by);

create function private.fn_refuse_artifact_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  -- The generated columns follow the content, and are not known yet.
  if to_jsonb(new) - '{bytes,sha256,created_by,approved_by,approved_at}'::text[] is distinct from
    to_jsonb(old) - '{bytes,sha256,created_by,approved_by,approved_at}'::text[] then
    raise exception 'an artifact never changes: upload a new version' using errcode = '42501';
  end if;
  return new;
end $$;
comment on function private.fn_refuse_artifact_change is 'Keeps artifacts immutable; only their approval changes.';

create function public.approve_artifact(artifact_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.approve_artifact is 'Owner or admin: lets a version of custom code be served.';

create function private.approval_problems(organization_id uuid, type text, config jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if type <> 'plugin' or exists (select from public.plugin_artifacts a where a.sha256 = config ->> 'sha256' and a.approved_at is not null
    and a.organization_id = approval_problems.organization_id) then return jsonb '[]'; end if;
  return private.config_problem('/sha256', 'custom', 'No code with this hash is approved. Upload it and let an owner or admin approve it.');
end $$;
comment on function private.approval_problems is 'Refuses to publish a plugin whose code nobody of the organization has approved: no page would be given it.';

create trigger trg_plugin_artifacts_immutable before update on public.plugin_artifacts
  for each row execute function private.fn_refuse_artifact_change();
select private.audit_table('public.plugin_artifacts', 'id', 'content');

alter table public.plugin_artifacts enable row level security;
alter table public.plugin_artifacts force row level security;
create policy "Members see artifacts" on public.plugin_artifacts for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Editors upload artifacts" on public.plugin_artifacts for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Staff see artifacts" on public.plugin_artifacts for select to platform_staff using ((select private.is_staff()));

grant insert (organization_id, workspace_id, widget_id, version, content) on public.plugin_artifacts to authenticated;
grant select on public.plugin_artifacts to authenticated;
alter function private.approval_problems owner to lapel_definer;
alter function public.approve_artifact owner to lapel_definer;
grant execute on function public.approve_artifact to authenticated;
