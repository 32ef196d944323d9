-- Usage: what tenants consume, and the counters that limits read.
-- usage_events is the record; usage_counters is what a limit check locks and moves, so that a check costs one
-- indexed row and stays exact however many writers there are.

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
comment on table public.usage_events is 'Every use that counts, by month. The record behind the counters.';
create index usage_events_workspace_idx on public.usage_events (workspace_id, created_at desc);
create index usage_events_organization_idx on public.usage_events (organization_id, created_at desc);
create index usage_events_created_idx on public.usage_events (created_at desc);
create index usage_events_type_idx on public.usage_events (event_type, created_at desc);
select private.partition_by_month('public.usage_events');

create table public.usage_counters (
  scope_id uuid not null,
  organization_id uuid not null references public.organizations (id) on delete cascade,
  limit_type text not null,
  period date not null,
  used int not null default 0 check (used >= 0),
  primary key (scope_id, limit_type, period)
);
comment on table public.usage_counters is 'Use per limit and month. The scope is the organization, or a workspace that has a plan of its own.';
comment on column public.usage_counters.period is 'First day of the month (UTC).';
create index usage_counters_organization_idx on public.usage_counters (organization_id);

create table public.limit_hits (
  scope_id uuid not null,
  organization_id uuid not null references public.organizations (id) on delete cascade,
  limit_type text not null,
  period date not null,
  kind text not null check (kind in ('flagged', 'refused')),
  hits int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (scope_id, limit_type, period, kind)
);
comment on table public.limit_hits is 'Who ran into which limit, how often: flagged above the value, refused above value and grace.';
create index limit_hits_organization_idx on public.limit_hits (organization_id, last_at desc);

create function private.effective_limit(workspace_id uuid, limit_type text)
returns table (scope_id uuid, organization_id uuid, limit_value int, ceiling int)
language sql stable security definer set search_path = '' as $$
  -- ceiling: what a write may reach; null never refuses. Limits of a tenant that is upgrading wait for the new plan.
  select case when w.plan_id is null then o.id else w.id end, o.id, l.limit_value,
    case when l.enforcement = 'hard' and o.plan_status <> 'upgrading' then l.limit_value + l.grace_amount end
  from public.workspaces w
  join public.organizations o on o.id = w.organization_id
  left join public.plan_limits l on l.plan_id = coalesce(w.plan_id, o.plan_id) and l.limit_type = effective_limit.limit_type
  where w.id = effective_limit.workspace_id
$$;
comment on function private.effective_limit is 'The limit that holds for a workspace: its own plan''s, else its organization''s.';

create function private.record_limit_hit(scope_id uuid, organization_id uuid, limit_type text, period date, kind text)
returns void language sql security definer set search_path = '' as $$
  insert into public.limit_hits as h (scope_id, organization_id, limit_type, period, kind)
  values (record_limit_hit.scope_id, record_limit_hit.organization_id, record_limit_hit.limit_type, record_limit_hit.period,
    record_limit_hit.kind)
  on conflict on constraint limit_hits_pkey do update set hits = h.hits + 1, last_at = now()
$$;
comment on function private.record_limit_hit is 'Counts one run into a limit.';

create function private.consume_limit(workspace_id uuid, limit_type text, amount int) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  bound record;
  this_month date := date_trunc('month', now() at time zone 'UTC')::date;
  now_used int;
begin
  select * into strict bound from private.effective_limit(consume_limit.workspace_id, consume_limit.limit_type);
  insert into public.usage_counters (scope_id, organization_id, limit_type, period)
  values (bound.scope_id, bound.organization_id, consume_limit.limit_type, this_month) on conflict do nothing;
  update public.usage_counters c set used = c.used + amount
  where c.scope_id = bound.scope_id and c.limit_type = consume_limit.limit_type and c.period = this_month
    and (bound.ceiling is null or c.used + amount <= bound.ceiling)
  returning c.used into now_used;
  if now_used is null or now_used > bound.limit_value then
    perform private.record_limit_hit(bound.scope_id, bound.organization_id, consume_limit.limit_type, this_month,
      case when now_used is null then 'refused' else 'flagged' end);
  end if;
  return now_used is not null;
end $$;
comment on function private.consume_limit is 'Takes an amount from a monthly limit under the counter''s row lock. False: refused, nothing taken.';

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
alter function private.effective_limit owner to lapel_definer;
alter function private.record_limit_hit owner to lapel_definer;
alter function private.consume_limit owner to lapel_definer;
