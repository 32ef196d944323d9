-- Plans: what people's lists cost does not grow with what other tenants have. Policies are asked once per statement, an
-- index finds a tenant's rows, and a period reads its own months. bench/ measures the same at full size.

begin;
select plan(9);

-- Many tenants, four months, a few thousand rows of each growing table.
select tests.as_nobody();
set local session_replication_role = replica;
select private.ensure_partitions(parent, (now() - interval '3 months')::date, now()::date) from private.partitioned_tables;
insert into public.organizations (name, slug) select 'Many', 'many-' || n from generate_series(1, 300) n;
insert into public.workspaces (organization_id, name, slug) select id, 'Main', 'main' from public.organizations where slug ~ '^many-';
create table tests.places as
  select organization_id, id as workspace_id, row_number() over (order by id <> tests.id('northwind/main')) - 1 as n from public.workspaces
  where id = tests.id('northwind/main') or slug = 'main';
create view tests.drawn as
  select p.organization_id, p.workspace_id, i, now() - make_interval(secs => i * 90 * 86400.0 / 24000) as at
  from generate_series(1, 24000) i join tests.places p on p.n = i % (select count(*) from tests.places);
insert into public.usage_events (organization_id, workspace_id, event_type, created_at)
select organization_id, workspace_id, case i % 10 when 0 then 'submission' else 'feature_usage' end, at from tests.drawn;
insert into public.widget_submissions (ts, organization_id, workspace_id, widget_id, widget_instance_id, revision, payload, payload_hash, ts_second)
select at, organization_id, workspace_id, tests.id('northwind/widget'), tests.id('northwind/instance'), 1,
  jsonb_build_object('message', repeat('I would like to know more. ', 8)), md5(i::text), at from tests.drawn;
insert into public.audit_logs (created_at, organization_id, actor_role, action, entity, entity_id, seq, prev_hash, hash)
select at, organization_id, 'authenticated', 'update', 'widgets', i::text, i + 1000, '', '' from tests.drawn;
set local session_replication_role = origin;
analyze;

create function tests.nodes_of(query text) returns setof jsonb language plpgsql as $$
declare
  plan jsonb;
begin
  execute 'explain (analyze, verbose, timing off, format json) ' || query into plan;
  return query select jsonb_path_query(plan, 'lax $.**') n where true;
end $$;
create function tests.ran(query text) returns table (kind text, relation text, loops int, touched bigint, output text, conditions text) language sql as $$
  select distinct n ->> 'Node Type', n ->> 'Relation Name', (n ->> 'Actual Loops')::int,
    (n ->> 'Actual Rows')::numeric::bigint + coalesce((n ->> 'Rows Removed by Filter')::numeric::bigint, 0), n ->> 'Output',
    concat_ws(' ', n ->> 'Filter', n ->> 'Index Cond', n ->> 'Recheck Cond')
  from tests.nodes_of(query) n where jsonb_typeof(n) = 'object' and n ? 'Node Type'
$$;

create table tests.lists (name text primary key, query text not null);
grant select on tests.places to public;
insert into tests.lists
select name, format('select * from public.%I where %s order by %I desc limit 26', parent, condition, key) from (values
  ('submissions', 'widget_submissions', 'ts', format('workspace_id = %L', tests.id('northwind/main'))),
  ('submissions, policies alone', 'widget_submissions', 'ts', 'true'),
  ('submissions of an organization', 'widget_submissions', 'ts', format('organization_id = %L', tests.id('northwind'))),
  ('usage', 'usage_events', 'created_at', format('workspace_id = %L', tests.id('northwind/main'))),
  ('usage of a kind', 'usage_events', 'created_at', format('workspace_id = %L and event_type = %L', tests.id('northwind/main'), 'submission')),
  ('audit', 'audit_entries', 'created_at', format('organization_id = %L', tests.id('northwind')))
) t (name, parent, key, condition);
insert into tests.lists values
  ('submissions, counted', 'select count(*) from public.widget_submissions'),
  ('usage, counted', 'select count(*) from public.usage_events'),
  ('organizations', 'select * from public.organization_summaries order by created_at desc limit 25'),
  ('members', 'select * from public.members order by created_at desc limit 25');

create function tests.repeated() returns setof text language sql as $$
  select l.name from tests.lists l, tests.ran(l.query) r
  where r.output ~ 'private\.(my_\w+_ids|\w+_where_i_can|is_staff)\(' and r.loops > 1 or r.conditions ~ 'private\.\w+\('
$$;
create function tests.unasked() returns setof text language sql as $$
  select l.name from tests.lists l where not exists (select from tests.ran(l.query) r where r.loops = 1 and r.output ~ 'private\.(my_\w+_ids|\w+_where_i_can|is_staff)\(')
$$;

select tests.as_person('ada');
select is_empty('select * from tests.unasked()', 'a member''s lists ask the policies');
select is_empty('select * from tests.repeated()', 'once per statement');
select is_empty($$ select l.name, r.relation from tests.lists l, tests.ran(l.query) r where r.kind = 'Seq Scan' and r.relation ~ '_\d{4}_\d{2}$' and r.touched > 0 $$,
  'no list reads all of a month');
-- What one tenant has, times the indexes that a plan may combine, and far from what all have.
select is_empty($$ select l.name, sum(r.touched) from tests.lists l, tests.ran(l.query) r where l.name !~ 'alone' and r.relation ~ '_\d{4}_\d{2}$' and r.loops > 0
  group by 1 having sum(r.touched) > 1000 $$, 'nor many rows of others');
select results_eq($$ select distinct r.relation from tests.ran(format('select * from public.usage_events where workspace_id = %L and created_at >= %L order by created_at desc limit 26',
    tests.id('northwind/main'), date_trunc('month', now()))) r where r.loops > 0 and r.relation ~ '_\d{4}_\d{2}$' and r.touched > 0 $$,
  $$ values ('usage_events' || to_char(now(), '_YYYY_MM')) $$, 'a period reads its own months');

select tests.as_person('vito');
select is_empty('select * from tests.unasked()', 'staff''s lists ask the policies');
select is_empty('select * from tests.repeated()', 'once per statement too');

select tests.as_nobody();
select is_empty($$ select a.attrelid::regclass, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'partitions'::regnamespace and c.relkind = 'r' and a.attname in ('organization_id', 'workspace_id')
    and 'n_distinct=100' <> all (coalesce(a.attoptions, '{}')) $$, 'in every partition the planner expects large tenants');
-- In SQL they would be planned in every statement, which costs ten times the lookup, and so would what they call.
select is_empty($$ select p.oid::regprocedure from pg_proc p join pg_language l on l.oid = p.prolang
  where p.pronamespace = 'private'::regnamespace and p.proname ~ '^(my_\w+_ids|\w+_where_i_can|is_staff|my_impersonation|\w*has_permission|organization_permissions|holds_while_closed)$' and l.lanname <> 'plpgsql' $$,
  'what policies ask is planned once per connection');

select * from finish();
rollback;
