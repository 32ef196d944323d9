-- Rollups, counters and partitions: figures that equal the record, and a record that stays fast to read.

begin;
select plan(73);

-- Rollups ----------------------------------------------------------------------------------------------------------------

select private.record_widget_events('w_' || rpad('northwind', 24, '0'), '[{"type": "view"}, {"type": "view"}, {"type": "start"}, {"type": "step"}, {"type": "submit"}, {"type": "error"}, {"type": "dismiss"}]');
insert into public.usage_events (organization_id, workspace_id, event_type, quantity, created_at) values
  (tests.id('northwind'), tests.id('northwind/main'), 'export', 5, now()), (tests.id('northwind'), tests.id('northwind/main'), 'export', 2, now() - interval '1 day');
create function tests.today() returns date language sql as $$ select (now() at time zone 'UTC')::date $$;

select tests.as_person('vera');
select is_empty($$ select * from public.workspace_usage(tests.id('northwind/main'), tests.today() - 7, tests.today()) $$, 'before the refresh there are no figures');
select throws_ok('select from private.workspace_usage_daily', '42501', null, 'nobody reads the rollups but through functions');
select throws_ok('select private.refresh_rollups()', '42501', null, 'nor refreshes them');
select tests.as_service();
select is(private.refresh_rollups(), 2, 'the job refreshes both');
select tests.as_person('vera');
select results_eq($$ select * from public.workspace_usage(tests.id('northwind/main'), tests.today() - 7, tests.today()) $$,
  $$ values (tests.today() - 1, 'export', 2::bigint), (tests.today(), 'export', 5), (tests.today(), 'submission', 1) $$, 'a member reads the use of each day');
select is((select count(*) from public.workspace_usage(tests.id('northwind/main'), tests.today(), tests.today())), 2::bigint, 'within the days asked for');
select results_eq($$ select * from public.widget_funnel(tests.id('northwind/instance'), tests.today(), tests.today()) $$,
  $$ values (tests.today(), 2::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint) $$, 'and the funnel');
select tests.as_person('boris');
select is(tests.message_of(format('select * from public.workspace_usage(%L, now()::date, now()::date)', tests.id('northwind/main'))), 'PT404 NOT_FOUND', 'another tenant reads neither');
select is(tests.message_of(format('select * from public.widget_funnel(%L, now()::date, now()::date)', tests.id('northwind/instance'))), 'PT404 NOT_FOUND', 'use nor funnel');
select tests.as_person('rex');
select is(tests.message_of(format('select * from public.workspace_usage(%L, now()::date, now()::date)', tests.id('northwind/main'))), 'PT404 NOT_FOUND', 'nor does who was removed');
select tests.as_anonymous();
select throws_ok($$ select * from public.workspace_usage(tests.id('northwind/main'), now()::date, now()::date) $$, '42501', null, 'nor the anonymous key');
select tests.as_person('vito');
select isnt_empty($$ select * from public.workspace_usage(tests.id('northwind/main'), tests.today(), tests.today()) $$, 'staff read them');
select tests.as_nobody();
select is_empty($$ select * from private.workspace_usage_daily d full join (
    select workspace_id, (created_at at time zone 'UTC')::date as day, event_type, sum(quantity) as quantity, count(*) as events from public.usage_events group by 1, 2, 3) r
  using (workspace_id, day, event_type) where d.quantity is distinct from r.quantity or d.events is distinct from r.events $$, 'the figures are those of the record');
select is((select sum(views + starts + submits + dismissals + errors) from private.widget_funnel_daily), (select count(*)::numeric from public.widget_events where type <> 'step'), 'the funnel''s too');
insert into public.usage_events (organization_id, workspace_id, event_type, quantity) values (tests.id('northwind'), tests.id('northwind/main'), 'export', 1);
select private.refresh_rollups();
select is((select quantity from private.workspace_usage_daily where day = tests.today() and event_type = 'export'), 6::bigint, 'a refresh brings what came since');

-- How it went ------------------------------------------------------------------------------------------------------------

select results_eq($$ select view_name, count(*), max(rows), bool_and(duration_ms >= 0) from public.materialized_view_refresh_log group by 1 order by 1 $$,
  $$ values ('widget_funnel_daily', 2::bigint, (select count(*) from private.widget_funnel_daily), true), ('workspace_usage_daily', 2, (select count(*) from private.workspace_usage_daily), true) $$,
  'every refresh is on record');
update public.materialized_view_refresh_log set started_at = now() - interval '91 days';
select private.refresh_rollups();
select is((select count(*) from public.materialized_view_refresh_log), 2::bigint, 'for ninety days');
select tests.as_service();
select lives_ok($$ select private.record_baseline('leads', 1.5, 9, '{"Plan": {}}', '{"cpu": 2}') $$, 'the benchmark keeps its figures');
select tests.as_person('vito');
select results_eq('select query_name, median_ms, p99_ms from public.performance_baseline_audit', $$ values ('leads', 1.5, 9::numeric) $$, 'staff read them');
select isnt_empty('select from public.materialized_view_refresh_log', 'and how refreshes went');
select tests.as_person('ada');
select throws_ok('select from public.performance_baseline_audit', '42501', null, 'tenants do not');
select throws_ok('select from public.materialized_view_refresh_log', '42501', null, 'either');

-- Baselines ----------------------------------------------------------------------------------------------------------------

select throws_ok('select private.record_baselines()', '42501', null, 'nor do they measure');
select tests.as_service();
select is(private.record_baselines(), 6, 'the job measures the key queries');
select tests.as_nobody();
select set_eq('select query_name from public.performance_baseline_audit where query_name <> ''leads''', 'select name from private.key_queries', 'each of them');
select is_empty($$ select query_name from public.performance_baseline_audit where query_name <> 'leads' and (median_ms > p99_ms or not plan ? 'Node Type'
    or environment ->> 'workspace_id' <> tests.id('northwind/main')::text) $$, 'for the busiest workspace, with its plan');
update public.performance_baseline_audit set measured_at = now() - interval '13 months';
select private.record_baselines();
select is((select count(*) from public.performance_baseline_audit), 6::bigint, 'for a year');

-- Counters ---------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
create view tests.wrong_counters as
  select coalesce(c.scope_id, e.organization_id) as scope_id, c.used, e.used as counted
  from (select * from public.usage_counters where limit_type = 'submissions_month') c
  full join (select organization_id, sum(quantity) as used from public.usage_events where event_type = 'submission' group by 1) e on e.organization_id = c.scope_id
  where c.used is distinct from e.used;
create function tests.reconcile_all() returns bigint language sql as $$
  select sum(jsonb_array_length(private.reconcile_tenant(o))) from private.organizations_to_reconcile() o
$$;
select tests.as_service();
select is(tests.reconcile_all(), 0::bigint, 'what is right needs no repair');
select tests.as_nobody();
select is_empty($$ select from public.audit_logs where entity = 'usage_counters' $$, 'and leaves no trace');
select is_empty('select * from tests.wrong_counters', 'counters equal the record');
update public.usage_counters set used = used + 7 where scope_id = tests.id('northwind') and limit_type = 'submissions_month';
delete from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'users';
update public.usage_counters set used = 3 where scope_id = tests.id('globex') and limit_type = 'widgets';
select isnt_empty('select * from tests.wrong_counters', 'when they do not');
select tests.as_service();
select is(tests.reconcile_all(), 3::bigint, 'the job repairs each');
select tests.as_nobody();
select is_empty('select * from tests.wrong_counters', 'from the record');
select is((select used from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'users'), 3, 'or from what there is');
select results_eq($$ select organization_id, actor_role, after, reason from public.audit_logs where entity = 'usage_counters' order by jsonb_array_length(after -> 'repaired') desc $$,
  $$ values (tests.id('northwind'), 'job', jsonb_build_object('repaired', jsonb_build_array(
      jsonb_build_object('limit_type', 'submissions_month', 'scope_id', tests.id('northwind'), 'period', date_trunc('month', tests.today())::date, 'difference', -7),
      jsonb_build_object('limit_type', 'users', 'scope_id', tests.id('northwind'), 'period', '0001-01-01', 'difference', 3))), 'Counters reconciled with the record'),
    (tests.id('globex'), 'job', jsonb_build_object('repaired', jsonb_build_array(
      jsonb_build_object('limit_type', 'widgets', 'scope_id', tests.id('globex'), 'period', '0001-01-01', 'difference', -2))), 'Counters reconciled with the record') $$,
  'each tenant''s audit log says what differed');
select tests.as_person('ada');
select is((select valid from public.verify_audit_chain(tests.id('northwind'))), true, 'in its chain');
select throws_ok($$ select private.reconcile_tenant(tests.id('northwind')) $$, '42501', null, 'people repair nothing');
select throws_ok('select private.organizations_to_reconcile()', '42501', null, 'and are told of no tenant');

-- Partitions -------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
select set_eq('select parent::text from private.partitioned_tables', array['widget_submissions', 'widget_events', 'usage_events', 'metric_events', 'audit_logs'], 'five tables grow by month');
select is_empty($$ select t.parent, m from private.partitioned_tables t, generate_series(0, 3) m
  where to_regclass('partitions.' || (select relname from pg_class where oid = t.parent) || to_char(now() + make_interval(months => m), '_YYYY_MM')) is null $$, 'three months ahead');

create function tests.scanned(query text) returns text[] language plpgsql as $$
declare
  plan jsonb;
begin
  execute 'explain (format json) ' || query into plan;
  return array(select distinct n #>> '{}' from jsonb_path_query(plan, 'strict $.**."Relation Name"') n where n #>> '{}' ~ '_(\d{4}_\d{2}|default)$');
exception when sqlstate '2203A' then
  return '{}';
end $$;
create function tests.month_of(parent text, key text) returns text language sql as $$
  select format('select count(*) from public.%I where workspace_id = %L and %I >= %L and %I < %L', parent, tests.id('northwind/main'), key,
    date_trunc('month', now()), key, date_trunc('month', now()) + interval '1 month')
$$;
create function tests.unpruned() returns setof text language sql as $$
  select parent || ': ' || tests.scanned(tests.month_of(parent, key))::text
  from (values ('widget_submissions', 'ts'), ('widget_events', 'ts'), ('usage_events', 'created_at'), ('metric_events', 'recorded_at'), ('audit_logs', 'created_at')) t (parent, key)
  where tests.scanned(tests.month_of(parent, key)) <> array[parent || to_char(now(), '_YYYY_MM')]
$$;
select is_empty('select * from tests.unpruned()', 'a query of one month reads one partition');
select cmp_ok(cardinality(tests.scanned('select count(*) from public.widget_events')), '>', 4, 'one without a time reads them all');
select tests.as_person('ada');
select is_empty('select * from tests.unpruned()', 'with the policies of a tenant too');
select tests.as_person('vito');
select is_empty('select * from tests.unpruned()', 'and with those of staff');
select throws_ok(format('select from partitions.%I', 'usage_events' || to_char(now(), '_YYYY_MM')), '42501', null, 'nobody reads a partition itself');

select tests.as_nobody();
update private.partitioned_tables set months_ahead = 4;
select tests.as_service();
select is(private.maintain_partitions(), 5, 'the job makes what is missing, here a fourth month of each');
select is(private.maintain_partitions(), 0, 'once');
select tests.as_nobody();
insert into public.usage_events (organization_id, workspace_id, event_type, created_at) values
  (tests.id('northwind'), tests.id('northwind/main'), 'past', now() - interval '5 months'), (tests.id('northwind'), tests.id('northwind/main'), 'soon', now() + interval '5 months'),
  (tests.id('northwind'), tests.id('northwind/main'), 'never', now() + interval '50 years');
select results_eq('select * from private.stray_rows()', $$ values ('usage_events', 3::bigint) $$, 'what no month takes is reported');
select tests.as_service();
select is(private.watch_partitions(), 1, 'and an alert is raised');
select is(private.watch_partitions(), 1, 'while it lasts');
select tests.as_person('vito');
select results_eq('select key, detail, times, resolved_at is null from public.platform_alerts',
  $$ values ('partition_strays:usage_events', '{"table": "usage_events", "rows": 3}'::jsonb, 2, true) $$, 'that staff see once');
select tests.as_person('ada');
select throws_ok('select from public.platform_alerts', '42501', null, 'and tenants never');
select tests.as_nobody();
update private.partitioned_tables set months_ahead = 6 where parent = 'public.usage_events'::regclass;
select is(private.maintain_partitions(), 3, 'two more months ahead and one of the past are made');
select results_eq('select * from private.stray_rows()', $$ values ('usage_events', 1::bigint) $$, 'and take their strays; what cannot be true stays reported');
select results_eq($$ select event_type, tableoid::regclass::text from public.usage_events where event_type in ('past', 'soon', 'never') order by created_at $$,
  $$ values ('past', 'partitions.usage_events' || to_char(now() - interval '5 months', '_YYYY_MM')), ('soon', 'partitions.usage_events' || to_char(now() + interval '5 months', '_YYYY_MM')),
    ('never', 'partitions.usage_events_default') $$, 'nothing is lost on the way');
delete from public.usage_events where event_type = 'never';
select is(private.watch_partitions(), 0, 'once nothing strays');
select isnt((select resolved_at from public.platform_alerts), null, 'the alert is over');
insert into public.usage_events (organization_id, workspace_id, event_type, created_at) values (tests.id('northwind'), tests.id('northwind/main'), 'never', now() + interval '50 years');
select private.watch_partitions();
select results_eq('select times, resolved_at from public.platform_alerts', $$ values (3, null::timestamptz) $$, 'and comes back with the next one');
select is_empty($$ select c.oid::regclass from pg_class c where c.relnamespace = 'partitions'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity) $$,
  'every new partition is closed');

-- Months are those of UTC, wherever the job runs.
create function tests.bounds(partition text) returns text language sql as $$
  select set_config('timezone', 'UTC', true);
  select pg_get_expr(c.relpartbound, c.oid) from pg_class c where c.oid = partition::regclass
$$;
select set_config('timezone', 'Pacific/Auckland', true);
select private.ensure_partitions('public.usage_events', '2033-05-01', '2033-05-01');
select is(tests.bounds('partitions.usage_events_2033_05'), 'FOR VALUES FROM (''2033-05-01 00:00:00+00'') TO (''2033-06-01 00:00:00+00'')',
  'a session far in the east makes the same months');
select set_config('timezone', 'Pacific/Honolulu', true);
insert into public.usage_events (organization_id, workspace_id, event_type, created_at) values
  (tests.id('northwind'), tests.id('northwind/main'), 'edge', '2033-05-31 23:59:59+00'), (tests.id('northwind'), tests.id('northwind/main'), 'edge', '2033-06-01 00:00:00+00');
select private.ensure_partitions('public.usage_events', '2033-06-01', '2033-06-01');
select is(tests.bounds('partitions.usage_events_2033_06'), 'FOR VALUES FROM (''2033-06-01 00:00:00+00'') TO (''2033-07-01 00:00:00+00'')', 'one in the west too');
select set_eq($$ select created_at, tableoid::regclass::text as partition from public.usage_events where event_type = 'edge' $$,
  $$ values ('2033-05-31 23:59:59+00'::timestamptz, 'partitions.usage_events_2033_05'), ('2033-06-01 00:00:00+00', 'partitions.usage_events_2033_06') $$,
  'and the last second of a month is in it');
delete from public.usage_events where event_type = 'edge';

-- Retention --------------------------------------------------------------------------------------------------------------

select results_eq('select parent::text, retain_months from private.partitioned_tables where retain_months is not null order by 1', $$ values ('metric_events', 25), ('widget_events', 13) $$,
  'funnels are kept for 13 months and metrics for 25, the rest for as long as its tenant says');
select private.ensure_partitions('public.widget_events', (now() - interval '15 months')::date, (now() - interval '12 months')::date);
insert into public.widget_events (ts, organization_id, workspace_id, widget_id, widget_instance_id, type)
select now() - make_interval(months => m), tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), tests.id('northwind/instance'), 'view' from generate_series(12, 15) m;
select tests.as_service();
select is(private.detach_old_partitions(), 2, 'the job detaches the months past it');
select is(private.detach_old_partitions(), 0, 'once');
select tests.as_nobody();
select results_eq($$ select count(*), min(ts) = now() - interval '13 months' from public.widget_events where ts < now() - interval '11 months' $$, $$ values (2::bigint, true) $$, 'what is older is not seen any more');
select isnt(to_regclass('partitions.widget_events' || to_char(now() - interval '15 months', '_YYYY_MM')), null, 'and stays for an operator to drop');

-- What is not kept by month goes after the same time.
create function tests.ages(of_table regclass, column_name name) returns setof int language plpgsql as $$
begin
  return query execute format('select (extract(day from now() - %I) / 30)::int from %s order by 1', column_name, of_table);
end $$;
delete from public.webhook_messages;
delete from public.events;
insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, created_at)
select tests.id('northwind'), tests.id('northwind/main'), 'widget', tests.id('northwind/widget'), 'widget.renamed', now() - make_interval(days => 30 * m)
from unnest('{0,12,14,30}'::int[]) m;
insert into public.limit_hits (scope_id, organization_id, limit_type, period, kind, last_at)
select tests.id('northwind'), tests.id('northwind'), 'widgets', '0001-01-01', kind, now() - make_interval(days => 30 * m)
from (values ('reached', 12), ('flagged', 14)) hit(kind, m);
insert into public.usage_counters (scope_id, organization_id, limit_type, period, used)
select tests.id('northwind'), tests.id('northwind'), 'submissions_month', (date_trunc('month', now()) - make_interval(months => m))::date, 7 from unnest('{11,15}'::int[]) m;
create table tests.standing as select count(*) as counters from public.usage_counters where period = '0001-01-01';
select tests.as_service();
select results_eq('select private.prune_events() union all select private.prune_events()', 'values (2::bigint), (0)', 'the job deletes events past 13 months, once');
select results_eq('select private.prune_usage() union all select private.prune_usage()', 'values (2::bigint), (0)', 'and so the job for counters of months and runs into limits');
select tests.as_nobody();
select results_eq($$ select tests.ages('public.events', 'created_at') $$, 'values (0), (12)', 'younger events stay');
select results_eq($$ select kind from public.limit_hits where last_at < now() - interval '300 days' $$, $$ values ('reached') $$, 'younger hits too');
select is((select count(*) from public.usage_counters where period = '0001-01-01'), (select counters from tests.standing), 'what exists now stays counted');
select is_empty($$ select from public.usage_counters where period between '0001-01-02' and now() - interval '14 months' $$, 'only old months are gone');

select * from finish();
rollback;
