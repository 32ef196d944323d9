-- Drafts: widgets that somebody makes from a template before signing up, and how they are claimed into a workspace.
-- Whoever holds the draft token may look at the draft, and once signed in claim it, once, until it expires.

create table public.widget_templates (
  id uuid primary key default gen_random_uuid(),
  key text not null unique check (key ~ '^[a-z][a-z0-9-]{0,59}$'),
  name text not null,
  description text not null,
  type text not null check (type in ('form', 'poll', 'feedback', 'newsletter', 'lead', 'announcement', 'plugin')),
  config jsonb not null,
  sort int not null default 0,
  archived boolean not null default false
);
comment on table public.widget_templates is 'Starting points that every tenant, and every anonymous draft, may copy.';

create table public.widget_drafts (
  id uuid primary key default gen_random_uuid(),
  public_id text not null unique default private.random_id('w_'),
  draft_token_hash bytea not null unique,
  template_id uuid references public.widget_templates (id) on delete set null,
  type text not null check (type in ('form', 'poll', 'feedback', 'newsletter', 'lead', 'announcement', 'plugin')),
  config jsonb not null check (pg_column_size(config) <= 131072),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  claimed_at timestamptz,
  claimed_instance_id uuid
);
comment on table public.widget_drafts is 'Widgets made before signing up. Whoever holds the draft token may claim one into a workspace until it expires.';
create index widget_drafts_expires_idx on public.widget_drafts (expires_at) where claimed_at is null;
create index widget_drafts_template_idx on public.widget_drafts (template_id);

create table public.widget_claim_audit (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  draft_id uuid not null,
  widget_instance_id uuid not null,
  claimed_by uuid,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.widget_claim_audit is 'Which draft became which instance, when and by whom.';
create index widget_claim_audit_workspace_idx on public.widget_claim_audit (workspace_id, created_at desc);
create index widget_claim_audit_organization_idx on public.widget_claim_audit (organization_id);

create function private.preview_instance(public_id text, token text) returns jsonb
language sql stable security definer set search_path = '' as $$
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
$$;
comment on function private.preview_instance is 'The draft behind a preview token or a draft token; nothing when either does not hold.';

create function private.take_visitor_rate(name text, quota int, window_seconds int, visitor text) returns jsonb
language sql security definer set search_path = '' as $$
  select jsonb_build_array(private.take_rate(row(name, quota, window_seconds)::private.rate_policies,
    coalesce(private.visitor_hash(visitor), 'unknown')))
$$;
comment on function private.take_visitor_rate is 'Counts one request of an address, known by hash, against a rate of its own.';

create function private.create_draft(template_key text, visitor text) returns jsonb
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function private.create_draft is 'Makes an anonymous draft from a template, ten an hour per address. The token is shown once.';

create function public.claim_draft(draft_token text, workspace_id uuid, name text) returns uuid
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.claim_draft is 'Takes an anonymous draft into a workspace of the caller, once. Returns the instance, which keeps its public id.';

create function private.prune_drafts() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (delete from public.widget_drafts where claimed_at is null and expires_at < now() returning 1) select count(*) from gone
$$;
comment on function private.prune_drafts is 'Job: deletes drafts that nobody claimed in time.';

select private.audit_table('public.widget_templates');
create trigger trg_widget_claim_audit_refuse_change before update on public.widget_claim_audit
  for each row execute function private.fn_refuse_change();

alter table public.widget_templates enable row level security;
alter table public.widget_templates force row level security;
alter table public.widget_drafts enable row level security;
alter table public.widget_drafts force row level security;
alter table public.widget_claim_audit enable row level security;
alter table public.widget_claim_audit force row level security;
create policy "Templates are readable" on public.widget_templates for select to authenticated using (not archived);
create policy "Staff see templates" on public.widget_templates for select to platform_staff using ((select private.is_staff()));
create policy "Staff see drafts" on public.widget_drafts for select to platform_staff using ((select private.is_staff()));
create policy "Members see claims" on public.widget_claim_audit for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see claims" on public.widget_claim_audit for select to platform_staff using ((select private.is_staff()));

grant select (id, public_id, template_id, type, created_at, expires_at, claimed_at, claimed_instance_id)
  on public.widget_drafts to platform_staff;
grant select on public.widget_templates, public.widget_claim_audit to authenticated;
alter function private.preview_instance owner to lapel_definer;
alter function private.take_visitor_rate owner to lapel_definer;
alter function private.create_draft owner to lapel_definer;
alter function public.claim_draft owner to lapel_definer;
alter function private.prune_drafts owner to lapel_definer;
grant execute on function private.preview_instance, private.create_draft, private.prune_drafts to service_role;
grant execute on function public.claim_draft to authenticated;
