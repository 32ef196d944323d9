-- Operations: staff see the platform at work and act with a reason; nobody else sees or does any of it.

begin;
select plan(71);

-- Who may ----------------------------------------------------------------------------------------------------------------

create table tests.readings (call text);
insert into tests.readings values ('job_overview()'), ('list_jobs()'), ('webhook_log()'), ('limited_sources()'), ('partition_sizes()'), ('schema_deviations()'),
  ('audit_chain_heads()'), ('usage_by_day(current_date, current_date)'), ('recorded_usage_by_day(current_date, current_date)'),
  ('usage_by_tenant(current_date, current_date)'), ('usage_by_type(current_date, current_date)'), ('my_exports()'),
  (format('counter_differences(%L)', tests.id('northwind')));
grant select on tests.readings to public;
select tests.as_person('vito');
select is_empty($$ select call, tests.message_of('select * from public.' || call) from tests.readings where tests.message_of('select * from public.' || call) is not null $$,
  'a viewer of the staff reads all of it');
select tests.as_person('ada');
select is_empty($$ select call from tests.readings where tests.message_of('select * from public.' || call) not like '42501%' $$, 'an owner none of it');
select tests.as_anonymous();
select is_empty($$ select call from tests.readings where tests.message_of('select * from public.' || call) not like '42501%' $$, 'nor the anonymous key');
-- A token that still says staff, after the role was taken away.
select tests.as_nobody();
select tests.speak('platform_staff', tests.id('ada'));
select is_empty($$ select call from tests.readings where tests.message_of('select * from public.' || call) <> 'PT403 FORBIDDEN' $$, 'nor who is staff in the token alone');

-- Jobs -------------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
alter schema graphile_worker rename to somewhere_else;
select tests.as_person('stella');
select is_empty('select * from public.job_overview()', 'where there is no queue there are no jobs');
select is_empty('select * from public.list_jobs()', 'none at all');
select is(public.retry_jobs('{1}', 'Trying'), 0, 'and none to retry');
select tests.as_nobody();
alter schema somewhere_else rename to graphile_worker;
revoke usage on schema graphile_worker from lapel_definer;
select tests.as_person('stella');
select is_empty('select * from public.job_overview()', 'a queue that may not be read is none');
select tests.as_nobody();
grant usage on schema graphile_worker to lapel_definer;
select is((select string_agg(c.relname, ' ') from pg_class c where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind = 'r'
  and has_table_privilege('lapel_definer', c.oid, 'insert, update, delete, truncate')), '_private_jobs', 'of the queue nothing but jobs may be changed');
insert into graphile_worker._private_tasks (identifier) values ('refresh_rollups'), ('prune_events');
insert into graphile_worker._private_jobs (id, task_id, attempts, max_attempts, run_at, locked_at, last_error, payload) overriding system value
select j.id, t.id, j.attempts, 3, now() + j.due, j.locked_at, j.error, '{"secret": 1}' from graphile_worker._private_tasks t join (values
  (1, 'refresh_rollups', 3, interval '-1 hour', null::timestamptz, 'It broke'), (2, 'refresh_rollups', 1, '-5 min', null, 'It broke'),
  (3, 'refresh_rollups', 0, '1 hour', null, null), (4, 'prune_events', 1, '0', now(), null)) j (id, task, attempts, due, locked_at, error) on j.task = t.identifier;
insert into graphile_worker._private_known_crontabs values ('refresh_rollups', now(), now() - interval '1 min'), ('collect_leads', now(), null);
select tests.as_person('vito');
select results_eq('select task, waiting, running, failed, last_run is not null, late_since is not null from public.job_overview()',
  $$ values ('refresh_rollups', 2::bigint, 0::bigint, 1::bigint, true, true), ('collect_leads', 0, 0, 0, false, false), ('prune_events', 0, 1, 0, false, false) $$,
  'jobs by name, the failed first');
select results_eq('select id, state from public.list_jobs()', $$ values (4::bigint, 'running'), (3, 'waiting'), (2, 'retrying'), (1, 'failed') $$, 'one by one, newest first');
select results_eq($$ select id, last_error from public.list_jobs('failed') $$, $$ values (1::bigint, 'It broke') $$, 'by state, with the error');
select results_eq($$ select id from public.list_jobs(null, 'refresh_rollups', 3) $$, $$ values (2::bigint), (1) $$, 'by name, from an id on');
select is_empty($$ select * from public.list_jobs() j where to_jsonb(j)::text ~ 'secret' $$, 'without what they carry');
select is(tests.message_of($$ select public.retry_jobs('{1}', 'Trying') $$), 'PT403 FORBIDDEN', 'a viewer retries none');
select tests.as_person('sue');
select is(tests.message_of($$ select public.retry_jobs('{1}', 'Trying') $$), 'PT403 FORBIDDEN', 'nor does support');
select tests.as_person('stella');
select is(tests.message_of($$ select public.retry_jobs('{1}', '') $$), 'PT422 REASON_REQUIRED', 'an admin does, with a reason');
select is(tests.message_of($$ select public.retry_jobs('{}', 'Trying') $$), 'PT422 VALIDATION_FAILED', 'and names the jobs');
select is(tests.message_of($$ select public.retry_jobs('{2,3,4}', 'Trying') $$), 'PT409 CONFLICT', 'those that failed for good');
select is(public.retry_jobs('{1,2}', 'The disk is back'), 1, 'and no others');
select results_eq('select id, attempts, state from public.list_jobs() where id = 1', $$ values (1::bigint, 0, 'waiting') $$, 'it waits as if it were new');
select results_eq($$ select organization_id, entity_id, reason from public.audit_logs where entity = 'jobs' $$, $$ values (null::uuid, '1 refresh_rollups', 'The disk is back') $$, 'the platform''s audit log says so');

-- Webhooks ---------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
insert into public.webhook_endpoints (id, organization_id, workspace_id, url) values
  ('00000000-0000-4000-8000-00000000000a', tests.id('northwind'), tests.id('northwind/main'), 'https://hooks.example/in'),
  ('00000000-0000-4000-8000-00000000000b', tests.id('globex'), tests.id('globex/main'), 'https://globex.example/in');
insert into public.webhook_messages (id, organization_id, workspace_id, event_type, payload) values
  ('00000000-0000-4000-8000-0000000000aa', tests.id('northwind'), tests.id('northwind/main'), 'submission.created', '{}'),
  ('00000000-0000-4000-8000-0000000000bb', tests.id('globex'), tests.id('globex/main'), 'submission.created', '{}'),
  ('00000000-0000-4000-8000-0000000000cc', tests.id('northwind'), tests.id('northwind/main'), 'lead.created', '{}');
insert into public.webhook_deliveries (id, organization_id, workspace_id, endpoint_id, message_id, status, attempt, error, created_at) values
  ('00000000-0000-4000-8000-000000000001', tests.id('northwind'), tests.id('northwind/main'), '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-0000000000aa', 'failed', 10, 'Nobody answered.', now() - interval '2 min'),
  ('00000000-0000-4000-8000-000000000002', tests.id('globex'), tests.id('globex/main'), '00000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-0000000000bb', 'pending', 2, 'Nobody answered.', now() - interval '1 min'),
  ('00000000-0000-4000-8000-000000000003', tests.id('northwind'), tests.id('northwind/main'), '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-0000000000cc', 'delivered', 1, null, now());
select tests.as_person('vito');
select results_eq('select right(id::text, 1), status from public.webhook_log()', $$ values ('2', 'pending'), ('1', 'failed') $$, 'deliveries that fail, newest first');
select is((select count(*) from public.webhook_log('all')), 3::bigint, 'or all of them');
select results_eq($$ select event_type, url from public.webhook_log('delivered') $$, $$ values ('lead.created', 'https://hooks.example/in') $$, 'or those of a status');
select is((select count(*) from public.webhook_log('all', tests.id('northwind'))), 2::bigint, 'of one tenant');
select is((select count(*) from public.webhook_log('all', null, now() - interval '90 s')), 1::bigint, 'before a time');
select is_empty($$ select * from public.webhook_log($i$x' or 'a' = 'a$i$) $$, 'a state is a word, not SQL');
select is(tests.message_of($$ select public.replay_deliveries('{00000000-0000-4000-8000-000000000001}', 'Trying') $$), 'PT403 FORBIDDEN', 'a viewer sends nothing again');
select tests.as_person('sue');
select is(tests.message_of($$ select public.replay_deliveries('{00000000-0000-4000-8000-000000000001}', ' ') $$), 'PT422 REASON_REQUIRED', 'support does, with a reason');
select is(tests.message_of($$ select public.replay_deliveries('{00000000-0000-4000-8000-000000000002}', 'Trying') $$), 'PT409 CONFLICT', 'not what is on its way');
select is(public.replay_deliveries('{00000000-0000-4000-8000-000000000001,00000000-0000-4000-8000-000000000002}', 'Their server is back'), 1, 'what failed');
select results_eq($$ select status, attempt from public.webhook_log('pending', tests.id('northwind')) $$, $$ values ('pending', 0) $$, 'from the first attempt');
select results_eq($$ select organization_id, reason from public.audit_logs where entity = 'webhook_deliveries' $$, $$ values (tests.id('northwind'), 'Their server is back') $$, 'the tenant''s audit log says so');

-- Rates, partitions, schemas, chains -------------------------------------------------------------------------------------

select tests.as_nobody();
insert into private.submission_rate_window (scope, window_start, ends_at, hits) values
  ('instance:' || tests.id('northwind/instance'), now() + interval '1 s', now(), 1200), ('ip:' || repeat('a', 64), now() + interval '1 s', now(), 50), ('ip:' || repeat('b', 64), now() + interval '1 s', now(), 20);
select tests.as_person('vito');
select results_eq('select kind, hits, quota, organization_id from public.limited_sources()', $$ values ('instance', 1200, 1200, tests.id('northwind')), ('ip', 50, 60, null::uuid) $$, 'sources at or near a rate');
select is((select max(length(source)) from public.limited_sources() where kind = 'ip'), 12, 'an address is the beginning of its hash');
select is((select count(distinct parent) from public.partition_sizes()), 5::bigint, 'the five tables that grow by month');
select is_empty('select partition from public.partition_sizes() where strays', 'without strays');
select tests.as_nobody();
insert into public.usage_events (organization_id, workspace_id, created_at) values (tests.id('northwind'), tests.id('northwind/main'), now() + interval '20 years');
select tests.as_person('vito');
select results_eq('select partition from public.partition_sizes() where strays', array['usage_events_default'], 'or with them');
select is(public.schema_deviations(), '{"checked_at": null, "total": 0, "deviations": []}', 'nobody has looked at the tenant schemas yet');
select is(tests.message_of('select public.check_tenant_schemas()'), 'PT403 FORBIDDEN', 'a viewer makes nobody look');
select tests.as_nobody();
select private.provision_tenant_schema(tests.id('globex'));
do $$ begin execute format('drop table %I.leads', (select schema_name from public.organizations where id = tests.id('globex'))); end $$;
select tests.as_person('sue');
select cmp_ok(public.check_tenant_schemas(), '>=', 1, 'support does, and learns how many deviations there are');
select tests.as_person('vito');
select results_eq($$ select (d ->> 'total')::int = jsonb_array_length(d -> 'deviations'), (d ->> 'checked_at')::timestamptz >= now(), d #>> '{deviations,0,organization}', (d #>> '{deviations,0,repairable}')::boolean
  from public.schema_deviations() d $$, $$ values (true, true, 'Globex', true) $$, 'which everyone reads who is staff, with the time');
select tests.as_service();
select cmp_ok(private.verify_tenant_schemas(), '>=', 1, 'the job looks by itself');
select tests.as_person('vito');
select results_eq($$ select name from public.audit_chain_heads() limit 1 $$, $$ values (null::text) $$, 'the platform''s chain is first');
select is_empty($$ select h.name from public.audit_chain_heads() h, public.verify_audit_chain(h.organization_id) v where not v.valid or v.entries <> h.entries $$, 'and every chain holds');
select results_eq($$ select organization_id from public.audit_chain_heads('NORTHW') $$, array[tests.id('northwind')], 'a chain is found by its tenant''s name');

-- Usage ------------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
insert into public.usage_events (organization_id, workspace_id, event_type, quantity, created_at) values
  (tests.id('northwind'), tests.id('northwind/main'), 'export', 5, now()), (tests.id('northwind'), tests.id('northwind/main'), 'export', 2, now() - interval '1 day'),
  (tests.id('globex'), tests.id('globex/main'), 'export', 1, now());
select private.refresh_rollups();
insert into public.usage_events (organization_id, workspace_id, event_type, quantity) values (tests.id('northwind'), tests.id('northwind/main'), 'export', 1);
create function tests.today() returns date language sql as $$ select (now() at time zone 'UTC')::date $$;
select tests.as_person('vito');
select results_eq($$ select day, quantity from public.usage_by_day(tests.today() - 2, tests.today(), null, null, 'export') $$,
  $$ values (tests.today() - 2, 0::bigint), (tests.today() - 1, 2), (tests.today(), 6) $$, 'usage by day as of the last refresh, empty days included');
select results_eq($$ select quantity from public.recorded_usage_by_day(tests.today(), tests.today(), tests.id('northwind'), null, 'export') $$, array[6::bigint], 'and as recorded, one tenant''s');
select is(tests.message_of('select * from public.recorded_usage_by_day(current_date - 40, current_date)'), 'PT422 VALIDATION_FAILED', 'the record of all is asked for a month at most');
select results_eq($$ select name, quantity, before from public.usage_by_tenant(tests.today(), tests.today(), 'export') where organization_id in (tests.id('northwind'), tests.id('globex')) $$,
  $$ select name, q, b from (values (tests.id('northwind'), 5::bigint, 2::bigint), (tests.id('globex'), 1, 0)) v (id, q, b) join public.organizations o using (id) order by q desc $$, 'who used most, and how much before');
select results_eq($$ select quantity, before from public.usage_by_type(tests.today(), tests.today(), tests.id('northwind')) where event_type = 'export' $$, $$ values (5::bigint, 2::bigint) $$, 'and of what');
select tests.as_nobody();
update public.usage_counters set used = used + 3 where scope_id = tests.id('northwind') and limit_type = 'users';
select tests.as_person('vito');
select results_eq($$ select limit_type, difference from public.counter_differences(tests.id('northwind')) $$, $$ values ('users', -3) $$, 'counters that differ from the record');

-- Exports ----------------------------------------------------------------------------------------------------------------

select is(tests.message_of($$ select public.request_export('usage_events') $$), 'PT403 FORBIDDEN', 'a viewer asks for no export');
select tests.as_person('sue');
select is((select count(*) from (values ('widgets', '{}'), ('usage_events', '{"entity": "x"}'), ('usage_events', '{"organization_id": "x"}'), ('usage_events', '{"since": "x"}'), ('usage_events', '[]'), ('usage_events', '{"event_type": 1}')) v (k, f)
  where tests.message_of(format('select public.request_export(%L, %L)', k, f)) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint, 'what is exported and by what is a fixed choice');
select isnt(public.request_export('audit_logs', '{"entity": "widgets"}'), null, 'support asks');
select isnt(public.request_export('usage_events', jsonb_build_object('organization_id', tests.id('northwind'), 'event_type', 'export')), null, 'support asks for one tenant''s');
select tests.as_nobody();
create function tests.write_exports() returns bigint language plpgsql as $$
declare
  pieces bigint := 0;
begin
  while private.continue_exports() loop pieces := pieces + 1; end loop;
  return pieces;
end $$;
update public.usage_events set metadata = '"=HYPERLINK(1)"' where quantity = 5 and event_type = 'export';
select tests.as_service();
select is(tests.write_exports(), 2::bigint, 'the worker writes both, a piece each');
select tests.as_person('sue');
select results_eq('select status, rows, parts from public.my_exports() where kind = ''usage_events''', $$ values ('done', 3::bigint, 1) $$, 'and tells how much it is');
select ok(public.export_part((select id from public.my_exports() where kind = 'usage_events'), 0) like '"id","created_at"%', 'who asked reads it');
select tests.as_person('stella');
select is(tests.message_of(format('select public.export_part(%L, 0)', (select min(entity_id) from public.audit_logs where entity = 'export_requests'))), 'PT404 NOT_FOUND', 'and nobody else');

-- Many rows are many pieces, and what one piece wrote is not read before the last.
select tests.as_nobody();
insert into public.usage_events (organization_id, workspace_id, event_type, created_at)
select tests.id('northwind'), tests.id('northwind/main'), 'many', now() - n * interval '1 second' from generate_series(1, 20500) n;
select tests.as_person('sue');
select tests.remember('many', public.request_export('usage_events', '{"event_type": "many"}'));
select tests.as_service();
select ok(private.continue_exports(), 'a large export is begun');
select tests.as_person('sue');
select results_eq('select status, rows, parts from public.my_exports() where id = tests.id(''many'')', $$ values ('pending', 10000::bigint, 6) $$, 'with ten thousand rows in a transaction');
select is(tests.message_of(format('select public.export_part(%L, 0)', tests.id('many'))), 'PT404 NOT_FOUND', 'that nobody reads yet');
select tests.as_service();
select is(tests.write_exports(), 2::bigint, 'and finished in two more');
select tests.as_nobody();
select results_eq($$ select x.rows, count(*), (select p.content like '"id"%' from private.export_parts p where p.request_id = x.id and p.part = 0), count(distinct l.row_id), count(l.row_id) from private.export_requests x
    join private.export_parts p on p.request_id = x.id cross join lateral (select (regexp_matches(p.content, '^"([0-9a-f-]{36})"', 'ng'))[1] as row_id) l
    where x.id = tests.id('many') group by x.id $$, $$ values (20500::bigint, 20500::bigint, true, 20500::bigint, 20500::bigint) $$, 'every row once, under one header');

-- An erasure takes what holds its subject, and nothing else.
update public.usage_events set metadata = '{"by": "visitor@example.com"}' where quantity = 2 and event_type = 'export';
select tests.as_person('sue');
select tests.remember(name, public.request_export('usage_events', filters)) from (values ('holding', '{"event_type": "export"}'::jsonb),
  ('of another', jsonb_build_object('event_type', 'export', 'organization_id', tests.id('globex'))), ('begun', '{}')) t (name, filters);
select tests.as_nobody();
update private.export_requests set created_at = now() + interval '1 minute' where id = tests.id('begun');
select tests.as_service();
select private.continue_exports(), private.continue_exports(), private.continue_exports();
select tests.as_nobody();
update private.export_parts set content = content || '"VISITOR@example.com"' where request_id = tests.id('begun') and part = 0;
insert into public.privacy_requests (organization_id, kind, subject_type, subject) values (tests.id('northwind'), 'erase', 'visitor', 'visitor@example.com');
select tests.as_service();
select private.run_privacy_request((select r.id from public.privacy_requests r where r.kind = 'erase'));
select tests.as_nobody();
select results_eq($$ select t.name, x.status, x.rows > 0 from (values ('begun'), ('holding'), ('many'), ('of another')) t (name) left join private.export_requests x on x.id = tests.id(t.name) order by 1 $$,
  $$ values ('begun', 'pending', false), ('holding', null, null), ('many', 'done', true), ('of another', 'done', true) $$, 'copies that hold an erased subject go, and one that is being written begins anew');
select tests.as_service();
select tests.write_exports();
select tests.as_nobody();
select is_empty($$ select from private.export_parts p where p.content ~* 'visitor@example.com' $$, 'without the subject');
insert into private.export_parts (request_id, part, content) values (tests.id('many'), 1000, tests.id('cleo')::text);
insert into public.privacy_requests (organization_id, kind, subject_type, subject) values (tests.id('pixel'), 'erase', 'user', tests.id('cleo')::text);
select private.run_privacy_request((select r.id from public.privacy_requests r where r.subject_type = 'user'));
select is_empty($$ select from private.export_requests where id = tests.id('many') $$, 'a user is a subject too');

insert into private.export_parts (request_id, part, content) values (tests.id('begun'), 1000, private.csv_line('1', '{"user": "Zoe \"7\" Ü"}'));
create function tests.erase_site_user(id text) returns bigint language sql as $$
  insert into public.privacy_requests (organization_id, kind, subject_type, subject) values (tests.id('northwind'), 'erase', 'site_user', erase_site_user.id);
  select private.run_privacy_request(r.id) from public.privacy_requests r where r.status = 'pending';
  select count(*) from private.export_requests where id = tests.id('begun');
$$;
select is(tests.erase_site_user('Zoe'), 1::bigint, 'a copy that names another user of the site stays');
select is(tests.erase_site_user('Zoe "7" Ü'), 0::bigint, 'one that names the user of a site goes');

select * from finish();
rollback;
