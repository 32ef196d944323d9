-- Usage: what tenants consume, and the counters that limits read.
-- usage_events is the record of what counts by month; usage_counters is what a limit check locks and moves, so that a
-- check costs one indexed row and stays exact however many writers there are.

create table public.usage_events (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  event_type text not null default 'feature_usage' check (length(event_type) between 1 and 60),
  quantity int not null default 1 check (quantity > 0),
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (id, created_at),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
) partition by range (created_at);
comment on table public.usage_events is 'Every use that counts, by month; what is used at one time is one event with a quantity. The record behind the counters.';
create index usage_events_workspace_idx on public.usage_events (workspace_id, created_at desc);
create index usage_events_organization_idx on public.usage_events (organization_id, created_at desc);
create index usage_events_created_idx on public.usage_events (created_at desc);
select private.partition_by_month('public.usage_events');

create table public.usage_counters (
  scope_id uuid not null,
  organization_id uuid not null references public.organizations (id) on delete cascade,
  limit_type text not null,
  period date not null,
  used int not null default 0 check (used >= 0),
  primary key (scope_id, limit_type, period)
);
comment on table public.usage_counters is 'Use per limit. The scope is the organization, or a workspace that has a limit of its own.';
comment on column public.usage_counters.period is 'First day of the month (UTC) for limits that count by month; 0001-01-01 for what exists now, like users.';
create index usage_counters_organization_idx on public.usage_counters (organization_id);

create table public.limit_hits (
  scope_id uuid not null,
  organization_id uuid not null references public.organizations (id) on delete cascade,
  limit_type text not null,
  period date not null,
  kind text not null check (kind in ('reached', 'flagged', 'refused')),
  hits int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (scope_id, limit_type, period, kind)
);
comment on table public.limit_hits is 'Who ran into which limit, how often: reached with the last place, flagged above the value, refused above value and grace.';
comment on column public.limit_hits.kind is 'A refusal that undoes the whole write is not kept; that tenant shows as reached.';
create index limit_hits_organization_idx on public.limit_hits (organization_id, last_at desc);

alter table public.usage_events enable row level security;
alter table public.usage_events force row level security;
alter table public.usage_counters enable row level security;
alter table public.usage_counters force row level security;
alter table public.limit_hits enable row level security;
alter table public.limit_hits force row level security;
create policy "Members see usage of their workspaces" on public.usage_events for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see usage" on public.usage_events for select to platform_staff using ((select private.is_staff()));
create policy "Members see their counters" on public.usage_counters for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see counters" on public.usage_counters for select to platform_staff using ((select private.is_staff()));
create policy "Members see their limit hits" on public.limit_hits for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see limit hits" on public.limit_hits for select to platform_staff using ((select private.is_staff()));

grant select on public.usage_events, public.usage_counters, public.limit_hits to authenticated;
