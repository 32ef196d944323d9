-- Reports from browsers: the funnel of every widget, and what pages could not load or show.
-- They hold no personal data: no visitor is named or followed.

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

alter table public.widget_fetch_errors enable row level security;
alter table public.widget_fetch_errors force row level security;
alter table public.widget_events enable row level security;
alter table public.widget_events force row level security;
create policy "Members see fetch errors" on public.widget_fetch_errors for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see fetch errors" on public.widget_fetch_errors for select to platform_staff using ((select private.is_staff()));
create policy "Members see the funnel" on public.widget_events for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see the funnel" on public.widget_events for select to platform_staff using ((select private.is_staff()));

grant select on public.widget_fetch_errors, public.widget_events to authenticated;
alter function private.report_fetch_error owner to lapel_definer;
alter function private.prune_fetch_errors owner to lapel_definer;
alter function private.record_widget_events owner to lapel_definer;
grant execute on function private.report_fetch_error, private.prune_fetch_errors, private.record_widget_events to service_role;
