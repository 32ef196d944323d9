-- Rollups: daily figures that dashboards read instead of the record, how their refresh went, how fast the key queries
-- were, and what the partitions need.

create table public.materialized_view_refresh_log (
  id uuid primary key default gen_random_uuid(),
  view_name text not null,
  started_at timestamptz not null default clock_timestamp(),
  duration_ms int not null,
  rows bigint not null
);
comment on table public.materialized_view_refresh_log is 'Every refresh of a rollup: when, how long, how many rows.';
create index materialized_view_refresh_log_idx on public.materialized_view_refresh_log (view_name, started_at desc);

create table public.performance_baseline_audit (
  id uuid primary key default gen_random_uuid(),
  query_name text not null,
  median_ms numeric not null check (median_ms >= 0),
  p99_ms numeric not null check (p99_ms >= 0),
  plan jsonb,
  environment jsonb not null default '{}',
  measured_at timestamptz not null default now()
);
comment on table public.performance_baseline_audit is 'How fast the key queries were when they were measured, with their plans.';
create index performance_baseline_audit_idx on public.performance_baseline_audit (query_name, measured_at desc);

create table public.platform_alerts (
  key text primary key check (length(key) between 1 and 120),
  detail jsonb not null default '{}',
  times int not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  resolved_at timestamptz
);
comment on table public.platform_alerts is 'What staff must look at, until a later check finds it gone. One row for each thing, however often it is seen.';

create materialized view private.workspace_usage_daily as
  select u.organization_id, u.workspace_id, (u.created_at at time zone 'UTC')::date as day, u.event_type,
    sum(u.quantity) as quantity, count(*) as events
  from public.usage_events u group by 1, 2, 3, 4;
comment on materialized view private.workspace_usage_daily is 'Usage per workspace, day (UTC) and kind.';
create unique index workspace_usage_daily_key on private.workspace_usage_daily (workspace_id, day, event_type);

create materialized view private.widget_funnel_daily as
  select e.organization_id, e.workspace_id, e.widget_id, e.widget_instance_id, (e.ts at time zone 'UTC')::date as day,
    count(*) filter (where e.type = 'view') as views, count(*) filter (where e.type = 'start') as starts,
    count(*) filter (where e.type = 'submit') as submits, count(*) filter (where e.type = 'dismiss') as dismissals,
    count(*) filter (where e.type = 'error') as errors
  from public.widget_events e group by 1, 2, 3, 4, 5;
comment on materialized view private.widget_funnel_daily is 'The funnel per instance and day (UTC).';
create unique index widget_funnel_daily_key on private.widget_funnel_daily (widget_instance_id, day);
create index widget_funnel_daily_workspace_idx on private.widget_funnel_daily (workspace_id, day);
alter materialized view private.workspace_usage_daily owner to lapel_definer;
alter materialized view private.widget_funnel_daily owner to lapel_definer;

create function private.refresh_rollups() returns int
language plpgsql security definer set search_path = '' as $$
declare
  view_name text;
  began timestamptz;
  counted bigint;
begin
  foreach view_name in array array['workspace_usage_daily', 'widget_funnel_daily'] loop
    began := clock_timestamp();
    execute format('refresh materialized view concurrently private.%I', view_name);
    execute format('select count(*) from private.%I', view_name) into counted;
    insert into public.materialized_view_refresh_log (view_name, started_at, duration_ms, rows)
    values (view_name, began, extract(epoch from clock_timestamp() - began) * 1000, counted);
  end loop;
  delete from public.materialized_view_refresh_log l where l.started_at < now() - interval '90 days';
  return 2;
end $$;
comment on function private.refresh_rollups is 'Job: brings the daily figures up to date and notes how long it took.';

create function public.workspace_usage(workspace_id uuid, first_day date, last_day date)
returns table (day date, event_type text, quantity bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_staff() and (workspace_usage.workspace_id in (select private.my_workspace_ids())) is not true then
    perform private.fail('NOT_FOUND', 'No such workspace.');
  end if;
  return query select d.day, d.event_type, d.quantity::bigint from private.workspace_usage_daily d
    where d.workspace_id = workspace_usage.workspace_id and d.day between first_day and last_day order by d.day, d.event_type;
end $$;
comment on function public.workspace_usage is 'Daily usage of a workspace, as of the last refresh.';

create function public.widget_funnel(instance_id uuid, first_day date, last_day date)
returns table (day date, views bigint, starts bigint, submits bigint, dismissals bigint, errors bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_staff() and not exists (select from public.widget_instances i where i.id = instance_id
    and i.workspace_id in (select private.my_workspace_ids())) then
    perform private.fail('NOT_FOUND', 'No such instance.');
  end if;
  return query select d.day, d.views, d.starts, d.submits, d.dismissals, d.errors from private.widget_funnel_daily d
    where d.widget_instance_id = instance_id and d.day between first_day and last_day order by d.day;
end $$;
comment on function public.widget_funnel is 'Daily funnel of an instance, as of the last refresh.';

create table private.key_queries (
  name text primary key,
  query text not null
);
comment on table private.key_queries is 'The queries behind the console''s busiest pages; %1$L is a workspace. Their time is kept as the performance baseline.';
insert into private.key_queries (name, query) values
  ('submissions_newest', 'select s.* from public.widget_submissions s where s.workspace_id = %1$L order by s.ts desc limit 50'),
  ('submissions_month', 'select count(*) from public.widget_submissions s where s.workspace_id = %1$L and s.ts >= date_trunc(''month'', now())'),
  ('events_newest', 'select e.* from public.events e where e.workspace_id = %1$L order by e.created_at desc limit 50'),
  ('usage_daily', 'select d.* from private.workspace_usage_daily d where d.workspace_id = %1$L and d.day >= current_date - 30'),
  ('funnel_daily', 'select d.day, sum(d.views), sum(d.submits) from private.widget_funnel_daily d where d.workspace_id = %1$L and d.day >= current_date - 30 group by 1'),
  ('metrics_month', 'select m.metric_key, sum(m.value) from public.metric_events m where m.workspace_id = %1$L and m.recorded_at >= now() - interval ''30 days'' group by 1');

create function private.time_query(query text, runs int) returns numeric[]
language plpgsql security definer set search_path = '' as $$
declare
  began timestamptz;
  times numeric[] := array[]::numeric[];
begin
  for run in 1 .. runs loop
    began := clock_timestamp();
    execute query;
    times := times || round(extract(epoch from clock_timestamp() - began) * 1000, 3);
  end loop;
  return times;
end $$;
comment on function private.time_query is 'How many milliseconds a query took, run by run.';

create function private.record_baselines() returns int
language plpgsql security definer set search_path = '' as $$
declare
  busiest uuid := (select d.workspace_id from private.workspace_usage_daily d group by 1 order by sum(d.quantity) desc, 1 limit 1);
  measured private.key_queries;
  query text;
  plan jsonb;
  recorded int := 0;
begin
  if busiest is null then return 0; end if;
  for measured in select * from private.key_queries order by name loop
    query := format(measured.query, busiest);
    execute 'explain (format json) ' || query into plan;
    perform private.record_baseline(measured.name, percentile_cont(0.5) within group (order by t)::numeric,
        percentile_cont(0.99) within group (order by t)::numeric, plan -> 0 -> 'Plan',
        jsonb_build_object('server_version', current_setting('server_version'), 'workspace_id', busiest, 'runs', 20))
      from unnest(private.time_query(query, 20)) t;
    recorded := recorded + 1;
  end loop;
  delete from public.performance_baseline_audit b where b.measured_at < now() - interval '1 year';
  return recorded;
end $$;
comment on function private.record_baselines is 'Job: measures the key queries for the busiest workspace and keeps figures and plans for a year.';

create function private.record_baseline(query_name text, median_ms numeric, p99_ms numeric, plan jsonb, environment jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.performance_baseline_audit (query_name, median_ms, p99_ms, plan, environment)
  values (record_baseline.query_name, record_baseline.median_ms, record_baseline.p99_ms, record_baseline.plan, record_baseline.environment)
$$;
comment on function private.record_baseline is 'Keeps one measurement of a key query.';

create function private.stray_rows() returns table (parent text, rows bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  for parent in select c.relname from private.partitioned_tables t join pg_catalog.pg_class c on c.oid = t.parent order by 1 loop
    execute format('select count(*) from partitions.%I', parent || '_default') into rows;
    if rows > 0 then return next; end if;
  end loop;
end $$;
comment on function private.stray_rows is 'Rows that no monthly partition took: a clock or an import is wrong.';

create function private.raise_alert(key text, detail jsonb) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.platform_alerts as a (key, detail) values (raise_alert.key, raise_alert.detail)
  on conflict on constraint platform_alerts_pkey do update set detail = excluded.detail, times = a.times + 1, last_at = now(), resolved_at = null,
    first_at = case when a.resolved_at is null then a.first_at else now() end
$$;
comment on function private.raise_alert is 'Puts a thing before staff, or says that it is still so.';

create function private.watch_partitions() returns int
language plpgsql security definer set search_path = '' as $$
declare
  raised int;
begin
  update public.platform_alerts a set resolved_at = now()
  where a.key ^@ 'partition_strays:' and a.resolved_at is null
    and a.key not in (select 'partition_strays:' || s.parent from private.stray_rows() s);
  perform private.raise_alert('partition_strays:' || s.parent, jsonb_build_object('table', s.parent, 'rows', s.rows)) from private.stray_rows() s;
  get diagnostics raised = row_count;
  return raised;
end $$;
comment on function private.watch_partitions is 'Job: raises an alert for every default partition that holds rows, and ends it when they are gone. Says how many hold some.';

create function private.detach_old_partitions() returns int
language plpgsql security definer set search_path = '' as $$
declare
  old record;
  detached int := 0;
begin
  for old in
    select t.parent, i.inhrelid::regclass as partition
    from private.partitioned_tables t
    join pg_catalog.pg_inherits i on i.inhparent = t.parent
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where t.retain_months is not null and c.relname ~ '_\d{4}_\d{2}$'
      and to_date(right(c.relname, 7), 'yyyy_mm') < date_trunc('month', private.utc_today()::timestamp) - make_interval(months => t.retain_months)
  loop
    execute format('alter table %s detach partition %s', old.parent, old.partition);
    detached := detached + 1;
  end loop;
  return detached;
end $$;
comment on function private.detach_old_partitions is 'Job: detaches months past their table''s retention. They stay in the schema partitions until an operator drops them.';

alter table public.platform_alerts enable row level security;
alter table public.platform_alerts force row level security;
alter table private.key_queries enable row level security;
alter table public.materialized_view_refresh_log enable row level security;
alter table public.materialized_view_refresh_log force row level security;
alter table public.performance_baseline_audit enable row level security;
alter table public.performance_baseline_audit force row level security;
create policy "Staff see refreshes" on public.materialized_view_refresh_log for select to platform_staff using ((select private.is_staff()));
create policy "Staff see baselines" on public.performance_baseline_audit for select to platform_staff using ((select private.is_staff()));
create policy "Staff see alerts" on public.platform_alerts for select to platform_staff using ((select private.is_staff()));
grant select on public.platform_alerts, public.materialized_view_refresh_log, public.performance_baseline_audit to platform_staff;
alter function private.refresh_rollups owner to lapel_definer;
alter function public.workspace_usage owner to lapel_definer;
alter function public.widget_funnel owner to lapel_definer;
alter function private.time_query owner to lapel_definer;
alter function private.record_baselines owner to lapel_definer;
alter function private.raise_alert owner to lapel_definer;
alter function private.watch_partitions owner to lapel_definer;
alter function private.record_baseline owner to lapel_definer;
alter function private.stray_rows owner to lapel_definer;
alter function private.detach_old_partitions owner to lapel_definer;
grant execute on function private.refresh_rollups, private.record_baseline, private.record_baselines, private.watch_partitions,
  private.stray_rows, private.detach_old_partitions to service_role;
grant execute on function public.workspace_usage, public.widget_funnel to authenticated;
