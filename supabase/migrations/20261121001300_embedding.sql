-- Embedding: publishing and rolling back, tokens for drafts and private instances, anonymous drafts and their claim,
-- custom code, and what browsers report back.
-- A token is shown once and stored hashed. Reports from browsers hold no personal data.

create table public.embed_tokens (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  public_id text not null,
  token_hash bytea not null unique,
  purpose text not null check (purpose in ('preview', 'private')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  created_by uuid references auth.users (id) on delete set null,
  rotated_at timestamptz,
  revoked_at timestamptz,
  foreign key (widget_instance_id, widget_id, workspace_id, organization_id)
    references public.widget_instances (id, widget_id, workspace_id, organization_id) on delete cascade,
  foreign key (public_id, organization_id) references public.widget_instances (public_id, organization_id) on delete cascade
);
comment on table public.embed_tokens is 'Keys that open a draft for preview, or a private instance, until they expire.';
comment on column public.embed_tokens.token_hash is 'SHA-256 of the token; the token itself is shown once.';
create index embed_tokens_instance_idx on public.embed_tokens (widget_instance_id);
create index embed_tokens_workspace_idx on public.embed_tokens (workspace_id, created_at desc);
create index embed_tokens_organization_idx on public.embed_tokens (organization_id);
create index embed_tokens_public_idx on public.embed_tokens (public_id);
create index embed_tokens_created_by_idx on public.embed_tokens (created_by);

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

create table public.widget_fetch_errors (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  public_id text not null,
  code text not null check (length(code) between 1 and 60),
  detail text check (length(detail) <= 500),
  page text check (length(page) <= 500),
  sdk_version text check (length(sdk_version) <= 40),
  hits int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  unique nulls not distinct (public_id, code, page),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade,
  foreign key (public_id, organization_id) references public.widget_instances (public_id, organization_id) on delete cascade
);
comment on table public.widget_fetch_errors is 'What pages could not load or show, counted per instance, code and page. Unknown ids are not kept.';
create index widget_fetch_errors_workspace_idx on public.widget_fetch_errors (workspace_id, last_at desc);
create index widget_fetch_errors_organization_idx on public.widget_fetch_errors (organization_id);
create index widget_fetch_errors_last_idx on public.widget_fetch_errors (last_at);

create table public.widget_events (
  id uuid not null default gen_random_uuid(),
  ts timestamptz not null default now(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  type text not null check (type in ('view', 'start', 'step', 'submit', 'error', 'dismiss')),
  meta jsonb not null default '{}' check (pg_column_size(meta) <= 2048),
  primary key (id, ts),
  foreign key (widget_instance_id, widget_id, workspace_id, organization_id)
    references public.widget_instances (id, widget_id, workspace_id, organization_id) on delete cascade
) partition by range (ts);
comment on table public.widget_events is 'The funnel: what happened in a widget on a page, by month. No visitor is named or followed.';
create index widget_events_workspace_idx on public.widget_events (workspace_id, ts desc);
create index widget_events_organization_idx on public.widget_events (organization_id, ts desc);
create index widget_events_instance_idx on public.widget_events (widget_instance_id, ts desc);
select private.partition_by_month('public.widget_events', retain_months => 13);

-- Publishing ----------------------------------------------------------------------------------------------------------

create function private.writable_instance(instance_id uuid, permission text) returns public.widget_instances
language plpgsql security definer set search_path = '' as $$
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
  return found_instance;
end $$;
comment on function private.writable_instance is 'Locks an instance for a change the caller may make; strangers learn nothing.';

create function private.add_revision(widget_id uuid, note text) returns public.widget_revisions
language plpgsql security definer set search_path = '' as $$
declare
  source public.widgets;
  made public.widget_revisions;
begin
  select * into strict source from public.widgets w where w.id = add_revision.widget_id for update;
  select * into made from public.widget_revisions r where r.widget_id = source.id order by r.number desc limit 1;
  if made.config is not distinct from source.config then return made; end if;
  perform private.require_valid_config(source.type, source.config);
  insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config, note, author_id)
  values (source.organization_id, source.workspace_id, source.id, coalesce(made.number, 0) + 1, source.config,
    left(add_revision.note, 500), auth.uid())
  returning * into made;
  return made;
end $$;
comment on function private.add_revision is 'Freezes a widget''s config as its next revision; the newest one if nothing changed. Refuses a config that breaks its type''s schema.';

create function public.publish_instance(instance_id uuid, note text default null) returns public.widget_revisions
language plpgsql security definer set search_path = '' as $$
declare
  target public.widget_instances := private.writable_instance(instance_id, 'widgets.publish');
  made public.widget_revisions := private.add_revision(target.widget_id, note);
begin
  update public.widget_instances i set status = 'published', published_revision_id = made.id where i.id = target.id;
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, actor_id, payload)
  values (target.organization_id, target.workspace_id, 'widget_instance', target.id, 'instance.published', auth.uid(),
    jsonb_build_object('public_id', target.public_id, 'revision', made.number));
  return made;
end $$;
comment on function public.publish_instance is 'Freezes the widget''s config as a revision and shows it on every page that loads the instance.';

create function public.rollback_instance(instance_id uuid, revision int) returns public.widget_revisions
language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.rollback_instance is 'Shows an earlier revision again. The draft stays as it is.';

-- Tokens --------------------------------------------------------------------------------------------------------------

create function public.create_embed_token(instance_id uuid, purpose text default 'preview', lifetime interval default '7 days')
returns jsonb language plpgsql security definer set search_path = '' as $$
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
end $$;
comment on function public.create_embed_token is 'Makes a token that opens the draft (preview) or a private instance. It is shown once.';

create function private.writable_token(token_id uuid) returns public.embed_tokens
language plpgsql security definer set search_path = '' as $$
declare
  held public.embed_tokens := (select t from public.embed_tokens t where t.id = token_id and t.revoked_at is null
    and t.workspace_id in (select private.my_workspace_ids()));
begin
  if held.id is null then perform private.fail('NOT_FOUND', 'No such token.'); end if;
  perform private.writable_instance(held.widget_instance_id, 'widgets.write');
  return held;
end $$;
comment on function private.writable_token is 'A live token of an instance the caller may change.';

create function public.rotate_embed_token(token_id uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare
  held public.embed_tokens := private.writable_token(token_id);
  token text := private.random_id('et_');
begin
  update public.embed_tokens t set token_hash = sha256(convert_to(token, 'UTF8')), rotated_at = now() where t.id = held.id;
  return token;
end $$;
comment on function public.rotate_embed_token is 'Replaces a token by a new one, shown once; the old one stops working at once.';

create function public.revoke_embed_token(token_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held public.embed_tokens := private.writable_token(token_id);
begin
  update public.embed_tokens t set revoked_at = now() where t.id = held.id;
end $$;
comment on function public.revoke_embed_token is 'Ends a token.';

create function private.opens_instance(instance_id uuid, token text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from public.embed_tokens t where t.token_hash = sha256(convert_to(token, 'UTF8'))
    and t.widget_instance_id = opens_instance.instance_id and t.purpose = 'private' and t.revoked_at is null and t.expires_at > now());
end $$;
comment on function private.opens_instance is 'Whether an embed token opens a private instance.';

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

-- Anonymous drafts ----------------------------------------------------------------------------------------------------

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

-- Reports from browsers -----------------------------------------------------------------------------------------------

create function private.report_fetch_error(public_id text, code text, detail text, page text, sdk_version text) returns void
language sql security definer set search_path = '' as $$
  insert into public.widget_fetch_errors as e (organization_id, workspace_id, public_id, code, detail, page, sdk_version)
  select i.organization_id, i.workspace_id, i.public_id, left(report_fetch_error.code, 60),
    left(report_fetch_error.detail, 500), left(substring(report_fetch_error.page from '^[^?#]*'), 500),
    left(report_fetch_error.sdk_version, 40)
  from public.widget_instances i where i.public_id = report_fetch_error.public_id
  on conflict (public_id, code, page) do update set hits = e.hits + 1, last_at = now(), detail = excluded.detail,
    sdk_version = excluded.sdk_version
$$;
comment on function private.report_fetch_error is 'Counts one failure to load or show a known instance. Of the page''s address, what may name a visitor is dropped.';

create function private.prune_fetch_errors() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (delete from public.widget_fetch_errors where last_at < now() - interval '30 days' returning 1) select count(*) from gone
$$;
comment on function private.prune_fetch_errors is 'Job: forgets failures that have not come back for thirty days.';

create function private.record_widget_events(public_id text, events jsonb) returns int
language sql security definer set search_path = '' as $$
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
$$;
comment on function private.record_widget_events is 'Stores a batch of at most 50 funnel events of one live instance, leaving out what is none; says how many.';

-- Rules and access ----------------------------------------------------------------------------------------------------

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

create trigger trg_plugin_artifacts_immutable before update on public.plugin_artifacts
  for each row execute function private.fn_refuse_artifact_change();
create trigger trg_widgets_enforce_max_widgets after insert or delete or update of status, workspace_id, organization_id
  on public.widgets for each row execute function private.fn_count_limit('widgets', 'status', 'active');
create trigger trg_widget_instances_enforce_max_published after insert or delete or update of status, workspace_id, organization_id
  on public.widget_instances for each row execute function private.fn_count_limit('published_instances', 'status', 'published');
insert into private.counted_tables (limit_type, query) values
  ('widgets', $$select workspace_id, count(*) from public.widgets where organization_id = $1 and status = 'active' group by 1$$),
  ('published_instances', $$select workspace_id, count(*) from public.widget_instances where organization_id = $1
    and status = 'published' group by 1$$);
select private.audit_table('public.embed_tokens', 'id', 'token_hash');
select private.audit_table('public.widget_templates');
select private.audit_table('public.plugin_artifacts', 'id', 'content');
create trigger trg_widget_claim_audit_refuse_change before update on public.widget_claim_audit
  for each row execute function private.fn_refuse_change();

alter table public.embed_tokens enable row level security;
alter table public.embed_tokens force row level security;
alter table public.widget_templates enable row level security;
alter table public.widget_templates force row level security;
alter table public.widget_drafts enable row level security;
alter table public.widget_drafts force row level security;
alter table public.widget_claim_audit enable row level security;
alter table public.widget_claim_audit force row level security;
alter table public.plugin_artifacts enable row level security;
alter table public.plugin_artifacts force row level security;
alter table public.widget_fetch_errors enable row level security;
alter table public.widget_fetch_errors force row level security;
alter table public.widget_events enable row level security;
alter table public.widget_events force row level security;

create policy "Editors make widgets" on public.widgets for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Editors change widgets" on public.widgets for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Publishers delete widgets" on public.widgets for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))));
create policy "Editors make draft instances" on public.widget_instances for insert to authenticated
  with check (status = 'draft' and workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Publishers change instances" on public.widget_instances for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))));
create policy "Publishers delete instances" on public.widget_instances for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))));
create policy "Members see tokens" on public.embed_tokens for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see tokens" on public.embed_tokens for select to platform_staff using ((select private.is_staff()));
create policy "Templates are readable" on public.widget_templates for select to authenticated using (not archived);
create policy "Staff see templates" on public.widget_templates for select to platform_staff using ((select private.is_staff()));
create policy "Staff see drafts" on public.widget_drafts for select to platform_staff using ((select private.is_staff()));
create policy "Members see claims" on public.widget_claim_audit for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see claims" on public.widget_claim_audit for select to platform_staff using ((select private.is_staff()));
create policy "Members see artifacts" on public.plugin_artifacts for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Editors upload artifacts" on public.plugin_artifacts for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Staff see artifacts" on public.plugin_artifacts for select to platform_staff using ((select private.is_staff()));
create policy "Members see fetch errors" on public.widget_fetch_errors for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see fetch errors" on public.widget_fetch_errors for select to platform_staff using ((select private.is_staff()));
create policy "Members see the funnel" on public.widget_events for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see the funnel" on public.widget_events for select to platform_staff using ((select private.is_staff()));

grant insert (organization_id, workspace_id, name, type, config), update (name, config, status), delete on public.widgets to authenticated;
grant insert (organization_id, workspace_id, widget_id, name, visibility, allowed_origins, settings, expires_at),
  update (name, visibility, allowed_origins, settings, expires_at, status), delete on public.widget_instances to authenticated;
grant select (id, organization_id, workspace_id, widget_id, widget_instance_id, public_id, purpose, expires_at, created_at,
  created_by, rotated_at, revoked_at) on public.embed_tokens to authenticated;
grant select on public.widget_templates, public.widget_claim_audit, public.plugin_artifacts, public.widget_fetch_errors,
  public.widget_events to authenticated;
grant insert (organization_id, workspace_id, widget_id, version, content) on public.plugin_artifacts to authenticated;
grant select (id, public_id, template_id, type, created_at, expires_at, claimed_at, claimed_instance_id)
  on public.widget_drafts to platform_staff;
alter function private.writable_instance owner to lapel_definer;
alter function private.add_revision owner to lapel_definer;
alter function public.publish_instance owner to lapel_definer;
alter function public.rollback_instance owner to lapel_definer;
alter function public.create_embed_token owner to lapel_definer;
alter function private.writable_token owner to lapel_definer;
alter function public.rotate_embed_token owner to lapel_definer;
alter function public.revoke_embed_token owner to lapel_definer;
alter function private.opens_instance owner to lapel_definer;
alter function private.preview_instance owner to lapel_definer;
alter function private.take_visitor_rate owner to lapel_definer;
alter function private.create_draft owner to lapel_definer;
alter function public.claim_draft owner to lapel_definer;
alter function private.prune_drafts owner to lapel_definer;
alter function private.report_fetch_error owner to lapel_definer;
alter function private.prune_fetch_errors owner to lapel_definer;
alter function private.record_widget_events owner to lapel_definer;
alter function public.approve_artifact owner to lapel_definer;
grant execute on function private.preview_instance, private.create_draft, private.prune_drafts, private.report_fetch_error,
  private.prune_fetch_errors, private.record_widget_events to service_role;
grant execute on function public.publish_instance, public.rollback_instance, public.create_embed_token, public.rotate_embed_token,
  public.revoke_embed_token, public.claim_draft, public.approve_artifact to authenticated;
