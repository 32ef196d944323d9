-- Metrics: stores of a workspace, what is measured, and the measurements by month.

create function private.is_timezone(name text) returns boolean
language plpgsql immutable set search_path = '' set timezone = 'UTC' as $$
begin
  -- Abbreviations tell a time, but no session takes them, and a number the other way round.
  return timezone(name, timestamp '2000-01-01') is not null and name !~ '^[+-]?[0-9]' and set_config('timezone', name, true) is not null;
exception when invalid_parameter_value then
  return false;
end $$;
comment on function private.is_timezone is 'Whether times can be told in this zone, and a session be set to it. The session''s own is left as it is.';

create table public.stores (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  platform text not null check (platform in ('shopify', 'generic_json', 'csv', 'manual')),
  domain text check (domain = lower(domain) and length(domain) <= 253),
  external_id text check (length(external_id) <= 200),
  currency char(3) not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  timezone text not null default 'UTC' check (length(timezone) <= 60 and private.is_timezone(timezone)),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, workspace_id, organization_id),
  unique (workspace_id, platform, external_id),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.stores is 'Shops and other sources whose numbers a workspace follows.';
create index stores_organization_idx on public.stores (organization_id);

create table public.metric_definitions (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$'),
  source text not null,
  display_name text not null,
  unit text not null check (unit in ('count', 'money_minor', 'ratio', 'seconds')),
  aggregation_method text not null check (aggregation_method in ('sum', 'avg', 'min', 'max', 'last')),
  category text not null,
  metadata jsonb not null default '{}'
);
comment on table public.metric_definitions is 'What can be measured, in which unit and how days add up.';

create table public.metric_events (
  id uuid not null default gen_random_uuid(),
  recorded_at timestamptz not null,
  organization_id uuid not null,
  workspace_id uuid not null,
  store_id uuid not null,
  metric_key text not null references public.metric_definitions (key),
  value numeric not null,
  currency char(3) check (currency ~ '^[A-Z]{3}$'),
  source_id text not null check (length(source_id) between 1 and 200),
  dimensions jsonb not null default '{}',
  primary key (id, recorded_at),
  unique (store_id, metric_key, source_id, recorded_at),
  foreign key (store_id, workspace_id, organization_id) references public.stores (id, workspace_id, organization_id) on delete cascade
) partition by range (recorded_at);
comment on table public.metric_events is 'Single measurements, by month. The source''s own id makes a repeated import change nothing.';
create index metric_events_store_idx on public.metric_events (store_id, recorded_at desc);
create index metric_events_workspace_idx on public.metric_events (workspace_id, recorded_at desc);
create index metric_events_organization_idx on public.metric_events (organization_id, recorded_at desc);
create index metric_events_metric_idx on public.metric_events (metric_key);
select private.partition_by_month('public.metric_events', retain_months => 25);

insert into public.metric_definitions (key, source, display_name, unit, aggregation_method, category) values
  ('orders.count', 'shop', 'Orders', 'count', 'sum', 'sales'),
  ('orders.revenue', 'shop', 'Revenue', 'money_minor', 'sum', 'sales'),
  ('orders.refunds', 'shop', 'Refunds', 'money_minor', 'sum', 'sales'),
  ('visitors.count', 'web', 'Visitors', 'count', 'sum', 'traffic'),
  ('stock.level', 'shop', 'Stock', 'count', 'last', 'stock');

create trigger trg_stores_touch before update on public.stores for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.stores');
select private.audit_table('public.metric_definitions', 'key');

alter table public.stores enable row level security;
alter table public.stores force row level security;
alter table public.metric_definitions enable row level security;
alter table public.metric_definitions force row level security;
alter table public.metric_events enable row level security;
alter table public.metric_events force row level security;
create policy "Members see stores" on public.stores for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('metrics.read'))));
create policy "Integrators make stores" on public.stores for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Integrators change stores" on public.stores for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Integrators delete stores" on public.stores for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Staff see stores" on public.stores for select to platform_staff using ((select private.is_staff()));
-- The list of metrics says nothing about any tenant.
create policy "Everyone signed in reads metric definitions" on public.metric_definitions for select to authenticated using (true);
create policy "Members see metrics" on public.metric_events for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('metrics.read'))));
create policy "Staff see metrics" on public.metric_events for select to platform_staff using ((select private.is_staff()));

grant select, delete on public.stores to authenticated;
grant insert (organization_id, workspace_id, name, platform, domain, external_id, currency, timezone),
  update (name, domain, currency, timezone) on public.stores to authenticated;
grant select on public.metric_definitions, public.metric_events to authenticated;
-- The check runs with the rights of whoever writes.
grant execute on function private.is_timezone to authenticated, service_role, lapel_definer;
