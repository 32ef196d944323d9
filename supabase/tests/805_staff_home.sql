-- Staff's home and search: what each figure counts, that its cost is bounded, and that nobody else reads it.

begin;
select plan(47);

create function tests.attention(kind text) returns jsonb language sql stable as $$
  select item from jsonb_array_elements(public.staff_home() -> 'attention') item where item ->> 'kind' = attention.kind
$$;

-- What needs attention --------------------------------------------------------------------------------------------------

delete from public.limit_hits;
update public.webhook_endpoints set failing_since = null, disabled_reason = null;
update public.integration_connections set status = 'idle';
select tests.as_person('vito');
select is((select count(*) from jsonb_array_elements(public.staff_home() -> 'attention') i where (i ->> 'count')::int > 0), 0::bigint, 'a quiet platform needs nothing');
select tests.as_nobody();
insert into public.limit_hits (scope_id, organization_id, limit_type, period, kind, hits, last_at) values
  (tests.id('globex'), tests.id('globex'), 'widgets', '0001-01-01', 'refused', 3, now()),
  (tests.id('globex'), tests.id('globex'), 'users', '0001-01-01', 'refused', 1, now()),
  (tests.id('pixel'), tests.id('pixel'), 'users', '0001-01-01', 'refused', 1, now() - interval '8 days'),
  (tests.id('northwind'), tests.id('northwind'), 'users', '0001-01-01', 'reached', 1, now());
insert into public.webhook_endpoints (organization_id, workspace_id, url, failing_since) values
  (tests.id('northwind'), tests.id('northwind/main'), 'https://hooks.example.com/a', now() - interval '2 days'),
  (tests.id('northwind'), tests.id('northwind/main'), 'https://hooks.example.com/b', null);
update public.organizations set status = 'suspended', suspended_at = now() where id = tests.id('pixel');
update public.organizations set plan_status = 'past_due' where id = tests.id('globex');
insert into public.platform_alerts (key, detail, resolved_at) values ('partition_strays:events', '{"rows": 4}', null),
  ('partition_strays:usage_events', '{"rows": 9}', now()), ('disk', '{}', null);
select tests.as_person('vito');
select is(tests.attention('limit_refused'), jsonb_build_object('kind', 'limit_refused', 'count', 1, 'organization_ids', jsonb_build_array(tests.id('globex'))),
  'a tenant that was refused counts once, and only lately');
select is(tests.attention('limit_reached') -> 'organization_ids', jsonb_build_array(tests.id('northwind')), 'who reached a limit is told apart');
select is(tests.attention('webhooks_failing') -> 'organization_ids', jsonb_build_array(tests.id('northwind')), 'endpoints that fail, by tenant');
select is(tests.attention('suspended') -> 'organization_ids', jsonb_build_array(tests.id('pixel')), 'suspended tenants');
select is(tests.attention('past_due') -> 'organization_ids', jsonb_build_array(tests.id('globex')), 'unpaid tenants');
select is(tests.attention('partition_strays') -> 'count', '4'::jsonb, 'stray rows, those of an ended alert left out');
select is(tests.attention('alerts') -> 'count', '1'::jsonb, 'other alerts');
select is(tests.attention('sync_failed') -> 'count', '0'::jsonb, 'no connection fails');
select tests.as_nobody();
with shop as (insert into public.stores (organization_id, workspace_id, name, platform)
  values (tests.id('northwind'), tests.id('northwind/main'), 'Shop', 'shopify') returning *
), connection as (insert into public.integration_connections (organization_id, workspace_id, store_id, adapter)
  select s.organization_id, s.workspace_id, s.id, 'shopify_orders' from shop s returning *)
insert into public.sync_jobs (organization_id, workspace_id, connection_id) select c.organization_id, c.workspace_id, c.id from connection c;
select tests.as_service();
select is(private.fail_sync_job(j.id, j.attempts, 'The source refused the credential (401).', null, true), 'error', 'a run fails') from private.claim_sync_job() j;
select tests.as_person('vito');
select is(tests.attention('sync_failed'), jsonb_build_object('kind', 'sync_failed', 'count', 1, 'organization_ids', jsonb_build_array(tests.id('northwind'))),
  'and shows');

-- The worker -------------------------------------------------------------------------------------------------------------

select is(tests.attention('worker_lag') -> 'count', '0'::jsonb, 'a worker that never spoke may not be installed');
select tests.as_service();
select lives_ok('select private.note_worker(5, 2)', 'the worker says how it is doing');
select tests.as_person('vito');
select is(tests.attention('jobs_failed') -> 'count', '2'::jsonb, 'failed jobs');
select is(tests.attention('worker_lag') -> 'count', '0'::jsonb, 'seconds of waiting are ordinary');
select tests.as_service();
select lives_ok('select private.note_worker(90, 0)', 'it says it again');
select tests.as_person('vito');
select is(tests.attention('worker_lag') -> 'count', '90'::jsonb, 'more than a minute is not');
select tests.as_nobody();
update private.worker_state set seen_at = now() - interval '10 minutes', waiting_seconds = 0;
select tests.as_person('vito');
select is(tests.attention('worker_lag') -> 'count', '600'::jsonb, 'nor is silence');

-- Growth and use -----------------------------------------------------------------------------------------------------------

select tests.as_nobody();
update public.organizations set created_at = now() - interval '15 days' where id = tests.id('northwind');
insert into public.usage_events (organization_id, workspace_id, event_type, quantity, created_at) values
  (tests.id('northwind'), tests.id('northwind/main'), 'submission', 5, now() - interval '1 day'),
  (tests.id('northwind'), tests.id('northwind/main'), 'export', 50, now() - interval '1 day'),
  (tests.id('northwind'), tests.id('northwind/main'), 'submission', 7, now() - interval '40 days');
select private.refresh_rollups();
select tests.as_person('vito');
select is((select sum((g ->> 'amount')::int) from jsonb_array_elements(public.staff_home() -> 'growth') g
  where (g ->> 'day')::date = (now() at time zone 'UTC')::date), (select count(*) from public.organizations)::bigint, 'today''s organizations by plan are all of them');
select is((select (g ->> 'amount')::int from jsonb_array_elements(public.staff_home() -> 'growth') g
  where (g ->> 'day')::date = (now() at time zone 'UTC')::date - 14 and g ->> 'plan_id' = 'business'), 1, 'and those of two weeks ago existed then');
select is((select (u ->> 'amount')::int from jsonb_array_elements(public.staff_home() -> 'use') u
  where (u ->> 'day')::date = (now() at time zone 'UTC')::date - 1 and u ->> 'plan_id' = 'business'), 5, 'use counts submissions alone');
select is((select row(t ->> 'name', (t ->> 'amount')::int, (t ->> 'before')::int)::text from jsonb_array_elements(public.staff_home() -> 'top') t limit 1),
  '(Northwind,6,7)', 'the busiest tenant, with what it received before');
select isnt(public.staff_home() ->> 'as_of', null, 'and when the figures were refreshed');
select is((select count(*) from public.submissions_per_minute()), 60::bigint, 'an hour of minutes');
select is((select sum(submissions) from public.submissions_per_minute()), 3::bigint, 'with what every tenant received');

-- Search ------------------------------------------------------------------------------------------------------------------

select results_eq($$ select kind, title, record_id from public.search_platform('  NORTHW ') where kind in ('organization', 'workspace') order by 1 $$,
  $$ values ('organization', 'Northwind', tests.id('northwind')), ('workspace', 'Northwind', tests.id('northwind/main')) $$, 'a part of a name finds tenants');
select results_eq($$ select kind, record_id, detail from public.search_platform('boris@') $$,
  $$ values ('member', tests.id('globex'), 'Globex') $$, 'a member''s address leads to the tenant');
select is_empty($$ select from public.search_platform('rex@example') $$, 'who was removed no longer does');
select results_eq($$ select title from public.search_platform('cleo@example') $$, $$ values ('cleo@example.com') $$, 'the member of a single workspace does');
select results_eq($$ select kind, organization_id from public.search_platform('w_' || rpad('northwind', 24, '0')) $$,
  $$ values ('instance', tests.id('northwind')) $$, 'a public id finds its instance');
select results_eq($$ select kind, record_id from public.search_platform(tests.id('globex')::text) $$, $$ values ('organization', tests.id('globex')) $$, 'an id what has it');
select results_eq($$ select title from public.search_platform('gl') $$, $$ values ('Globex') $$, 'two letters begin a name');
select is_empty($$ select from public.search_platform('%%%') $$, 'a pattern is text');
select is_empty($$ select from public.search_platform('   ') $$, 'nothing finds nothing');
select is_empty($$ select from public.search_platform(null) $$, 'nor does null');
select is((select count(distinct organization_id) from public.search_platform('example.com', 1)), 1::bigint, 'as many of a kind as asked');
select is((select count(*) from public.search_platform('example.com', 1000) where kind = 'member'), (select count(*) from public.search_platform('example.com', 50) where kind = 'member'), 'never more than fifty');
select results_eq($$ select kind, organization_id from public.search_platform((select public_key from public.widgets where organization_id = tests.id('northwind') limit 1)) $$,
  $$ values ('widget', tests.id('northwind')) $$, 'a public key finds its widget');
select is_empty($$ select from public.search_platform(left((select public_key from public.widgets where organization_id = tests.id('northwind') limit 1), 12)) $$, 'the whole of it');
select tests.as_nobody();
insert into public.custom_domains (organization_id, hostname, status) values (tests.id('globex'), 'forms.globex.example', 'pending'),
  (tests.id('globex'), 'gone.globex.example', 'released');
select tests.as_person('vito');
select is_empty($$ select from public.search_platform('gone.globex') $$, 'which it still holds');
select results_eq($$ select kind, title, record_id from public.search_platform('forms.glo') $$,
  $$ values ('domain', 'forms.globex.example', tests.id('globex')) $$, 'a domain leads to its tenant');

-- Nobody else --------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select throws_ok('select public.staff_home()', '42501', null, 'an owner has no staff home');
select throws_ok('select public.submissions_per_minute()', '42501', null, 'nor the platform''s minutes');
select throws_ok($$ select public.search_platform('globex') $$, '42501', null, 'nor its search');
select tests.as_nobody();
delete from public.platform_admins where user_id = tests.id('vito');
select tests.speak('platform_staff', tests.id('vito'));
select is(tests.message_of('select public.staff_home()'), 'PT403 FORBIDDEN', 'nor has who was staff, whatever the token says');
select is(tests.message_of($$ select public.search_platform('globex') $$), 'PT403 FORBIDDEN', 'nor the search');
select is(tests.message_of('select public.submissions_per_minute()'), 'PT403 FORBIDDEN', 'nor the minutes');

select * from finish();
rollback;
