-- Widgets: what customers build, the revisions they publish, and the instances that pages load.
-- A revision never changes. An instance is loaded by its public_id, which is public: knowing it lets a page
-- show the published revision and submit to it, nothing else.

create table public.widgets (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  type text not null check (type in ('form', 'poll', 'feedback', 'newsletter', 'lead', 'announcement', 'plugin')),
  public_key text not null unique default private.random_id('wk_'),
  status text not null default 'active' check (status in ('active', 'archived')),
  config jsonb not null default '{}' check (pg_column_size(config) <= 131072),
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, workspace_id, organization_id),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.widgets is 'A widget: its type and the config being worked on.';
create index widgets_workspace_idx on public.widgets (workspace_id, created_at desc);
create index widgets_creator_idx on public.widgets (created_by);
create index widgets_organization_idx on public.widgets (organization_id);

create table public.widget_revisions (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  number int not null check (number > 0),
  config jsonb not null check (pg_column_size(config) <= 131072),
  note text check (length(note) <= 500),
  author_id uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  unique (widget_id, number),
  unique (id, widget_id),
  foreign key (widget_id, workspace_id, organization_id) references public.widgets (id, workspace_id, organization_id) on delete cascade
);
comment on table public.widget_revisions is 'Numbered, immutable states of a widget''s config.';
create index widget_revisions_author_idx on public.widget_revisions (author_id);
create index widget_revisions_workspace_idx on public.widget_revisions (workspace_id, created_at desc);

create table public.widget_instances (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  public_id text not null unique default private.random_id('w_') check (public_id ~ '^w_[0-9A-Za-z]{16,40}$'),
  name text not null check (length(name) between 1 and 120),
  status text not null default 'draft' check (status in ('draft', 'published', 'inactive')),
  visibility text not null default 'public' check (visibility in ('public', 'private')),
  published_revision_id uuid,
  allowed_origins text[] not null default '{}',
  settings jsonb not null default '{}',
  claimed_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, widget_id, workspace_id, organization_id),
  unique (id, organization_id),
  unique (public_id, organization_id),
  foreign key (widget_id, workspace_id, organization_id) references public.widgets (id, workspace_id, organization_id) on delete cascade,
  foreign key (published_revision_id, widget_id) references public.widget_revisions (id, widget_id),
  check (status <> 'published' or published_revision_id is not null),
  check (cardinality(allowed_origins) <= 100)
);
comment on table public.widget_instances is 'A widget placed somewhere: the id that pages load, the sites that may use it, the revision they see.';
comment on column public.widget_instances.allowed_origins is 'Origins that may load and submit, like https://shop.example, https://*.shop.example or http://localhost:*. Empty: any.';
comment on column public.widget_instances.visibility is 'A private instance is given, and takes submissions, only with an embed token for it.';
comment on column public.widget_instances.settings is 'Privacy and delivery choices; store_ip keeps visitors'' addresses instead of a daily salted hash.';
create index widget_instances_workspace_idx on public.widget_instances (workspace_id, created_at desc);
create index widget_instances_organization_idx on public.widget_instances (organization_id);
create index widget_instances_widget_idx on public.widget_instances (widget_id, published_revision_id);

create view private.live_instances with (security_invoker = true) as
  select i.id, i.public_id, i.visibility, i.organization_id, i.workspace_id, i.widget_id, i.allowed_origins, i.settings, w.type,
    r.number as revision, r.config
  from public.widget_instances i
  join public.widgets w on w.id = i.widget_id and w.status = 'active'
  join public.organizations o on o.id = i.organization_id and o.status = 'active'
  join public.widget_revisions r on r.id = i.published_revision_id
  where i.status = 'published' and (i.expires_at is null or i.expires_at > now());
comment on view private.live_instances is 'Instances that pages may load and submit to, the private ones with a token: published, not expired, of an active widget and an active organization.';

create function private.embed_instance(public_id text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select jsonb_build_object('public_id', i.public_id, 'instance_id', i.id, 'workspace_id', i.workspace_id, 'type', i.type,
    'allowed_origins', to_jsonb(i.allowed_origins), 'revision', i.revision, 'config', i.config)
  from private.live_instances i where i.public_id = embed_instance.public_id and i.visibility = 'public');
end $$;
comment on function private.embed_instance is 'What the embed endpoints need of a live instance; null for unknown, draft, private, inactive, expired and suspended alike.';

create function private.fn_refuse_revision_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  -- An author may leave; what was published stays as it was.
  if to_jsonb(new) - 'author_id' is distinct from to_jsonb(old) - 'author_id' then
    raise exception 'a revision never changes' using errcode = '42501';
  end if;
  return new;
end $$;
comment on function private.fn_refuse_revision_change is 'Keeps revisions immutable.';

create function private.fn_announce_instance() returns trigger
language plpgsql set search_path = '' as $$
begin
  perform pg_notify('lapel_instance', coalesce(new.public_id, old.public_id));
  return null;
end $$;
comment on function private.fn_announce_instance is 'Tells servers that hold the instance in memory to read it again.';

create function private.fn_announce_instances() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('lapel_instance', i.public_id) from public.widget_instances i
  where i.status = 'published' and case tg_table_name when 'widgets' then i.widget_id else i.organization_id end = new.id;
  return null;
end $$;
comment on function private.fn_announce_instances is 'Tells servers to read again what a widget or an organization shows, when that may begin or end.';

create trigger trg_widgets_announce after update of status on public.widgets
  for each row when (old.status is distinct from new.status) execute function private.fn_announce_instances();
create trigger trg_organizations_announce after update of status on public.organizations
  for each row when (old.status is distinct from new.status) execute function private.fn_announce_instances();
create trigger trg_widget_revisions_immutable before update on public.widget_revisions
  for each row execute function private.fn_refuse_revision_change();
create trigger trg_widget_instances_announce after insert or update or delete on public.widget_instances
  for each row execute function private.fn_announce_instance();
create trigger trg_widgets_touch before update on public.widgets
  for each row execute function private.fn_touch_updated_at();
create trigger trg_widget_instances_touch before update on public.widget_instances
  for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.widgets');
select private.audit_table('public.widget_revisions');
select private.audit_table('public.widget_instances');

alter table public.widgets enable row level security;
alter table public.widgets force row level security;
alter table public.widget_revisions enable row level security;
alter table public.widget_revisions force row level security;
alter table public.widget_instances enable row level security;
alter table public.widget_instances force row level security;
create policy "Members see widgets" on public.widgets for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see widgets" on public.widgets for select to platform_staff using ((select private.is_staff()));
create policy "Members see revisions" on public.widget_revisions for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see revisions" on public.widget_revisions for select to platform_staff using ((select private.is_staff()));
create policy "Members see instances" on public.widget_instances for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see instances" on public.widget_instances for select to platform_staff using ((select private.is_staff()));

grant select on public.widgets, public.widget_revisions, public.widget_instances to authenticated;
alter function private.embed_instance owner to lapel_definer;
alter function private.fn_announce_instances owner to lapel_definer;
grant select on private.live_instances to lapel_definer;
grant execute on function private.embed_instance to service_role;
grant execute on function private.fn_announce_instance, private.fn_refuse_revision_change to lapel_definer, service_role;
